/** Causes in what servers reply, or do not. */
import {
  type CauseRule,
  GLIBC_DNS_HOST,
  GLIBC_SEND,
  GO_CLIENT,
  MUSL_LOOKUP,
  MUSL_SEND,
  RFC_2308,
  RFC_6724,
} from "./cause-rule.ts";
import { rooted } from "./conf-causes.ts";
import type { Facts, Told } from "./facts.ts";

function option(facts: Facts, name: string): boolean {
  return facts.options.includes(name);
}

/** A of some name is `a`, AAAA `aaaa`, where both were asked. */
function pair({ told }: Facts, a: Told | RegExp, aaaa: Told | RegExp): boolean {
  const is = (what: Told | undefined, wanted: Told | RegExp) =>
    what !== undefined && (typeof wanted === "string" ? what === wanted : wanted.test(what));
  return told.some(({ A, AAAA }) => is(A, a) && is(AAAA, aaaa));
}

/** All that was told is one of these. */
function all({ told }: Facts, wanted: RegExp): boolean {
  const each = told.flatMap(({ A, AAAA }) => [A, AAAA]).filter((what) => what !== undefined);
  return each.length > 0 && each.every((what) => wanted.test(what));
}

/** What ended a search before the name itself: the last candidate that was asked for, if it is none. */
function stopped(facts: Facts, wanted: RegExp): boolean {
  const last = facts.told.at(-1);
  if (!facts.failed || last === undefined || last.name === rooted(facts.name) || facts.search.length === 0)
    return false;
  return [last.A, last.AAAA].some((what) => what !== undefined && wanted.test(what));
}

/** Some candidate of the search list was told so. */
function onTheWay({ told, name }: Facts, wanted: RegExp): boolean {
  return told.some(
    ({ name: asked, A, AAAA }) =>
      asked !== rooted(name) && [A, AAAA].some((what) => what !== undefined && wanted.test(what)),
  );
}

function isInCluster({ search }: Facts): boolean {
  return search.some((domain) => /\bsvc\.cluster\.local\.?$/.test(domain));
}

/** MAXADDRS in musl's lookup.h. */
const MUSL_ADDRESSES = 48;
const FAILURE = /^rcode (?!NXDOMAIN)/;

const aaaa = (id: string, wanted: RegExp, scenario: string, text: string): CauseRule => ({
  id,
  text,
  scenario,
  reference: MUSL_LOOKUP,
  shows: (facts) => pair(facts, "data", wanted),
});

export const REPLY_CAUSES: readonly CauseRule[] = [
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
    shows: (facts) => option(facts, "use-vc") && pair(facts, "data", "silence"),
  },
  {
    id: "use-vc",
    text: "options use-vc asks over TCP in glibc and Go from 1.13 on; musl does not know it and asks over UDP.",
    scenario: "truncation-and-tcp/use-vc",
    reference: GLIBC_SEND,
    shows: (facts) =>
      option(facts, "use-vc") && (facts.failed || facts.trace.some(({ transport }) => transport === "tcp")),
  },
  {
    id: "first-server-formerr",
    text: "The first nameserver answers FORMERR, after which glibc asks no other.",
    scenario: "timeouts-and-servers/first-server-formerr",
    reference: GLIBC_SEND,
    shows: (facts) =>
      facts.meant.length > 1 &&
      facts.trace.some(
        ({ reply, server }) => reply?.rcode === "FORMERR" && server.includes(facts.meant[0] ?? "-"),
      ),
  },
  {
    id: "minus-edns0",
    text: "The server refuses EDNS, and -edns0, which takes the option back, is known to glibc from 2.41 on alone.",
    scenario: "edns/minus-edns0",
    reference: GLIBC_SEND,
    shows: (facts) => option(facts, "-edns0") && refusesEdns(facts),
  },
  {
    id: "edns-refused",
    text: "The server answers FORMERR to queries with EDNS, which Go sends from 1.19 on and glibc with the option edns0.",
    scenario: "edns/formerr-to-edns",
    reference: GO_CLIENT,
    shows: refusesEdns,
  },
  {
    id: "cluster-search-servfail",
    text: "With ndots:5 the search domains of the cluster come first, and one of them answers SERVFAIL, which ends the lookup in musl alone.",
    scenario: "kubernetes/search-domain-servfail",
    reference: MUSL_LOOKUP,
    shows: (facts) =>
      isInCluster(facts) &&
      stopped(facts, FAILURE) &&
      (facts.told.at(-1)?.name.includes(".cluster.local") ?? false),
  },
  {
    id: "node-suffix-servfail",
    text: "With ndots:5 the search domain of the node comes first, and it answers SERVFAIL, which ends the lookup in musl alone.",
    scenario: "kubernetes/host-suffix-servfail",
    reference: MUSL_LOOKUP,
    shows: (facts) => isInCluster(facts) && stopped(facts, FAILURE),
  },
  {
    id: "node-suffix-nodata",
    text: "With ndots:5 the search domain of the node comes first and has every name without an address, which ends the lookup in musl alone.",
    scenario: "kubernetes/host-suffix-nodata",
    reference: MUSL_LOOKUP,
    shows: (facts) => isInCluster(facts) && stopped(facts, /^nodata$/),
  },
  {
    id: "search-servfail",
    text: "A search domain answers SERVFAIL, which ends the lookup in musl; glibc and Go go on.",
    scenario: "search-and-ndots/servfail-stops-search",
    reference: MUSL_LOOKUP,
    shows: (facts) => stopped(facts, /^rcode SERVFAIL/),
  },
  {
    id: "search-refused",
    text: "A search domain answers REFUSED: Go asks for the next domain, glibc for the bare name, musl for nothing more.",
    scenario: "search-and-ndots/refused-skips-search",
    reference: GLIBC_SEND,
    shows: (facts) => stopped(facts, FAILURE) || onTheWay(facts, /^rcode REFUSED/),
  },
  {
    id: "search-nodata",
    text: "A search domain has the name without an address, which ends the lookup in musl; glibc and Go go on.",
    scenario: "search-and-ndots/nodata-stops-search",
    reference: MUSL_LOOKUP,
    shows: (facts) => stopped(facts, /^nodata$/) && facts.resolver === "musl",
  },
  {
    id: "server-drops-in-burst",
    text: "The server answers the first queries of a burst and drops the rest, so the candidates of the search list are asked again and again.",
    scenario: "timeouts-and-servers/six-per-burst",
    reference: "https://man7.org/linux/man-pages/man5/resolv.conf.5.html",
    shows: ({ trace, told }) =>
      told.length > 1 &&
      answered(trace) &&
      trace.some(({ reply, icmp }) => reply === null && icmp === null) &&
      onlyServer(trace),
  },
  {
    id: "too-many-nameservers",
    text: "Only the first three nameservers of resolv.conf are asked, and none of them answers.",
    scenario: "resolv-conf/four-nameservers",
    reference: "https://man7.org/linux/man-pages/man5/resolv.conf.5.html",
    shows: (facts) =>
      facts.failed &&
      facts.meant.length > 3 &&
      !facts.asked.includes(facts.meant[3] ?? "") &&
      all(facts, /^(?:silence|closed|unreachable|rcode)/),
  },
  {
    id: "second-server-first",
    text: "musl asks all nameservers at once and takes the first reply, which came from one that does not know the name.",
    scenario: "timeouts-and-servers/second-server-answers-first",
    reference: MUSL_SEND,
    shows: ({ trace, resolver, meant, failed }) =>
      resolver === "musl" &&
      failed &&
      meant.length > 1 &&
      trace.some(({ reply, server }) => reply?.rcode === "NXDOMAIN" && !server.includes(meant[0] ?? "-")),
  },
  {
    id: "unequal-servers-rotate",
    text: "With rotate the two questions of a lookup go to different servers, which do not hold the same names.",
    scenario: "timeouts-and-servers/rotate-unequal-servers",
    reference: GO_CLIENT,
    shows: (facts) => option(facts, "rotate") && facts.meant.length > 1 && unequal(facts),
  },
  {
    id: "rotate",
    text: "With rotate the lookup begins at another nameserver than the first.",
    scenario: "timeouts-and-servers/rotate",
    reference: GLIBC_SEND,
    shows: (facts) => option(facts, "rotate") && facts.meant.length > 1,
  },
  {
    id: "first-server-nodata",
    text: "The first nameserver has no address for the name, which is final for glibc and Go; musl may hear the second one first.",
    scenario: "timeouts-and-servers/nodata-first",
    reference: MUSL_SEND,
    shows: (facts) =>
      facts.meant.length > 1 &&
      facts.trace.some(
        ({ reply, server }) =>
          reply?.rcode === "NOERROR" && reply.answers === 0 && server.includes(facts.meant[0] ?? "-"),
      ) &&
      (facts.failed || unequal(facts)),
  },
  {
    id: "first-server-nxdomain",
    text: "The first nameserver says that the name does not exist, which is final: no other server is asked.",
    scenario: "timeouts-and-servers/nxdomain-first",
    reference: GLIBC_SEND,
    shows: (facts) =>
      facts.failed &&
      facts.meant.length > 1 &&
      facts.trace.some(
        ({ reply, server }) => reply?.rcode === "NXDOMAIN" && server.includes(facts.meant[0] ?? "-"),
      ),
  },
  {
    id: "servfail-without-question",
    text: "A server says SERVFAIL in a message without its question, which Go and older glibc do not take for a reply.",
    scenario: "errors/header-only-servfail",
    reference: GLIBC_SEND,
    shows: (facts) => facts.meant.length > 1 && facts.trace.some(({ reply }) => reply?.rcode === "SERVFAIL"),
  },
  {
    id: "first-server-silent",
    text: "The first nameserver never answers: glibc and Go wait for their timeout before they ask the next one, musl asks all at once.",
    scenario: "timeouts-and-servers/first-server-silent",
    reference: MUSL_SEND,
    shows: (facts) =>
      facts.meant.length > 1 &&
      facts.trace.some(
        ({ reply, icmp, server }) =>
          reply === null && icmp === null && server.includes(facts.meant[0] ?? "-"),
      ),
  },
  aaaa(
    "aaaa-nxdomain",
    /^rcode NXDOMAIN/,
    "address-families/aaaa-nxdomain",
    "The server answers NXDOMAIN for AAAA although the name has an A record; musl from 1.2.1 on takes that for both families.",
  ),
  aaaa(
    "aaaa-servfail",
    /^rcode SERVFAIL/,
    "address-families/aaaa-servfail",
    "The server answers A well and AAAA with SERVFAIL; musl from 1.2.1 on fails the whole lookup for that.",
  ),
  aaaa(
    "aaaa-refused",
    /^rcode REFUSED/,
    "address-families/aaaa-refused",
    "The server answers A well and refuses AAAA, which is silence to musl: from 1.2.1 on the whole lookup fails.",
  ),
  aaaa(
    "aaaa-not-implemented",
    FAILURE,
    "kubernetes/aaaa-refused",
    "The server answers A well and does not implement AAAA, which is silence to musl: from 1.2.1 on the whole lookup fails.",
  ),
  {
    id: "aaaa-dropped-single-request",
    text: "The server never answers AAAA; single-request spares glibc one of three timeouts.",
    scenario: "address-families/aaaa-dropped-single-request",
    reference: GLIBC_SEND,
    shows: (facts) => option(facts, "single-request") && pair(facts, "data", /^silence/),
  },
  {
    id: "aaaa-dropped-no-aaaa",
    text: "The server never answers AAAA, which no-aaaa keeps glibc from 2.36 on from asking.",
    scenario: "address-families/aaaa-dropped-no-aaaa",
    reference: GLIBC_SEND,
    shows: (facts) => option(facts, "no-aaaa") && pair(facts, "data", /^silence/),
  },
  aaaa(
    "aaaa-dropped",
    /^silence/,
    "address-families/aaaa-dropped",
    "The server answers A and never AAAA: all wait for it, and musl from 1.2.1 on fails the whole lookup.",
  ),
  {
    id: "a-dropped",
    text: "The server answers AAAA and never A: only old musl and Go return the IPv6 address.",
    scenario: "address-families/a-dropped",
    reference: GLIBC_SEND,
    shows: (facts) => pair(facts, "silence", "data"),
  },
  {
    id: "a-servfail",
    text: "The server answers AAAA well and fails A; musl from 1.2.1 on fails the whole lookup for that.",
    scenario: "errors/a-servfail",
    reference: MUSL_LOOKUP,
    shows: (facts) => pair(facts, /^rcode/, "data"),
  },
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

/** True of a cell whatever its neighbours show, so that what they show comes first. */
export const LAST_CAUSES: readonly CauseRule[] = [
  {
    id: "no-address",
    text: "The name exists and has no address of the wanted family: no data to glibc and to musl from 1.2.4 on, no such name to the others.",
    scenario: "errors/both-nodata",
    reference: RFC_2308,
    shows: (facts) => facts.failed && facts.told.some(({ A, AAAA }) => A === "nodata" || AAAA === "nodata"),
  },
  {
    id: "no-such-name",
    text: "The nameserver says that no such name exists.",
    scenario: "errors/both-nxdomain",
    reference: RFC_2308,
    shows: (facts) =>
      facts.failed && facts.told.some(({ A, AAAA }) => A === "rcode NXDOMAIN" || AAAA === "rcode NXDOMAIN"),
  },
  {
    id: "go-asks-both-families",
    text: "Go up to 1.16 asks for both families where one is wanted, and drops the other; the others ask for that one only.",
    scenario: "hosts-and-nsswitch/nsswitch-line-without-colon",
    reference: "https://github.com/golang/go/blob/go1.16/src/net/dnsclient_unix.go",
    shows: ({ resolver, family, told }) =>
      resolver === "go" &&
      family !== "ip" &&
      told.some(({ A, AAAA }) => A !== undefined && AAAA !== undefined),
  },
  {
    id: "address-order",
    text: "Resolvers sort the same addresses by different rules of RFC 6724.",
    scenario: "ordering/global-before-ula",
    reference: RFC_6724,
    shows: ({ cell }) => cell.outcome?.kind === "answer" && cell.outcome.addresses.length > 1,
  },
];

function mostAnswers(trace: Facts["trace"], type: string): number {
  return Math.max(0, ...trace.map((event) => (event.type === type ? (event.reply?.answers ?? 0) : 0)));
}

function refusesEdns({ trace }: Facts): boolean {
  return trace.some(({ edns, reply }) => edns && reply?.rcode === "FORMERR");
}

function answered(trace: Facts["trace"]): boolean {
  return trace.some(({ reply }) => reply !== null);
}

function onlyServer(trace: Facts["trace"]): boolean {
  return new Set(trace.map(({ server }) => server)).size === 1;
}

/** Two servers gave the same question different replies. */
function unequal({ trace }: Facts): boolean {
  const replies = new Map<string, Set<string>>();
  for (const { name, type, reply } of trace) {
    if (reply === null) continue;
    const known = replies.get(`${name} ${type}`) ?? new Set();
    replies.set(`${name} ${type}`, known.add(`${reply.rcode} ${reply.answers > 0}`));
  }
  return (
    [...replies.values()].some((one) => one.size > 1) ||
    trace.some(({ reply }) => reply?.rcode === "NXDOMAIN")
  );
}

function isTemporary({ cell: { outcome } }: Facts): boolean {
  return outcome?.kind === "error" && outcome.class !== "not-found" && outcome.class !== "no-data";
}

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
