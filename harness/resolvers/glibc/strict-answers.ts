/**
 * Addresses out of replies as glibc reads them from 2.37 on: records that belong to the name or to a CNAME before them
 * (gaih_getanswer_slice and getanswer_r of resolv/nss_dns/dns-host.c, ns_rr_cursor_*).
 */
import { type Arena, POINTER_BYTES, TUPLE } from "./arena.ts";
import { isBinaryHostName, isSameWire, MAX_HOST_NAME, toText, unpackName } from "./names.ts";
import { answerCount, RCODE, rcodeOf, u16 } from "./replies.ts";
import { HEADER_BYTES, TYPE_A, TYPE_AAAA } from "./res-mkquery.ts";
import { type FoundAddress, failed, found, type ServiceResult, type Thread, tooSmall } from "./status.ts";

const CLASS_IN = 1;
const TYPE_CNAME = 5;

interface WireRecord {
  readonly owner: Uint8Array;
  readonly type: number;
  readonly class: number;
  readonly dataAt: number;
  readonly length: number;
}

/** A reply and the place of its next record. */
class Cursor {
  readonly reply: Uint8Array;
  readonly question: Uint8Array;
  readonly type: number;
  #at: number;

  private constructor(reply: Uint8Array, question: Uint8Array, at: number) {
    this.reply = reply;
    this.question = question;
    this.type = u16(reply, at - 4);
    this.#at = at;
  }

  /** Null unless there is one question, its name written out. */
  static of(reply: Uint8Array): Cursor | null {
    if (reply.length < HEADER_BYTES || u16(reply, 4) !== 1) return null;
    const name = unpackName(reply, HEADER_BYTES);
    if (name === null || name.end - HEADER_BYTES !== name.wire.length || name.end + 4 > reply.length)
      return null;
    return new Cursor(reply, name.wire, name.end + 4);
  }

  /** Null where the reply is broken. */
  next(): WireRecord | null {
    const owner = unpackName(this.reply, this.#at);
    if (owner === null || owner.end + 10 > this.reply.length) return null;
    const length = u16(this.reply, owner.end + 8);
    const dataAt = owner.end + 10;
    if (dataAt + length > this.reply.length) return null;
    this.#at = dataAt + length;
    return {
      owner: owner.wire,
      type: u16(this.reply, owner.end),
      class: u16(this.reply, owner.end + 2),
      dataAt,
      length,
    };
  }
}

function addressOf(cursor: Cursor, record: WireRecord): FoundAddress {
  const bytes = cursor.reply.slice(record.dataAt, record.dataAt + record.length);
  return { family: bytes.length === 4 ? "ip4" : "ip6", bytes, scope: 0 };
}

function isAddress(cursor: Cursor, { type, length, owner }: WireRecord, expected: Uint8Array): boolean {
  if (type !== cursor.type || length !== lengthOf(cursor.type)) return false;
  return isSameWire(owner, expected);
}

function lengthOf(type: number): number {
  return type === TYPE_A ? 4 : type === TYPE_AAAA ? 16 : -1;
}

/** A host name in text; null where it has no room (MAXHOSTNAMELEN). */
function hostName(wire: Uint8Array): string | null {
  const text = toText(wire);
  return text.length > MAX_HOST_NAME ? null : text;
}

/** Replies to A and AAAA together. A length of 0 or 1 means that there is no such reply. */
export function readPair(replies: readonly Uint8Array[], arena: Arena, out: Thread): ServiceResult {
  let result: ServiceResult = failed("NOTFOUND", out);
  const addresses: FoundAddress[] = [];
  let canonicalName: string | null = null;
  for (const [index, reply] of replies.entries()) {
    if (reply.length === 0) continue;
    if (index > 0 && result.status !== "SUCCESS" && result.status !== "NOTFOUND") break;
    const part = readSlice(reply, arena, out, result.status !== "SUCCESS");
    addresses.push(...part.addresses);
    canonicalName ??= part.canonicalName;
    if (arena.overflowed) return tooSmall(out);
    if (index === 0 || (result.status !== "SUCCESS" && part.status !== "NOTFOUND")) result = part;
  }
  return result.status === "SUCCESS" ? found(addresses, canonicalName) : { ...result, addresses: [] };
}

function readSlice(reply: Uint8Array, arena: Arena, out: Thread, storesName: boolean): ServiceResult {
  const cursor = Cursor.of(reply);
  if (cursor === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE");
  const count = answerCount(reply);
  let expected = cursor.question;
  let alias = cursor.question;
  if (count === 0 || !isBinaryHostName(alias)) return failed("NOTFOUND", out, "HOST_NOT_FOUND");
  const addresses: FoundAddress[] = [];
  let canonicalName: string | null = null;
  let stores = storesName;
  for (let index = 0; index < count; index += 1) {
    const record = cursor.next();
    if (record === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE");
    if (record.type === TYPE_CNAME) {
      const target = unpackName(reply, record.dataAt);
      if (target === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE");
      expected = target.wire;
      if (stores && isBinaryHostName(target.wire)) alias = target.wire;
    } else if (isAddress(cursor, record, expected) && arena.take(TUPLE.bytes, TUPLE.alignment)) {
      if (stores) {
        canonicalName = hostName(alias);
        if (canonicalName !== null) arena.take(canonicalName.length + 1);
        stores = false;
      }
      addresses.push(addressOf(cursor, record));
    }
  }
  if (addresses.length === 0) return failed("NOTFOUND", out, "HOST_NOT_FOUND");
  out.hostError = "SUCCESS";
  return found(addresses, canonicalName);
}

/** The reply to A or AAAA alone. */
export function readSingle(reply: Uint8Array, arena: Arena, out: Thread): ServiceResult {
  const cursor = Cursor.of(reply);
  if (cursor === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE");
  const aliases: string[] = [];
  const store = (name: Uint8Array): boolean => {
    if (!isBinaryHostName(name)) return false;
    const text = hostName(name);
    if (text === null) return false;
    arena.take(text.length + 1);
    aliases.push(text);
    return true;
  };
  if (rcodeOf(reply) === RCODE.NXDOMAIN || !store(cursor.question)) {
    return failed("NOTFOUND", out, "HOST_NOT_FOUND", "ENOENT");
  }
  const addresses: FoundAddress[] = [];
  let expected = cursor.question;
  for (let count = answerCount(reply); count > 0; count -= 1) {
    const record = cursor.next();
    if (record === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE");
    if (record.class !== CLASS_IN) continue;
    if (record.type === TYPE_CNAME) {
      const target = unpackName(reply, record.dataAt);
      if (target === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE");
      store(target.wire);
      expected = target.wire;
    } else if (isAddress(cursor, record, expected)) {
      arena.take(record.length, 4);
      addresses.push(addressOf(cursor, record));
    }
  }
  if (addresses.length === 0) return failed("TRYAGAIN", out, "NO_RECOVERY", "ENOENT");
  arena.take((addresses.length + 1) * POINTER_BYTES, POINTER_BYTES);
  arena.take(aliases.length * POINTER_BYTES, POINTER_BYTES);
  if (arena.overflowed) return tooSmall(out);
  out.hostError = "SUCCESS";
  return found(addresses, aliases.at(-1) ?? null);
}
