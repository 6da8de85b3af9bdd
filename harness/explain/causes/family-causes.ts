/** Causes in one family that is answered and one that is not. */
import { type CauseRule, GLIBC_SEND, MUSL_LOOKUP } from "./cause-rule.ts";
import { FAILURE, hasOption, pair } from "./predicates.ts";

const aaaa = (id: string, wanted: RegExp, scenario: string, text: string): CauseRule => ({
  id,
  text,
  scenario,
  reference: MUSL_LOOKUP,
  shows: (facts) => pair(facts, "data", wanted),
});

export const FAMILY_CAUSES: readonly CauseRule[] = [
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
    shows: (facts) => hasOption(facts, "single-request") && pair(facts, "data", /^silence/),
  },
  {
    id: "aaaa-dropped-no-aaaa",
    text: "The server never answers AAAA, which no-aaaa keeps glibc from 2.36 on from asking.",
    scenario: "address-families/aaaa-dropped-no-aaaa",
    reference: GLIBC_SEND,
    shows: (facts) => hasOption(facts, "no-aaaa") && pair(facts, "data", /^silence/),
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
];
