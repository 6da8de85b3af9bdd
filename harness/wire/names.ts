/**
 * Domain names: presentation text (RFC 1035, section 5.1; escapes `\X` and `\DDD`) and wire bytes (section 3.1).
 * In this code base a name is a string in presentation form, absolute, with its final dot: "www.example.com.".
 */
import { WireError } from "./errors.ts";

const MAX_LABEL = 63;
const MAX_NAME = 255;
/** A name of 255 bytes has at most 127 labels, so no honest name needs more pointers. */
const MOST_POINTERS = 127;

const DOT = 0x2e;
const BACKSLASH = 0x5c;
/** Characters that mean something in a master file: dot, backslash, quote, semicolon, parentheses, at, dollar. */
const SPECIAL = '.\\";()@$';
/** How each byte of a label is written. */
const TEXT_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte <= 0x20 || byte >= 0x7f) return `\\${String(byte).padStart(3, "0")}`;
  const character = String.fromCharCode(byte);
  return SPECIAL.includes(character) ? `\\${character}` : character;
});
/** Names as nearly all are: absolute, nothing to escape, labels and length within their limits. */
const PLAIN_NAME = /^(?=.{2,254}$)(?:[a-zA-Z0-9_-]{1,63}\.)+$/;

const encoder = new TextEncoder();

/**
 * How compression pointers are judged (RFC 1035, section 4.1.4): "backward" allows only those to an earlier place
 * than the one read so far; a number allows any direction, but only so many in one name, as Go's dnsmessage does.
 */
export type PointerRule = "backward" | number;

/**
 * Uncompressed wire form of a name in presentation form; the final dot may be missing. Characters outside ASCII
 * stand for their UTF-8 bytes. Throws WireError for an empty or long label or name.
 */
export function encodeName(text: string): Uint8Array {
  if (text === ".") return Uint8Array.of(0);
  const bytes = encoder.encode(text);
  // A byte of text is at most a byte of a label; the first length and the root are two more.
  const wire = new Uint8Array(bytes.length + 2);
  let lengthAt = 0;
  let end = 1;
  const endLabel = (offset: number) => {
    const length = end - lengthAt - 1;
    if (length === 0) throw new WireError("name", `empty label in ${JSON.stringify(text)}`, offset);
    if (length > MAX_LABEL) throw new WireError("name", `label longer than ${MAX_LABEL} bytes`, offset);
    wire[lengthAt] = length;
    lengthAt = end;
    end += 1;
  };
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === DOT) {
      endLabel(at);
      at += 1;
    } else if (byte === BACKSLASH) {
      const escaped = readEscape(bytes, at);
      wire[end] = escaped.byte;
      end += 1;
      at = escaped.end;
    } else {
      wire[end] = byte;
      end += 1;
      at += 1;
    }
  }
  if (bytes.length === 0 || end > lengthAt + 1) endLabel(bytes.length);
  if (end > MAX_NAME) throw new WireError("name", `longer than ${MAX_NAME} bytes on the wire`, 0);
  wire[lengthAt] = 0;
  return wire.slice(0, end);
}

/** Labels of a name in presentation form, without the root's empty one. Throws WireError. */
export function labelsOf(text: string): Uint8Array[] {
  const wire = encodeName(text);
  const labels: Uint8Array[] = [];
  for (let at = 0, length = wire[0] ?? 0; length > 0; at += length + 1, length = wire[at] ?? 0) {
    labels.push(wire.subarray(at + 1, at + 1 + length));
  }
  return labels;
}

function readEscape(bytes: Uint8Array, at: number): { readonly byte: number; readonly end: number } {
  const next = bytes[at + 1];
  if (next === undefined) throw new WireError("name", "ends in a lone backslash", at);
  if (!isDigit(next)) return { byte: next, end: at + 2 };
  const digits = bytes.subarray(at + 1, at + 4);
  const byte = digits.reduce((number, digit) => number * 10 + digit - 0x30, 0);
  if (digits.length < 3 || !digits.every(isDigit) || byte > 255) {
    throw new WireError("name", "a numeric escape is three digits up to 255", at);
  }
  return { byte, end: at + 4 };
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Presentation form, absolute, of labels without the root's. */
export function formatLabels(labels: readonly Uint8Array[]): string {
  if (labels.length === 0) return ".";
  return labels.map((label) => `${formatLabel(label, 0, label.length)}.`).join("");
}

function formatLabel(bytes: Uint8Array, start: number, length: number): string {
  let text = "";
  for (let at = start; at < start + length; at += 1) text += TEXT_OF_BYTE[bytes[at] ?? 0];
  return text;
}

/** A name as this code base writes it: absolute, with the fewest escapes. Throws WireError. */
export function canonicalName(text: string): string {
  return PLAIN_NAME.test(text) ? text : formatLabels(labelsOf(text));
}

/** A name's canonical form in lower case: equal for names that are equal in DNS (RFC 4343). Throws WireError. */
export function nameKey(text: string): string {
  return lowerCase(canonicalName(text));
}

/** Whether two names are the same one: ASCII letters compare without case, nothing else does (RFC 4343). */
export function sameName(left: string, right: string): boolean {
  return left === right || nameKey(left) === nameKey(right);
}

/** Lower case for A to Z only, as DNS compares. */
export function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** Whether presentation text ends in a dot that is not escaped. */
export function isAbsolute(text: string): boolean {
  const backslashes = /(\\*)\.$/.exec(text)?.[1];
  return backslashes !== undefined && backslashes.length % 2 === 0;
}

/**
 * Reads a name of a message, following compression pointers.
 * `end` is the offset behind the name where it stood. Throws WireError with the offset that could not be read.
 */
export function readName(
  bytes: Uint8Array,
  offset: number,
  what = "name",
  pointers: PointerRule = "backward",
): { readonly name: string; readonly end: number } {
  let name = "";
  const mostPointers = pointers === "backward" ? MOST_POINTERS : pointers;
  let followed = 0;
  let length = 1;
  let end: number | null = null;
  let start = offset;
  let at = offset;
  for (;;) {
    const head = bytes[at];
    if (head === undefined) throw new WireError(what, "message ends inside the name", at);
    if (head === 0) break;
    if ((head & 0xc0) === 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) throw new WireError(what, "message ends inside a compression pointer", at);
      const target = ((head & 0x3f) << 8) | low;
      followed += 1;
      if (pointers === "backward" && target >= start) {
        throw new WireError(what, `compression pointer to ${target} does not go back`, at);
      }
      if (followed > mostPointers) {
        throw new WireError(what, `more than ${mostPointers} compression pointers`, at);
      }
      end ??= at + 2;
      start = target;
      at = target;
    } else if ((head & 0xc0) !== 0) {
      throw new WireError(what, `label type 0x${(head & 0xc0).toString(16)} is reserved`, at);
    } else {
      if (at + 1 + head > bytes.length) throw new WireError(what, "message ends inside a label", at);
      length += head + 1;
      if (length > MAX_NAME) throw new WireError(what, `longer than ${MAX_NAME} bytes`, at);
      name += `${formatLabel(bytes, at + 1, head)}.`;
      at += 1 + head;
    }
  }
  return { name: name === "" ? "." : name, end: end ?? at + 1 };
}
