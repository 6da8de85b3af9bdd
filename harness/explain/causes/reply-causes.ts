/** Causes in replies that are none, or come from servers that do not answer at all. */
import { type CauseRule, GLIBC_DNS_HOST, GLIBC_SEND, MUSL_SEND, RFC_2308 } from "./cause-rule.ts";
import type { Facts } from "./facts.ts";
import { all, FAILURE, isTemporary, pair } from "./predicates.ts";

export const REPLY_CAUSES: readonly CauseRule[] = [
  {
    id: "reply-breaks-off",
    text: "The reply breaks off in the middle, and resolvers read different things in it.",
    scenario: "errors/short-reply",
    reference: GLIBC_DNS_HOST,
    shows: (facts) =>
      facts.trace.some(({ reply }) => reply?.rcode === "<malformed>") &&
      facts.trace.some(({ reply }) => reply !== null && reply.rcode !== "<malformed>"),
  },
  {
    id: "reply-malformed",
    text: "What the server sends is no DNS message.",
    scenario: "errors/garbage",
    reference: GLIBC_SEND,
    shows: (facts) => facts.trace.some(({ reply }) => reply?.rcode === "<malformed>"),
  },
  {
    id: "reply-to-another-question",
    text: "The reply carries another question than was asked: no reply for glibc and Go, an answer for musl.",
    scenario: "errors/wrong-question",
    reference: GLIBC_SEND,
    shows: (facts) => isTimeout(facts) && facts.resolver !== "musl" && all(facts, /^data/),
  },
  {
    id: "reply-with-another-id",
    text: "The replies do not carry the id of the query, so everybody throws them away.",
    scenario: "errors/wrong-id",
    reference: "https://www.rfc-editor.org/rfc/rfc5452#section-9.1",
    shows: (facts) =>
      isTimeout(facts) && facts.resolver === "musl" && all(facts, /^(?:data|nodata|rcode NXDOMAIN)/),
  },
  {
    id: "reply-without-question",
    text: "The reply leaves out the question: it counts for musl alone, glibc and Go wait for a better one.",
    scenario: "errors/header-only-nxdomain",
    reference: GLIBC_SEND,
    shows: (facts) =>
      isTimeout(facts) && facts.resolver !== "musl" && all(facts, /^(?:nodata|rcode NXDOMAIN)/),
  },
  {
    id: "server-not-implemented",
    text: "The server answers NOTIMP: musl waits on, glibc and Go fail at once.",
    scenario: "errors/notimp",
    reference: MUSL_SEND,
    shows: (facts) => facts.failed && all(facts, /^rcode NOTIMP/),
  },
  {
    id: "server-fails",
    text: "The server answers SERVFAIL for the name: musl asks on until its timeout ends, glibc and Go fail at once.",
    scenario: "errors/both-servfail",
    reference: MUSL_SEND,
    shows: (facts) => facts.failed && all(facts, /^rcode SERVFAIL/),
  },
  {
    id: "server-refuses",
    text: "The server refuses to answer for the name: musl waits for its whole timeout, glibc and Go fail at once.",
    scenario: "errors/both-refused",
    reference: MUSL_SEND,
    shows: (facts) => facts.failed && all(facts, FAILURE),
  },
  {
    id: "server-unreachable",
    text: "There is no route to the nameserver: musl waits, glibc and Go fail at once.",
    scenario: "timeouts-and-servers/unreachable-server",
    reference: MUSL_SEND,
    shows: (facts) =>
      facts.failed &&
      (all(facts, /^unreachable/) ||
        (facts.trace.length === 0 && facts.meant.length > 0 && isTemporary(facts))),
  },
  {
    id: "server-closed",
    text: "Nothing listens on port 53 of the nameserver: glibc and Go fail at once, musl after its whole timeout.",
    scenario: "timeouts-and-servers/only-server-closed",
    reference: MUSL_SEND,
    shows: (facts) => facts.failed && all(facts, /^(?:closed|unreachable)/),
  },
  {
    id: "server-silent",
    text: "The nameserver never answers, so that every resolver waits as long and as often as its configuration says.",
    scenario: "timeouts-and-servers/timeout-and-attempts-caps",
    reference: "https://man7.org/linux/man-pages/man5/resolv.conf.5.html",
    shows: (facts) => facts.failed && all(facts, /^(?:silence|closed|unreachable)/),
  },
  {
    id: "alias-of-nothing",
    text: "The name is an alias, and what it leads to has no address.",
    scenario: "errors/cname-to-nothing",
    reference: RFC_2308,
    shows: (facts) =>
      facts.failed &&
      (pair(facts, "data", "data") || facts.resolver !== "glibc") &&
      facts.trace.every(({ reply }) => (reply?.answers ?? 0) < 2) &&
      facts.told.some(({ A, AAAA }) => A === "data" || AAAA === "data"),
  },
  {
    id: "answer-of-other-name",
    text: "The address in the reply belongs to another name than was asked for: musl and Go use it, glibc does not.",
    scenario: "errors/extra-owner",
    reference: GLIBC_DNS_HOST,
    shows: (facts) =>
      facts.failed &&
      facts.resolver === "glibc" &&
      facts.told.some(({ A }) => A === "data") &&
      facts.trace.every(({ reply }) => (reply?.answers ?? 0) < 2),
  },
  {
    id: "alias-out-of-order",
    text: "The alias leads to a name, or stands at a place, that glibc does not accept, so it drops the answer.",
    scenario: "errors/cname-to-dash",
    reference: GLIBC_DNS_HOST,
    shows: (facts) =>
      facts.failed &&
      facts.resolver === "glibc" &&
      facts.trace.some(({ reply }) => (reply?.answers ?? 0) > 1),
  },
  {
    id: "referral",
    text: "The server does not recurse and refers to another one, which is no answer for any of these resolvers.",
    scenario: "errors/lame-referral",
    reference: GLIBC_SEND,
    shows: (facts) => facts.failed && isTemporary(facts) && all(facts, /^nodata/),
  },
  {
    id: "addrconfig",
    text: "AI_ADDRCONFIG hides a family of which the machine has no address; musl counts loopback as one, glibc does not.",
    scenario: "address-families/addrconfig",
    reference: "https://man7.org/linux/man-pages/man3/getaddrinfo.3.html",
    shows: ({ cell }) => cell.lookup.flags?.includes("addrconfig") ?? false,
  },
];

/** Replies came, and yet the lookup ended for want of one. */
function isTimeout(facts: Facts): boolean {
  const { cell } = facts;
  return (
    facts.failed &&
    cell.outcome?.kind === "error" &&
    cell.outcome.class === "temporary" &&
    cell.elapsedMs > 500
  );
}
