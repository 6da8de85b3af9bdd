/**
 * Text as Go's net package handles it (src/net/parse.go). Go strings are bytes: here a *byte string*, a string whose
 * characters U+0000 to U+00FF stand for one byte each. Names and file contents are byte strings from the moment they
 * come in until an address or an error text goes out.
 */

import { byteString, byteStringBytes } from "../wire/bytes.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true });
/** Longest line, newline included, that Go's line reader takes in: its buffer. */
const LINE_BUFFER_BYTES = 64 * 1024;
/** Numbers from here on are taken as this one (`big`). */
const LARGEST_NUMBER = 0xffffff;

/** The UTF-8 bytes of a text. */
export function toByteString(text: string): string {
  return isAscii(text) ? text : byteString(encoder.encode(text));
}

/** What a terminal shows of a byte string: UTF-8, with U+FFFD for bytes that are none. */
export function toDisplayText(bytes: string): string {
  return isAscii(bytes) ? bytes : decoder.decode(byteStringBytes(bytes));
}

/** UTF-8 where the bytes of a byte string are UTF-8, else the byte string itself. */
export function toTextOrBytes(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  try {
    return strictDecoder.decode(byteStringBytes(bytes));
  } catch {
    return bytes;
  }
}

/** Longest quotation from a file: what a link makes of a configuration may be anything, and must not be told whole. */
const LONGEST_QUOTATION = 60;

/** The beginning of a byte string, as a terminal shows it. */
export function excerpt(bytes: string): string {
  const text = toDisplayText(bytes);
  return text.length > LONGEST_QUOTATION ? `${text.slice(0, LONGEST_QUOTATION)}…` : text;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > 0x7f) return false;
  }
  return true;
}

/** Lines of a file and whether reading stopped before its end: at the first line that the buffer cannot hold. */
export function readLines(content: string): { readonly lines: readonly string[]; readonly cut: boolean } {
  const lines: string[] = [];
  let at = 0;
  while (at < content.length) {
    const newline = content.indexOf("\n", at);
    const end = newline === -1 ? content.length : newline;
    if (end - at >= LINE_BUFFER_BYTES) return { lines, cut: true };
    lines.push(content.slice(at, end));
    at = end + 1;
  }
  return { lines, cut: false };
}

/** Runs of bytes that are not blank, tab, carriage return or newline. */
export function fieldsOf(line: string): readonly string[] {
  return line.split(/[ \r\t\n]+/).filter((field) => field !== "");
}

/** Without blanks, tabs, carriage returns and newlines at either end. */
export function trimSpace(text: string): string {
  // Not a regular expression: one that looks for blanks at the end takes quadratic time on a line of blanks.
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start += 1;
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(byte: string): boolean {
  return byte === " " || byte === "\t" || byte === "\n" || byte === "\r";
}

/** The number that the leading decimal digits write: 0 for none, 16777215 for anything from there on. */
export function leadingNumber(text: string): number {
  const digits = /^[0-9]*/.exec(text)?.[0] ?? "";
  return Math.min(Number(digits), LARGEST_NUMBER);
}

/** Lower case for A to Z only. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Equality without regard to the case of A to Z. */
export function equalFold(left: string, right: string): boolean {
  return left.length === right.length && lowerAscii(left) === lowerAscii(right);
}

/** Whether a text ends so, without regard to the case of A to Z. */
export function hasSuffixFold(text: string, suffix: string): boolean {
  return text.length >= suffix.length && equalFold(text.slice(text.length - suffix.length), suffix);
}

/** Without one final dot. */
export function withoutFinalDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
