/**
 * Record data: wire bytes and master-file text of the types that resolvers look at, and RFC 3597's `\# 4 0a000001`
 * for any type. In this code base a record's data are its uncompressed wire bytes.
 */
import { concatBytes, hexBytes, hexOf } from "./bytes.ts";
import { WireError } from "./errors.ts";
import { formatAddress, parseAddress } from "./ip.ts";
import { TYPE } from "./mnemonics.ts";
import { canonicalName, encodeName, type PointerRule, readName } from "./names.ts";

/** One field of record data. "name*" is a name that may be compressed when sent (RFC 3597, section 4). */
type Field = "ipv4" | "ipv6" | "name" | "name*" | "u16" | "u32" | "time" | "strings";

const FIELDS: Readonly<Record<number, readonly Field[]>> = {
  [TYPE.A]: ["ipv4"],
  [TYPE.AAAA]: ["ipv6"],
  [TYPE.NS]: ["name*"],
  [TYPE.CNAME]: ["name*"],
  [TYPE.PTR]: ["name*"],
  [TYPE.SOA]: ["name*", "name*", "u32", "time", "time", "time", "time"],
  [TYPE.MX]: ["u16", "name*"],
  [TYPE.TXT]: ["strings"],
  [TYPE.SRV]: ["u16", "u16", "u16", "name"],
  [TYPE.DNAME]: ["name"],
};

const WIDTHS = { ipv4: 4, ipv6: 16, u16: 2, u32: 4, time: 4 } as const;
const encoder = new TextEncoder();
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A run of record data: plain bytes, or a name that the writer of a message may compress. */
export type RdataPart =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "name"; readonly name: string };

/**
 * Record data from the fields of a master-file line: without quotes, with their escapes.
 * `absolute` makes a name of the text absolute. Throws WireError; its offset is the index of the bad field.
 */
export function parseRdata(
  type: number,
  fields: readonly string[],
  absolute: (name: string) => string = canonicalName,
): Uint8Array {
  if (fields[0] === "\\#") return parseGeneric(fields.slice(1));
  const kinds = FIELDS[type];
  if (kinds === undefined) throw new WireError("rdata", "write this type as \\# LENGTH HEX (RFC 3597)", 0);
  if (kinds[0] === "strings") {
    if (fields.length === 0) throw new WireError("rdata", "has no text", 0);
    return concatBytes(fields.map((field, index) => characterString(field, index)));
  }
  if (fields.length !== kinds.length) {
    throw new WireError("rdata", `has ${fields.length} fields, ${kinds.length} belong there`, kinds.length);
  }
  return concatBytes(kinds.map((kind, index) => parseField(kind, fields[index] ?? "", index, absolute)));
}

function parseField(
  kind: Field,
  text: string,
  index: number,
  absolute: (name: string) => string,
): Uint8Array {
  switch (kind) {
    case "ipv4":
    case "ipv6": {
      const bytes = text.includes("%") ? null : parseAddress(text);
      if (bytes?.length === WIDTHS[kind]) return bytes;
      throw new WireError(
        "rdata",
        `${quote(text)} is not an ${kind === "ipv4" ? "IPv4" : "IPv6"} address`,
        index,
      );
    }
    case "name":
    case "name*":
      return nameField(text, index, absolute);
    case "u16":
    case "u32":
    case "time": {
      const limit = kind === "u16" ? 0xffff : 0xffffffff;
      const number = kind === "time" ? parseTtl(text) : parseInteger(text, limit);
      if (number === null)
        throw new WireError("rdata", `${quote(text)} is not a number up to ${limit}`, index);
      return integerBytes(number, WIDTHS[kind]);
    }
    case "strings":
      return characterString(text, index);
  }
}

function nameField(text: string, index: number, absolute: (name: string) => string): Uint8Array {
  try {
    return encodeName(absolute(text));
  } catch (error) {
    if (error instanceof WireError) throw new WireError("rdata", error.problem, index);
    throw error;
  }
}

/** Seconds of a TTL: a number up to 2^31-1 (RFC 2181, section 8), or with units as in `1h30m`; null for other text. */
export function parseTtl(text: string): number | null {
  if (!/^([0-9]{1,10}|([0-9]{1,10}[smhdw])+)$/i.test(text)) return null;
  const parts = text.toLowerCase().match(/[0-9]+[smhdw]?/g) ?? [];
  const seconds = parts.reduce(
    (sum, part) => sum + Number.parseInt(part, 10) * (SECONDS[part.slice(-1)] ?? 1),
    0,
  );
  return seconds <= 0x7fffffff ? seconds : null;
}

function parseInteger(text: string, limit: number): number | null {
  return /^[0-9]{1,10}$/.test(text) && Number(text) <= limit ? Number(text) : null;
}

/** RFC 3597, section 5: a length and as many bytes in hexadecimal, which may be split at blanks. */
function parseGeneric(fields: readonly string[]): Uint8Array {
  const length = parseInteger(fields[0] ?? "", 0xffff);
  const hex = fields.slice(1).join("");
  if (length === null) throw new WireError("rdata", "\\# needs a length", 1);
  if (!/^([0-9a-f]{2})*$/i.test(hex) || hex.length !== length * 2) {
    throw new WireError("rdata", `\\# needs ${length} bytes in hexadecimal`, 2);
  }
  return hexBytes(hex);
}

function characterString(text: string, index: number): Uint8Array {
  const bytes: number[] = [];
  for (const [piece] of text.matchAll(/\\[0-9]{3}|\\[^0-9]|[^\\]|\\/gsu)) {
    if (/^\\[0-9]{3}$/.test(piece)) bytes.push(Number(piece.slice(1)));
    else if (piece === "\\") throw new WireError("rdata", `${quote(text)} has an unfinished escape`, index);
    else bytes.push(...encoder.encode(piece.length > 1 && piece.startsWith("\\") ? piece.slice(1) : piece));
  }
  if (bytes.length > 255 || bytes.some((byte) => byte > 255)) {
    throw new WireError("rdata", "one string of a TXT has at most 255 bytes, each at most \\255", index);
  }
  return Uint8Array.from([bytes.length, ...bytes]);
}

/**
 * Splits record data of a message into parts whose names are expanded.
 * Throws WireError where the data do not fit their type.
 */
export function readRdata(
  type: number,
  message: Uint8Array,
  offset: number,
  length: number,
  pointers: PointerRule = "backward",
): readonly RdataPart[] {
  const end = offset + length;
  if (end > message.length) throw new WireError("rdata", "message ends inside the data", offset);
  const kinds = FIELDS[type];
  if (kinds === undefined) return [{ kind: "bytes", bytes: copyOf(message, offset, end) }];
  const parts: RdataPart[] = [];
  let at = offset;
  for (const kind of kinds) {
    let next: number;
    if (kind === "name" || kind === "name*") {
      const name = readName(message, at, "name in rdata", pointers);
      next = name.end;
      parts.push(
        kind === "name*"
          ? { kind: "name", name: name.name }
          : { kind: "bytes", bytes: encodeName(name.name) },
      );
    } else {
      next = kind === "strings" ? endOfStrings(message, at, end) : at + WIDTHS[kind];
      parts.push({ kind: "bytes", bytes: copyOf(message, at, Math.min(next, end)) });
    }
    if (next > end) throw new WireError("rdata", `is ${length} bytes long, too short for its type`, offset);
    at = next;
  }
  if (at !== end) throw new WireError("rdata", `has ${end - at} bytes too many for its type`, at);
  return parts;
}

function endOfStrings(message: Uint8Array, offset: number, end: number): number {
  let at = offset;
  // A TXT record has at least one string (RFC 1035, section 3.3.14), so empty data are too short.
  do at += 1 + (message[at] ?? 0);
  while (at < end);
  return at;
}

/** Record data with expanded names, as this code base keeps them. */
export function expandRdata(parts: readonly RdataPart[]): Uint8Array {
  return concatBytes(parts.map((part) => (part.kind === "name" ? encodeName(part.name) : part.bytes)));
}

/** Master-file text of record data; `\# LENGTH HEX` for other types and for data that do not fit theirs. */
export function formatRdata(type: number, data: Uint8Array): string {
  try {
    return formatFields(type, data);
  } catch (error) {
    if (error instanceof WireError) return formatGeneric(data);
    throw error;
  }
}

function formatFields(type: number, data: Uint8Array): string {
  const kinds = FIELDS[type];
  if (kinds === undefined) return formatGeneric(data);
  readRdata(type, data, 0, data.length);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const texts: string[] = [];
  let at = 0;
  for (const kind of kinds) {
    if (kind === "name" || kind === "name*") {
      const { name, end } = readName(data, at);
      texts.push(name);
      at = end;
    } else if (kind === "strings") {
      while (at < data.length) {
        const length = data[at] ?? 0;
        texts.push(formatString(data.subarray(at + 1, at + 1 + length)));
        at += 1 + length;
      }
    } else {
      const width = WIDTHS[kind];
      if (kind === "u16") texts.push(String(view.getUint16(at)));
      else if (kind === "u32" || kind === "time") texts.push(String(view.getUint32(at)));
      else texts.push(formatAddress(data.subarray(at, at + width)));
      at += width;
    }
  }
  return texts.join(" ");
}

function formatString(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    if (byte < 0x20 || byte >= 0x7f) text += `\\${String(byte).padStart(3, "0")}`;
    else text += (byte === 0x22 || byte === 0x5c ? "\\" : "") + String.fromCharCode(byte);
  }
  return `"${text}"`;
}

function formatGeneric(data: Uint8Array): string {
  return ["\\#", String(data.length), hexOf(data)].join(" ").trimEnd();
}

function integerBytes(number: number, width: number): Uint8Array {
  return Uint8Array.from(
    { length: width },
    (_, index) => Math.floor(number / 256 ** (width - 1 - index)) % 256,
  );
}

/** A plain copy, also of a Buffer of Node's, whose own slice() would share its memory. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

function quote(text: string): string {
  return JSON.stringify(text);
}
