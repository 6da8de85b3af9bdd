/**
 * The `dns` service: _nss_dns_gethostbyname4_r for both families at once, _nss_dns_gethostbyname3_r for one
 * (resolv/nss_dns/dns-host.c).
 */
import type { Errno } from "../../world/world.ts";
import { Arena } from "./arena.ts";
import { type AnswerBuffers, NO_MESSAGE, type Replies } from "./exchange.ts";
import { hostAlias } from "./host-alias.ts";
import * as loose from "./loose-answers.ts";
import { isHostName } from "./names.ts";
import { TYPE_A, TYPE_AAAA } from "./res-mkquery.ts";
import { search } from "./res-query.ts";
import type { ResolverState } from "./state.ts";
import {
  type FoundAddress,
  failed,
  type ResultBuffer,
  type ServiceResult,
  type Status,
  type Thread,
} from "./status.ts";
import * as strict from "./strict-answers.ts";

/** Buffers for replies: of a pair, and of one query. */
const PAIR_BYTES = 2048;
const SINGLE_BYTES = 1024;

/** A and AAAA. `hasOwnTuple`: nothing was found before, so that one address needs no room in the buffer. */
export async function lookUpBoth(
  state: ResolverState,
  name: string,
  buffer: ResultBuffer,
  hasOwnTuple: boolean,
  out: Thread,
): Promise<ServiceResult> {
  const { features, thread, conf } = state;
  if (features.checksQueryName && !isHostName(name, features))
    return failed("NOTFOUND", out, "HOST_NOT_FOUND");
  const before = thread.errno;
  const asked = await aliasOf(state, name);
  const noAaaa = conf.options.has("no-aaaa");
  const buffers = buffersOf(PAIR_BYTES, !noAaaa || features.noAaaaAnyLength);
  const replies = await search(state, asked, noAaaa ? "A" : "A+AAAA", buffers);
  if (replies === null) return notAnswered(thread, before, out);
  const messages = messagesOf(replies);
  if (features.strictAnswers) return strict.readPair(messages, new Arena(buffer.length), out);
  return loose.readPair(messages, new Arena(buffer.length), hasOwnTuple, features, out);
}

/** One family. */
export async function lookUpOne(
  state: ResolverState,
  name: string,
  family: "ip4" | "ip6",
  buffer: ResultBuffer,
  out: Thread,
): Promise<ServiceResult> {
  const { features, thread } = state;
  const before = thread.errno;
  const asked = await aliasOf(state, name);
  const replies = await search(state, asked, family === "ip4" ? "A" : "AAAA", buffersOf(SINGLE_BYTES, true));
  if (replies === null) return notAnswered(thread, before, out);
  const type = family === "ip4" ? TYPE_A : TYPE_AAAA;
  const result = features.strictAnswers
    ? strict.readSingle(replies.first, new Arena(buffer.length), out)
    : loose.readSingle(replies.first, type, buffer.length, features, out);
  return family === "ip4" ? { ...result, addresses: sorted(result.addresses, state) } : result;
}

async function aliasOf(state: ResolverState, name: string): Promise<string> {
  return name.includes(".") ? name : ((await hostAlias(state, name)) ?? name);
}

function buffersOf(size: number, mayGrow: boolean): AnswerBuffers {
  return { size, mayGrow, grown: false, originalRcode: 0 };
}

/** A length of 1 says "there was none, but do not wait". */
function messagesOf({ first, firstLength, second, secondLength }: Replies): readonly Uint8Array[] {
  return [firstLength > 1 ? first : NO_MESSAGE, secondLength > 1 ? second : NO_MESSAGE];
}

const UNAVAILABLE: ReadonlySet<Errno | null> = new Set(["EMFILE", "ENFILE", "ECONNREFUSED", "ETIMEDOUT"]);

/** No server, or no name. */
function notAnswered(thread: Thread, before: Errno | null, out: Thread): ServiceResult {
  const { errno } = thread;
  if (errno === "EMFILE" || errno === "ENFILE") thread.hostError = "INTERNAL";
  const status: Status = UNAVAILABLE.has(errno) ? "UNAVAIL" : "NOTFOUND";
  out.hostError = thread.hostError;
  if (thread.hostError === "TRY_AGAIN") out.errno = "EAGAIN";
  else thread.errno = before;
  return failed(status, out);
}

/** addrsort: by the first range of the sortlist that an address lies in, if any two are out of that order. */
function sorted(addresses: readonly FoundAddress[], { conf }: ResolverState): readonly FoundAddress[] {
  if (conf.sortlist.length === 0 || addresses.length < 2) return addresses;
  const most = 48;
  const rank = ({ bytes }: FoundAddress): number => {
    const address = bytes.reduce((number, byte) => number * 256 + byte, 0);
    const index = conf.sortlist.findIndex((range) => (address & range.mask) >>> 0 === range.address);
    return index === -1 ? conf.sortlist.length : index;
  };
  return [
    ...addresses.slice(0, most).toSorted((left, right) => rank(left) - rank(right)),
    ...addresses.slice(most),
  ];
}
