/** Causes that are true of a cell whatever its neighbours show, so that what they show comes first. */
import { type CauseRule, RFC_2308, RFC_6724 } from "./cause-rule.ts";

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
