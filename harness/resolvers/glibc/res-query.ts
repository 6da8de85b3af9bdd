/**
 * One name as it is, and then the search list: __res_context_query, __res_context_querydomain and
 * __res_context_search of resolv/res_query.c. All of them leave errno and h_errno in the thread.
 */

import type { AnswerBuffers, Replies } from "./exchange.ts";
import { hostAlias } from "./host-alias.ts";
import { answerCount, RCODE, rcodeOf } from "./replies.ts";
import { HEADER_BYTES, makeQuery, type Query, TYPE_A, TYPE_AAAA } from "./res-mkquery.ts";
import { send } from "./res-send.ts";
import type { ResolverState } from "./state.ts";
import type { HostError } from "./status.ts";

/** A and AAAA at once, or one of them. */
export type QueryType = "A+AAAA" | "A" | "AAAA";

/** A name and its final NUL (NS_MAXDNAME). */
const NAME_BYTES = 1025;
/** What an OPT record says from 2.26 on (RESOLV_EDNS_BUFFER_SIZE). */
const EDNS_SIZE = 1200;

/** Searches for a name; null where nothing was found. */
export async function search(
  state: ResolverState,
  name: string,
  type: QueryType,
  buffers: AnswerBuffers,
): Promise<Replies | null> {
  const { thread, conf } = state;
  thread.errno = null;
  thread.hostError = "HOST_NOT_FOUND";
  const dots = name.split(".").length - 1;
  const trailingDot = name.endsWith(".");
  if (dots === 0) {
    const alias = await hostAlias(state, name);
    if (alias !== null) return query(state, alias, type, buffers);
  }
  let asIsError: HostError | null = null;
  if (dots >= conf.ndots || trailingDot) {
    const replies = await queryDomain(state, name, null, type, buffers);
    if (trailingDot || counts(replies, state)) return replies;
    asIsError = thread.hostError;
  }
  let gotNoData = false;
  let gotServfail = false;
  let rootOnList = false;
  for (const domain of trailingDot ? [] : conf.search) {
    const suffix = state.features.skipsLeadingDot ? domain.replace(/^\./, "") : domain;
    if (suffix === "" || suffix === ".") rootOnList = true;
    const replies = await queryDomain(state, name, suffix, type, buffers);
    if (counts(replies, state)) return replies;
    if (thread.errno === "ECONNREFUSED") {
      thread.hostError = "TRY_AGAIN";
      return null;
    }
    const error = hostErrorOf(state);
    if (error === "NO_DATA") gotNoData = true;
    else if (error === "TRY_AGAIN" && buffers.originalRcode === RCODE.SERVFAIL) gotServfail = true;
    else if (error !== "HOST_NOT_FOUND") break;
  }
  const searched = !trailingDot && conf.search.length > 0;
  const triesAsIs = dots > 0 || !searched || !conf.options.has("no-tld-query");
  if (triesAsIs && asIsError === null && !rootOnList) {
    const replies = await queryDomain(state, name, null, type, buffers);
    if (counts(replies, state)) return replies;
  }
  if (asIsError !== null) thread.hostError = asIsError;
  else if (gotNoData) thread.hostError = "NO_DATA";
  else if (gotServfail) thread.hostError = "TRY_AGAIN";
  return null;
}

/** What the last query left; a function, since calls change it. */
function hostErrorOf({ thread }: ResolverState): HostError {
  return thread.hostError;
}

/** Whether the search is over: the first reply is there, or (from 2.20 on) the second one alone. */
function counts(replies: Replies | null, { features }: ResolverState): replies is Replies {
  if (replies === null) return false;
  return replies.firstLength > 0 || (features.survivesHalfFailure && replies.secondLength > 0);
}

async function queryDomain(
  state: ResolverState,
  name: string,
  domain: string | null,
  type: QueryType,
  buffers: AnswerBuffers,
): Promise<Replies | null> {
  const length = domain === null ? name.length : name.length + domain.length + 1;
  if (length === 0 || length >= NAME_BYTES) {
    state.thread.hostError = "NO_RECOVERY";
    return null;
  }
  if (domain !== null) return query(state, `${name}.${domain}`, type, buffers);
  const keeps = state.features.keepsTrailingDot;
  return query(state, keeps ? name : name.replace(/\.$/, ""), type, buffers);
}

/** Asks one name. */
async function query(
  state: ResolverState,
  name: string,
  type: QueryType,
  buffers: AnswerBuffers,
): Promise<Replies | null> {
  const { thread, conf } = state;
  if (!buffers.grown) buffers.originalRcode = RCODE.NOERROR;
  const queries = makeQueries(state, name, type, buffers);
  if (queries === null) {
    thread.hostError = "NO_RECOVERY";
    return null;
  }
  const [first, second] = queries;
  const replies =
    type === "AAAA" && conf.options.has("no-aaaa")
      ? await askForExistence(state, name, buffers)
      : await send(state, first, second, buffers);
  if (replies === null) {
    thread.hostError = "TRY_AGAIN";
    return null;
  }
  return judge(state, replies) ? replies : null;
}

function makeQueries(
  state: ResolverState,
  name: string,
  type: QueryType,
  { size, mayGrow }: AnswerBuffers,
): readonly [Query, Query | null] | null {
  const { conf, features, world } = state;
  const hasOpt = conf.options.has("edns0") && !state.ednsFailed;
  const roomFor = type === "A+AAAA" ? size / 2 : size;
  const ednsSize = hasOpt ? (features.smallEdns && mayGrow ? EDNS_SIZE : roomFor) : null;
  const id = 1 + world.random(0xffff);
  const first = makeQuery(name, { type: type === "AAAA" ? TYPE_AAAA : TYPE_A, id, ednsSize }, conf, features);
  if (first === null) return null;
  if (type !== "A+AAAA") return [first, null];
  const other = (id + 1 + world.random(0xfffe)) & 0xffff;
  return [first, makeQuery(name, { type: TYPE_AAAA, id: other, ednsSize }, conf, features)];
}

/** no-aaaa: an AAAA question is put as one for A, whose records are then left out (resolv/res-noaaaa.c). */
async function askForExistence(
  state: ResolverState,
  name: string,
  buffers: AnswerBuffers,
): Promise<Replies | null> {
  const queries = makeQueries(state, name, "A", buffers);
  if (queries === null) return null;
  const replies = await send(state, queries[0], null, buffers);
  if (replies === null) return null;
  const first = replies.first.slice();
  first.set([0, 0, 0, 0, 0, 0], 6);
  return { ...replies, first };
}

/** Whether the replies hold records; sets h_errno where not. */
function judge({ thread }: ResolverState, replies: Replies): boolean {
  const second = replies.secondLength >= HEADER_BYTES ? replies.second : null;
  const first = replies.firstLength >= HEADER_BYTES || second === null ? replies.first : second;
  const other = second ?? first;
  if (hasRecords(first) || hasRecords(other)) return true;
  const rcode = rcodeOf(first) === RCODE.NOERROR ? rcodeOf(other) : rcodeOf(first);
  switch (rcode) {
    case RCODE.NXDOMAIN:
      thread.hostError = "HOST_NOT_FOUND";
      break;
    case RCODE.SERVFAIL:
      thread.hostError = "TRY_AGAIN";
      break;
    case RCODE.NOERROR:
      thread.hostError = "NO_DATA";
      break;
    default:
      thread.hostError = "NO_RECOVERY";
  }
  return false;
}

function hasRecords(reply: Uint8Array): boolean {
  return rcodeOf(reply) === RCODE.NOERROR && answerCount(reply) > 0;
}
