/** What of a reply counts before anybody reads its records. */
import { isSameWire, unpackName } from "./names.ts";
import { HEADER_BYTES, type Query } from "./res-mkquery.ts";

export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function idOf(reply: Uint8Array): number {
  return u16(reply, 0);
}

export function rcodeOf(reply: Uint8Array): number {
  return (reply[3] ?? 0) & 0x0f;
}

export function answerCount(reply: Uint8Array): number {
  return u16(reply, 6);
}

export function questionCount(reply: Uint8Array): number {
  return u16(reply, 4);
}

export function isTruncated(reply: Uint8Array): boolean {
  return ((reply[2] ?? 0) & 0x02) !== 0;
}

/** SERVFAIL, NOTIMP, REFUSED: another server may know. */
export function isServerError(reply: Uint8Array): boolean {
  const rcode = rcodeOf(reply);
  return rcode === RCODE.SERVFAIL || rcode === RCODE.NOTIMP || rcode === RCODE.REFUSED;
}

/** NOERROR without anything from a server that neither is the authority nor recurses. */
export function isLameReferral(reply: Uint8Array): boolean {
  return (
    rcodeOf(reply) === RCODE.NOERROR &&
    answerCount(reply) === 0 &&
    ((reply[2] ?? 0) & 0x04) === 0 &&
    ((reply[3] ?? 0) & 0x80) === 0 &&
    u16(reply, 10) === 0
  );
}

/** A header and nothing behind it, which tells of an error. */
export function isShortError(reply: Uint8Array): boolean {
  return reply.length === HEADER_BYTES && questionCount(reply) === 0 && isServerError(reply);
}

/** res_queriesmatch: the reply has as many questions as the query, and the query's among them. */
export function hasQuestion(query: Query, reply: Uint8Array): boolean {
  if (questionCount(reply) !== 1) return false;
  const asked = unpackName(query.bytes, HEADER_BYTES);
  const told = unpackName(reply, HEADER_BYTES);
  if (asked === null || told === null || told.end + 4 > reply.length) return false;
  return (
    u16(reply, told.end) === query.type && u16(reply, told.end + 2) === 1 && isSameWire(asked.wire, told.wire)
  );
}
