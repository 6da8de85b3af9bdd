/** Replies as musl reads them (src/network/dns_parse.c, dn_expand.c, dns_parse_callback of lookup_name.c). */
import type { MuslAddress } from "./literals.ts";
import type { Features } from "./versions.ts";

export const TYPE_A = 1;
export const TYPE_AAAA = 28;
const TYPE_CNAME = 5;
/** MAXADDRS. */
export const MOST_ADDRESSES = 48;
const MOST_RECORDS = 64;
const HEADER = 12;
/** Longest name that dn_expand writes, and what is_valid_hostname takes. */
const LONGEST_NAME = 254;

/** What the replies of one name have come to so far. */
export interface Found {
  readonly addresses: MuslAddress[];
  /** The last usable target of a CNAME record; null for none. */
  alias: string | null;
}

/** A record of a reply: where its data begins, and how many bytes they are. */
interface ReplyRecord {
  readonly reply: Uint8Array;
  /** The lower byte of its type. */
  readonly type: number;
  readonly at: number;
  readonly size: number;
  readonly byte: (at: number) => number;
}

/** rcode of a reply of at least 4 bytes. */
export function rcodeOf(reply: Uint8Array): number {
  return (reply[3] ?? 0) & 15;
}

/**
 * __dns_parse with its callback: adds what a reply to a question of `type` holds. `behind` is what stands in memory
 * behind a buffer that is full, which old versions run into.
 */
export function readReply(
  reply: Uint8Array,
  behind: Uint8Array,
  type: number,
  found: Found,
  features: Features,
): void {
  const { length } = reply;
  const byte = (at: number) => reply[at] ?? behind[at - length] ?? 0;
  if (length < HEADER || rcodeOf(reply) !== 0) return;
  let questions = byte(4) * 256 + byte(5);
  let answers = byte(6) * 256 + byte(7);
  if (!features.takesManyRecords && questions + answers > MOST_RECORDS) return;
  let at = HEADER;
  /** Goes to the end of a name: to its final zero or its pointer. False where the rest does not fit. */
  const skipName = (rest: number): boolean => {
    while (at < length && byte(at) >= 1 && byte(at) <= 127) at += 1;
    if (at > length - rest) return false;
    return features.takesFarPointers || !(byte(at) > 193 || (byte(at) === 193 && byte(at + 1) > 254));
  };
  for (; questions > 0; questions -= 1) {
    if (!skipName(6)) return;
    at += byte(at) === 0 ? 5 : 6;
  }
  for (; answers > 0; answers -= 1) {
    if (!skipName(features.checksRecordEnds ? 12 : 6)) return;
    at += byte(at) === 0 ? 1 : 2;
    const size = byte(at + 8) * 256 + byte(at + 9);
    if (features.checksRecordEnds ? size + 10 > length - at : at + size > length) return;
    const record = { reply, type: byte(at + 1), at: at + 10, size, byte };
    if (!takeRecord(record, type, found, features)) return;
    at += 10 + size;
  }
}

/** dns_parse_callback: false ends the reading of the reply. The upper byte of a record's type is not looked at. */
function takeRecord(
  { reply, type, at, size, byte }: ReplyRecord,
  asked: number,
  found: Found,
  features: Features,
): boolean {
  const isFull = found.addresses.length >= MOST_ADDRESSES;
  if (isFull && !features.keepsFirstAddresses) return false;
  if (type === TYPE_CNAME) {
    const name = expandName(reply, features.expandsToReplyEnd ? reply.length : 512, at);
    if (name !== null && isValidHostname(name)) found.alias = name;
    return true;
  }
  if (isFull || (features.takesAskedTypeOnly && type !== asked)) return true;
  if (type !== TYPE_A && type !== TYPE_AAAA) return true;
  if (size !== (type === TYPE_A ? 4 : 16)) return false;
  const bytes = Uint8Array.from({ length: size }, (_, index) => byte(at + index));
  found.addresses.push({ family: type === TYPE_A ? 4 : 6, bytes, scope: 0 });
  return true;
}

/** is_valid_hostname: letters, digits, dots, hyphens and bytes from 128 on. In the C locale every byte is a character. */
export function isValidHostname(name: string): boolean {
  return name.length >= 1 && name.length <= LONGEST_NAME && /^[\x80-\xffa-z0-9.-]+$/i.test(name);
}

/** __dn_expand into 256 bytes: a name as text; null for one that is malformed, too long or empty of end. */
function expandName(reply: Uint8Array, end: number, from: number): string | null {
  let at = from;
  let text = "";
  if (at === end) return null;
  for (let steps = 0; steps < end; steps += 2) {
    const first = reply[at] ?? 0;
    if ((first & 0xc0) !== 0) {
      if (at + 1 === end) return null;
      const target = ((first & 0x3f) << 8) | (reply[at + 1] ?? 0);
      if (target >= end) return null;
      at = target;
    } else if (first !== 0) {
      if (text !== "") text += ".";
      at += 1;
      if (first >= end - at || first >= LONGEST_NAME - text.length) return null;
      for (let count = first; count > 0; count -= 1, at += 1) text += String.fromCharCode(reply[at] ?? 0);
    } else {
      // What follows a NUL inside of a label is not part of the C string.
      return text.split("\0", 1)[0] ?? "";
    }
  }
  return null;
}
