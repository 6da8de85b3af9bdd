/**
 * Bytes and the texts that stand for them. A *byte string* is a text whose characters U+0000 to U+00FF stand for one
 * byte each (ISO 8859-1, not the windows-1252 that a TextDecoder makes of "latin1").
 */

const HEX_PAIR = /[0-9a-f]{2}/gi;
/** Arguments of one call: engines bound them. */
const CHUNK = 4096;

/** The parts one after the other, in an array of their own. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A byte string of these bytes. */
export function byteString(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return shortByteString(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += shortByteString(bytes.subarray(at, at + CHUNK));
  return text;
}

/** Not by spreading: that takes the bytes one by one from an iterator. */
function shortByteString(bytes: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, null, bytes);
}

/** The bytes of a byte string. */
export function byteStringBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** How many bytes a text has in UTF-8. Half of a surrogate pair counts as U+FFFD, which an encoder writes for it. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    else {
      length += 2;
      // A whole pair: two characters, four bytes.
      if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) at++;
    }
  }
  return length;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}

/** Lower-case hexadecimal, two digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of hexadecimal text in whole pairs of digits. */
export function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(HEX_PAIR) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Base64 (RFC 4648, section 4) with its padding, on one line. */
export function base64Of(bytes: Uint8Array): string {
  return btoa(byteString(bytes));
}

/** The bytes of base64 text; null unless it is exactly as `base64Of` writes it. */
export function base64Bytes(text: string): Uint8Array | null {
  let decoded: string;
  try {
    decoded = atob(text);
  } catch {
    // The one thing that atob() throws says that the text is no base64.
    return null;
  }
  return btoa(decoded) === text ? byteStringBytes(decoded) : null;
}
