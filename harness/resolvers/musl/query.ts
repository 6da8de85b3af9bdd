/** Queries as musl writes them (src/network/res_mkquery.c). */
import type { Features } from "./versions.ts";

const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
const NAME_AT = 13;
const DOT = 0x2e;
/** RD. */
const RECURSION_DESIRED = 1;
const CLASS_IN = 1;

/** A question for `name` (a byte string); null where it fits no query. The id is random in its caller's eyes. */
export function makeQuery(name: string, type: number, id: number, features: Features): Uint8Array | null {
  let length = Math.min(name.length, 255);
  if (length > 0 && name.charAt(length - 1) === ".") length -= 1;
  if (features.queriesRefuseFinalDots && length > 0 && name.charAt(length - 1) === ".") return null;
  if (length > LONGEST_NAME) return null;
  const query = new Uint8Array(17 + length + (length > 0 ? 1 : 0));
  query[0] = id >> 8;
  query[1] = id & 0xff;
  query[2] = RECURSION_DESIRED;
  query[5] = 1;
  for (let at = 0; at < length; at += 1) query[NAME_AT + at] = name.charCodeAt(at);
  let start = NAME_AT;
  while ((query[start] ?? 0) !== 0) {
    let end = start;
    while ((query[end] ?? 0) !== 0 && query[end] !== DOT) end += 1;
    if (end === start || end - start > LONGEST_LABEL) return null;
    query[start - 1] = end - start;
    start = end + 1;
  }
  if (start + 1 < query.length) query[start + 1] = type;
  if (start + 3 < query.length) query[start + 3] = CLASS_IN;
  return query;
}
