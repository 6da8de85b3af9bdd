/** Causes in replies that do not fit, and in TCP. */
import { type CauseRule, GLIBC_SEND, GO_CLIENT, MUSL_LOOKUP, MUSL_SEND } from "./cause-rule.ts";
import type { Facts } from "./facts.ts";
import { hasOption, isTemporary, pair } from "./predicates.ts";

/** MAXADDRS in musl's lookup.h. */
const MUSL_ADDRESSES = 48;

export const TRUNCATION_CAUSES: readonly CauseRule[] = [
  {
    id: "callers-deadline",
    text: "The caller's own deadline ended the lookup before any server had answered.",
    scenario: "timeouts-and-servers/callers-deadline",
    reference: "https://pkg.go.dev/context#WithTimeout",
    shows: ({ cell, failed }) =>
      failed && cell.lookup.deadlineMs !== undefined && cell.elapsedMs >= cell.lookup.deadlineMs,
  },
  {
    id: "many-addresses",
    text: "The reply holds more addresses than fit: musl keeps at most 48, and glibc asks again while its buffer grows.",
    scenario: "truncation-and-tcp/sixty-addresses",
    reference: MUSL_LOOKUP,
    shows: ({ trace }) => mostAnswers(trace, "A") + mostAnswers(trace, "AAAA") > MUSL_ADDRESSES,
  },
  {
    id: "tcp-silent",
    text: "The server accepts TCP and then says nothing, which glibc waits for without a timeout.",
    scenario: "truncation-and-tcp/silent-over-tcp",
    reference: GLIBC_SEND,
    shows: ({ trace, failed }) =>
      failed &&
      trace.some(({ reply }) => reply?.truncated === true) &&
      trace.some(({ transport, reply, icmp }) => transport === "tcp" && reply === null && icmp === null),
  },
  {
    id: "truncated-without-tcp",
    text: "The reply is truncated and the server does not speak TCP, so whoever asks again over TCP fails; musl up to 1.2.3 takes what arrived.",
    scenario: "truncation-and-tcp/truncated-without-tcp",
    reference: MUSL_SEND,
    // A refused connection leaves no question behind.
    shows: (facts) =>
      facts.failed &&
      isTemporary(facts) &&
      facts.trace.some(({ reply }) => reply?.truncated === true) &&
      !facts.trace.some(({ transport, reply }) => transport === "tcp" && reply !== null),
  },
  {
    id: "truncated-over-tcp",
    text: "The reply is truncated over TCP too, and Go up to 1.22 throws such a reply away.",
    scenario: "truncation-and-tcp/truncated-over-tcp-too",
    reference: GO_CLIENT,
    shows: ({ trace }) =>
      trace.some(({ transport, reply }) => transport === "tcp" && reply?.truncated === true),
  },
  {
    id: "truncated-empty",
    text: "The reply over UDP is truncated and holds no address: musl up to 1.2.3 has no TCP and finds none, the others ask again over TCP.",
    scenario: "truncation-and-tcp/truncated-empty",
    reference: MUSL_SEND,
    shows: ({ trace }) => trace.some(({ reply }) => reply?.truncated === true && reply.answers === 0),
  },
  {
    id: "truncated-partial",
    text: "The reply over UDP is truncated: musl up to 1.2.3 has no TCP and returns what arrived, the others ask again over TCP.",
    scenario: "truncation-and-tcp/truncated-partial",
    reference: MUSL_SEND,
    shows: ({ trace }) => trace.some(({ reply }) => reply?.truncated === true),
  },
  {
    id: "reply-over-512",
    text: "The reply over UDP is larger than 512 octets: old musl and old Go hold no more of it.",
    scenario: "truncation-and-tcp/700-bytes-over-udp",
    reference: MUSL_LOOKUP,
    shows: ({ trace }) =>
      trace.some(({ reply, transport }) => transport === "udp" && (reply?.answers ?? 0) > 24),
  },
  {
    id: "reply-names-in-full",
    text: "The reply is larger than 512 octets because of a long chain of aliases, so old musl and old Go cannot read its end.",
    scenario: "truncation-and-tcp/names-in-full",
    reference: MUSL_LOOKUP,
    shows: ({ trace, failed, resolver }) =>
      failed &&
      resolver !== "glibc" &&
      trace.some(({ reply }) => reply?.rcode === "NOERROR" && reply.answers > 3) &&
      trace.every(({ reply }) => reply !== null),
  },
  {
    id: "use-vc-and-aaaa-silent",
    text: "With use-vc glibc waits over TCP for both replies without a timeout, and AAAA is never answered.",
    scenario: "address-families/aaaa-dropped-use-vc",
    reference: GLIBC_SEND,
    shows: (facts) => hasOption(facts, "use-vc") && pair(facts, "data", "silence"),
  },
  {
    id: "use-vc",
    text: "options use-vc asks over TCP in glibc and Go from 1.13 on; musl does not know it and asks over UDP.",
    scenario: "truncation-and-tcp/use-vc",
    reference: GLIBC_SEND,
    shows: (facts) =>
      hasOption(facts, "use-vc") &&
      (facts.failed || facts.trace.some(({ transport }) => transport === "tcp")),
  },
];

function mostAnswers(trace: Facts["trace"], type: string): number {
  return Math.max(0, ...trace.map((event) => (event.type === type ? (event.reply?.answers ?? 0) : 0)));
}
