/** Names as glibc turns them to wire format and back, and which of them it takes for host names (resolv/ns_name_*.c). */
import type { Features } from "./versions.ts";

/** Longest name in wire format (NS_MAXCDNAME), and what a name in text has room for (MAXHOSTNAMELEN). */
const MAX_WIRE = 255;
export const MAX_HOST_NAME = 256;

/**
 * ns_name_pton: wire format of a name in presentation form (a byte string). Null for empty labels inside, labels of
 * over 63 bytes, names of over 255 bytes and bad escapes.
 */
export function toWire(text: string, features: Features): Uint8Array | null {
  const wire: number[] = [0];
  let labelAt = 0;
  const endLabel = (): boolean => {
    const length = wire.length - labelAt - 1;
    wire[labelAt] = length;
    return length < 64;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\") {
      const digits = /^[0-9]/.test(text[at + 1] ?? "") ? text.slice(at + 1, at + 4) : null;
      if (digits !== null) {
        if (!/^[0-9]{3}$/.test(digits) || Number(digits) > 255) return null;
        wire.push(Number(digits));
        at += 3;
      } else if (at + 1 < text.length) {
        wire.push(text.charCodeAt(at + 1));
        at += 1;
      } else if (features.rejectsTrailingBackslash) return null;
    } else if (character === ".") {
      const isEmpty = wire.length === labelAt + 1;
      if (!endLabel()) return null;
      const isLast = at === text.length - 1;
      if (isLast && isEmpty) return Uint8Array.from(wire);
      if (isEmpty || text[at + 1] === ".") return null;
      labelAt = wire.length;
      wire.push(0);
    } else wire.push(text.charCodeAt(at));
  }
  if (!endLabel()) return null;
  if (wire[labelAt] !== 0) wire.push(0);
  return wire.length > MAX_WIRE ? null : Uint8Array.from(wire);
}

/** ns_name_ntop: text of an uncompressed name (a byte string), without a final dot; "." for the root. */
export function toText(wire: Uint8Array): string {
  let text = "";
  for (let at = 0, length = wire[0] ?? 0; length > 0; length = wire[at] ?? 0) {
    if (text !== "") text += ".";
    for (let index = at + 1; index <= at + length; index += 1) text += TEXT_OF_BYTE[wire[index] ?? 0];
    at += length + 1;
  }
  return text === "" ? "." : text;
}

const TEXT_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte <= 0x20 || byte >= 0x7f) return `\\${String(byte).padStart(3, "0")}`;
  const character = String.fromCharCode(byte);
  return '".;\\()@$'.includes(character) ? `\\${character}` : character;
});

/** A name that was read from a message: uncompressed, and the offset behind it. */
export interface UnpackedName {
  readonly wire: Uint8Array;
  readonly end: number;
}

/** ns_name_unpack: null where the name does not end inside the message, is too long or goes round in circles. */
export function unpackName(message: Uint8Array, offset: number): UnpackedName | null {
  const wire: number[] = [];
  let end: number | null = null;
  let at = offset;
  let checked = 0;
  if (offset >= message.length) return null;
  for (;;) {
    const head = message[at];
    if (head === undefined) return null;
    at += 1;
    if (head === 0) break;
    if ((head & 0xc0) === 0xc0) {
      const low = message[at];
      if (low === undefined) return null;
      end ??= at + 1;
      at = ((head & 0x3f) << 8) | low;
      checked += 2;
      if (at >= message.length || checked >= message.length) return null;
    } else if ((head & 0xc0) !== 0) return null;
    else {
      if (wire.length + head + 1 >= MAX_WIRE || at + head >= message.length) return null;
      wire.push(head, ...message.subarray(at, at + head));
      at += head;
      checked += head + 1;
    }
  }
  wire.push(0);
  return { wire: Uint8Array.from(wire), end: end ?? at };
}

/** Whether two uncompressed names are the same but for the case of ASCII letters. */
export function isSameWire(left: Uint8Array, right: Uint8Array): boolean {
  return (
    left.length === right.length && left.every((byte, index) => lower(byte) === lower(right[index] ?? 0))
  );
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

/** res_hnok: whether a name in text may be a host's. */
export function isHostName(text: string, features: Features): boolean {
  if (!features.plainHostNames) return isOldHostName(text);
  if (/[^!-~]/.test(text)) return false;
  const wire = toWire(text, features);
  return wire !== null && isBinaryHostName(wire);
}

/** The same of a name in wire format: letters, digits, "-" and "_", and no "-" at its beginning. */
export function isBinaryHostName(wire: Uint8Array): boolean {
  if (wire[1] === 0x2d && (wire[0] ?? 0) > 0) return false;
  for (let at = 0, length = wire[0] ?? 0; length > 0; length = wire[at] ?? 0) {
    for (let index = at + 1; index <= at + length; index += 1) {
      if (!IS_HOST_BYTE[wire[index] ?? 0]) return false;
    }
    at += length + 1;
  }
  return true;
}

const IS_HOST_BYTE: readonly boolean[] = Array.from({ length: 256 }, (_, byte) =>
  /[0-9A-Za-z_-]/.test(String.fromCharCode(byte)),
);

/** Up to 2.26: every label begins and ends with a letter or digit. Empty labels pass. */
function isOldHostName(text: string): boolean {
  return text.split(".").every((label) => /^(?:[0-9A-Za-z](?:[0-9A-Za-z_-]*[0-9A-Za-z])?)?$/.test(label));
}
