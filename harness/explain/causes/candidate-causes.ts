/** Causes in what servers reply to EDNS0, and to candidates of a search list. */
import { type CauseRule, GLIBC_SEND, GO_CLIENT, MUSL_LOOKUP } from "./cause-rule.ts";
import type { Facts } from "./facts.ts";
import { FAILURE, hasOption, rooted } from "./predicates.ts";

export const CANDIDATE_CAUSES: readonly CauseRule[] = [
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
    shows: (facts) => hasOption(facts, "-edns0") && refusesEdns(facts),
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
];

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

function refusesEdns({ trace }: Facts): boolean {
  return trace.some(({ edns, reply }) => edns && reply?.rcode === "FORMERR");
}

function answered(trace: Facts["trace"]): boolean {
  return trace.some(({ reply }) => reply !== null);
}

function onlyServer(trace: Facts["trace"]): boolean {
  return new Set(trace.map(({ server }) => server)).size === 1;
}
