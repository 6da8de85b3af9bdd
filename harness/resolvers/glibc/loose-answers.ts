/**
 * Addresses out of replies as glibc read them up to 2.36: of a pair, records of any owner count (gaih_getanswer and
 * getanswer_r of resolv/nss_dns/dns-host.c).
 */
import { Arena, POINTER_BYTES, TUPLE } from "./arena.ts";
import { isHostName, MAX_HOST_NAME, toText, unpackName } from "./names.ts";
import { answerCount, questionCount, u16 } from "./replies.ts";
import { HEADER_BYTES, TYPE_A, TYPE_AAAA } from "./res-mkquery.ts";
import { type FoundAddress, failed, found, type ServiceResult, type Thread, tooSmall } from "./status.ts";
import type { Features } from "./versions.ts";

const CLASS_IN = 1;
const TYPE_CNAME = 5;
const HOST_ADDRESS_BYTES = 16;
const MOST_ALIASES = 48;
/** struct host_data without its addresses. */
const HOST_DATA_BYTES = MOST_ALIASES * POINTER_BYTES + HOST_ADDRESS_BYTES;

/** A record's owner in text, and where its data are; "broken" where it does not fit the reply. */
interface LooseRecord {
  readonly owner: string;
  readonly type: number;
  readonly class: number;
  readonly dataAt: number;
  readonly length: number;
}

function ownerAt(reply: Uint8Array, at: number): { readonly text: string; readonly end: number } | null {
  const name = unpackName(reply, at);
  return name === null ? null : { text: toText(name.wire), end: name.end };
}

function recordAt(
  reply: Uint8Array,
  owner: { text: string; end: number },
  features: Features,
): LooseRecord | null {
  if (owner.end + 10 > reply.length) return null;
  const length = u16(reply, owner.end + 8);
  const dataAt = owner.end + 10;
  if (features.checksRdataLength && dataAt + length > reply.length) return null;
  return {
    owner: owner.text,
    type: u16(reply, owner.end),
    class: u16(reply, owner.end + 2),
    dataAt,
    length,
  };
}

function lengthOf(type: number): number {
  return type === TYPE_A ? 4 : 16;
}

/**
 * The address is copied whatever length the message has: behind its end is what the stack held, often zeros
 * (seen with glibc 2.17).
 */
function addressIn(reply: Uint8Array, { dataAt, length }: LooseRecord): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(reply.subarray(dataAt, dataAt + length));
  return bytes;
}

/** What both slices of a pair put their addresses into. */
interface Tuples {
  arena: Arena;
  readonly addresses: FoundAddress[];
  canonicalName: string | null;
  /** No address yet: the next one's name is the canonical one. */
  isFirst: boolean;
  /** The caller has a tuple of its own that is still empty. */
  hasOwn: boolean;
}

/** Replies to A and AAAA together. `hasOwnTuple`: the caller's list is empty and has room for one address. */
export function readPair(
  replies: readonly Uint8Array[],
  arena: Arena,
  hasOwnTuple: boolean,
  features: Features,
  out: Thread,
): ServiceResult {
  const tuples: Tuples = { arena, addresses: [], canonicalName: null, isFirst: true, hasOwn: hasOwnTuple };
  let status: ServiceResult["status"] = "NOTFOUND";
  for (const [index, reply] of replies.entries()) {
    if (reply.length === 0) continue;
    const isFinal = status === "TRYAGAIN" && out.errno === "ERANGE" && out.hostError !== "NO_RECOVERY";
    if (index > 0 && (status === "UNAVAIL" || isFinal)) break;
    const slice = readSlice(reply, tuples, features, out);
    if (index === 0) {
      status = slice;
      continue;
    }
    if (status !== "SUCCESS" && slice !== "NOTFOUND") status = slice;
    const isCut = slice === "TRYAGAIN" && out.errno === "ERANGE" && out.hostError !== "NO_RECOVERY";
    if (status === "SUCCESS" && isCut && features.retriesForSecondAnswer) status = "TRYAGAIN";
  }
  return status === "SUCCESS"
    ? found(tuples.addresses, tuples.canonicalName)
    : { status, addresses: [], canonicalName: null };
}

function readSlice(
  reply: Uint8Array,
  tuples: Tuples,
  features: Features,
  out: Thread,
): ServiceResult["status"] {
  if (questionCount(reply) !== 1) return failed("UNAVAIL", out, "NO_RECOVERY").status;
  const arena = tuples.arena.copy();
  const question = ownerAt(reply, HEADER_BYTES);
  if (question === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE").status;
  if (question.text.length + 1 > arena.left) return tooSmall(out).status;
  if (!isHostName(question.text, features)) return failed("UNAVAIL", out, "NO_RECOVERY", "EBADMSG").status;
  const count = answerCount(reply);
  if (count === 0) return failed("NOTFOUND", out, "HOST_NOT_FOUND").status;
  let at = question.end + 4;
  let alias: string | null = null;
  let ownName: { readonly text: string; readonly endAt: number } | null = null;
  let haveAnswer = false;
  for (let left = count; left > 0 && at < reply.length; left -= 1) {
    const owner = ownerAt(reply, at);
    if (owner === null) break;
    if (owner.text.length + 1 > arena.left) return tooSmall(out).status;
    if (!isHostName(owner.text, features)) break;
    if (tuples.isFirst && alias === null) {
      arena.advance(owner.text.length + 1);
      ownName = { text: owner.text, endAt: arena.offset };
    }
    const record = recordAt(reply, owner, features);
    if (record === null) break;
    at = record.dataAt + record.length;
    if (record.class !== CLASS_IN) continue;
    if (record.type === TYPE_CNAME) {
      const target = ownerAt(reply, record.dataAt);
      if (target === null || !isHostName(target.text, features)) break;
      at = target.end;
      if (!tuples.isFirst) continue;
      if (ownName !== null && ownName.endAt === arena.offset) arena.advance(-(ownName.text.length + 1));
      ownName = null;
      if (target.text.length + 1 > arena.left) return tooSmall(out).status;
      if (target.text.length + 1 >= MAX_HOST_NAME) break;
      arena.advance(target.text.length + 1);
      alias = target.text;
      continue;
    }
    if (record.type !== TYPE_A && record.type !== TYPE_AAAA) continue;
    const fits = record.length === lengthOf(record.type);
    if (!fits && features.checksRdataLength) break;
    if (tuples.hasOwn) tuples.hasOwn = false;
    else if (!arena.take(TUPLE.bytes, TUPLE.alignment)) return tooSmall(out).status;
    if (tuples.isFirst) {
      tuples.canonicalName = alias ?? ownName?.text ?? owner.text;
      tuples.isFirst = false;
    }
    if (!fits) break;
    const bytes = addressIn(reply, record);
    tuples.addresses.push({ family: record.type === TYPE_A ? "ip4" : "ip6", bytes, scope: 0 });
    haveAnswer = true;
  }
  if (haveAnswer) {
    tuples.arena = arena;
    out.hostError = "SUCCESS";
    return "SUCCESS";
  }
  if (alias !== null) return failed("NOTFOUND", out, "HOST_NOT_FOUND").status;
  return failed("TRYAGAIN", out, "INTERNAL").status;
}

/** The reply to A or AAAA alone. Addresses must belong to the name or the CNAME before them. */
export function readSingle(
  reply: Uint8Array,
  type: number,
  bufferLength: number,
  features: Features,
  out: Thread,
): ServiceResult {
  if (bufferLength < HOST_DATA_BYTES) return tooSmall(out);
  if (questionCount(reply) !== 1) return failed("UNAVAIL", out, "NO_RECOVERY");
  const count = answerCount(reply);
  const pointers = (count + 1) * POINTER_BYTES;
  if (HOST_DATA_BYTES + pointers >= bufferLength) return tooSmall(out);
  const arena = new Arena(bufferLength, HOST_DATA_BYTES + pointers);
  const question = ownerAt(reply, HEADER_BYTES);
  if (question === null) return failed("UNAVAIL", out, "NO_RECOVERY", "EMSGSIZE");
  if (question.text.length + 1 > arena.left) return tooSmall(out);
  const asked = question.text === "." && !features.keepsRootName ? "" : question.text;
  if (!isHostName(asked, features)) return failed("UNAVAIL", out, "NO_RECOVERY", "EBADMSG");
  if (asked.length + 1 >= MAX_HOST_NAME) return failed("TRYAGAIN", out, "NO_RECOVERY", "ENOENT");
  arena.advance(asked.length + 1);
  let name = asked;
  let aliases = 0;
  const addresses: FoundAddress[] = [];
  let canonicalName: string | null = null;
  let at = question.end + 4;
  for (let left = count; left > 0 && at < reply.length; left -= 1) {
    const owner = ownerAt(reply, at);
    if (owner === null) break;
    if (owner.text.length + 1 > arena.left) return tooSmall(out);
    if (!isHostName(owner.text, features)) break;
    const record = recordAt(reply, owner, features);
    if (record === null) break;
    at = record.dataAt + record.length;
    if (record.class !== CLASS_IN) continue;
    if (record.type === TYPE_CNAME) {
      if (aliases >= MOST_ALIASES - 1) {
        at = record.dataAt;
        continue;
      }
      const target = ownerAt(reply, record.dataAt);
      if (target === null || !isHostName(target.text, features)) break;
      at = target.end;
      aliases += 1;
      if (owner.text.length + 1 >= MAX_HOST_NAME) break;
      arena.advance(owner.text.length + 1);
      if (target.text.length + 1 > arena.left) return tooSmall(out);
      if (target.text.length + 1 >= MAX_HOST_NAME) break;
      arena.advance(target.text.length + 1);
      name = target.text;
      continue;
    }
    if (record.type !== type || owner.text.toLowerCase() !== name.toLowerCase()) continue;
    if (record.length !== lengthOf(type)) {
      if (features.checksRdataLength) break;
      continue;
    }
    if (addresses.length === 0) {
      canonicalName = owner.text;
      name = owner.text;
      arena.advance(owner.text.length + 1);
    }
    arena.advance(features.alignsAddresses ? -arena.offset & 3 : 4 - (arena.offset & 3));
    if (record.length > arena.left) return tooSmall(out);
    arena.advance(record.length);
    const bytes = addressIn(reply, record);
    addresses.push({ family: type === TYPE_A ? "ip4" : "ip6", bytes, scope: 0 });
  }
  if (addresses.length > 0) {
    out.hostError = "SUCCESS";
    return found(addresses, canonicalName);
  }
  return failed(aliases > 0 ? "NOTFOUND" : "TRYAGAIN", out, "NO_RECOVERY", "ENOENT");
}
