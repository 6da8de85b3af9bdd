/**
 * The build information in Go programs: "go version -m FILE", in TypeScript (src/debug/buildinfo/buildinfo.go). Since
 * Go 1.18 the texts stand in it, since Go 1.13 there are pointers to them.
 */
import type { Elf } from "./elf.ts";

export interface BuildInfo {
  /** "go1.22.5", with whatever a vendor puts behind it. */
  readonly goVersion: string;
  /** "CGO_ENABLED", "-tags", "DefaultGODEBUG" and others (Go 1.18 and later). */
  readonly settings: ReadonlyMap<string, string>;
}

const MAGIC = Uint8Array.from([0xff, ...new TextEncoder().encode(" Go buildinf:")]);
const ALIGNMENT = 16;
const POINTER_BYTES_AT = 14;
const FLAGS_AT = 15;
const BIG_ENDIAN = 1;
const INLINE = 2;
const POINTERS_AT = 16;
const INLINE_AT = 32;
/** Markers around the module's text. */
const MARKER_BYTES = 16;
const MOST_TEXT = 1024 * 1024;
const MOST_VARINT_BYTES = 5;

/** null where there is none: no Go program, or one of Go before 1.13. */
export function readBuildInfo(file: Uint8Array, elf: Elf): BuildInfo | null {
  for (let at = indexOf(file, MAGIC, 0); at !== -1; at = indexOf(file, MAGIC, at + 1)) {
    // A program that looks for the magic has it among its texts, too.
    const info = at % ALIGNMENT === 0 ? infoAt(file, elf, at) : null;
    if (info !== null) return info;
  }
  return null;
}

function infoAt(file: Uint8Array, elf: Elf, at: number): BuildInfo | null {
  const flags = file[at + FLAGS_AT] ?? 0;
  const texts =
    (flags & INLINE) === 0 ? pointedTexts(file, elf, at, flags) : inlineTexts(file, at + INLINE_AT);
  if (texts === null) return null;
  const [goVersion, module] = texts;
  return /^(?:go\d|devel)/.test(goVersion) ? { goVersion, settings: settingsIn(module) } : null;
}

function inlineTexts(file: Uint8Array, start: number): readonly [string, string] | null {
  const version = prefixedText(file, start);
  const module = version === null ? null : prefixedText(file, version.end);
  return version === null || module === null ? null : [version.text, module.text];
}

/** A text behind its length as a varint (encoding/binary, Uvarint). */
function prefixedText(
  file: Uint8Array,
  start: number,
): { readonly text: string; readonly end: number } | null {
  let length = 0;
  for (let index = 0; index < MOST_VARINT_BYTES; index += 1) {
    const byte = file[start + index];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      const from = start + index + 1;
      if (length > MOST_TEXT || from + length > file.length) return null;
      return { text: textOf(file.subarray(from, from + length)), end: from + length };
    }
  }
  return null;
}

function pointedTexts(
  file: Uint8Array,
  elf: Elf,
  at: number,
  flags: number,
): readonly [string, string] | null {
  const size = file[at + POINTER_BYTES_AT];
  if (size !== elf.pointerBytes) return null;
  const littleEndian = (flags & BIG_ENDIAN) === 0;
  const pointer = (bytes: Uint8Array | null): bigint | null => {
    if (bytes === null || bytes.length < size) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    return size === 8 ? view.getBigUint64(0, littleEndian) : BigInt(view.getUint32(0, littleEndian));
  };
  /** A Go string is a pointer and a length. */
  const stringAt = (address: bigint | null): string | null => {
    if (address === null) return null;
    const data = pointer(elf.at(address, size));
    const length = pointer(elf.at(address + BigInt(size), size));
    if (data === null || length === null || length > BigInt(MOST_TEXT)) return null;
    const bytes = elf.at(data, Number(length));
    return bytes === null ? null : textOf(bytes);
  };
  const version = stringAt(pointer(file.subarray(at + POINTERS_AT, at + POINTERS_AT + size)));
  const module = stringAt(pointer(file.subarray(at + POINTERS_AT + size, at + POINTERS_AT + 2 * size)));
  return version === null ? null : [version, module ?? ""];
}

function settingsIn(module: string): ReadonlyMap<string, string> {
  const lines = module.slice(MARKER_BYTES, -MARKER_BYTES).split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, key, value] = /^build\t([^=\t]+)=(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, unquoted(value)] as const];
    }),
  );
}

/** Values with blanks or quotes are quoted as in Go (strconv.Quote). */
function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, "$1") : value;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

/** Where `wanted` next stands in `bytes`; -1: nowhere. */
export function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
