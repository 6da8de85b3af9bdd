/** Causes in search lists, ndots and options: for which names a resolver asks, and for what. */
import {
  type CauseRule,
  GLIBC_INIT,
  GLIBC_QUERY,
  GO_CONF,
  MAN_RESOLV_CONF,
  MUSL_CONF,
  MUSL_LOOKUP,
} from "./cause-rule.ts";
import type { Facts } from "./facts.ts";
import { hasOption, rooted } from "./predicates.ts";

export const SEARCH_CAUSES: readonly CauseRule[] = [
  {
    id: "search-empty-label",
    text: "A search domain has an empty label, which ends the lookup in glibc and in musl up to 1.2.3.",
    scenario: "search-and-ndots/search-empty-label",
    reference: GLIBC_QUERY,
    shows: (facts) =>
      facts.failed && searchMatters(facts) && facts.search.some((domain) => /[^.]\.\./.test(domain)),
  },
  {
    id: "search-long-label",
    text: "A search domain has a label of more than 63 octets, which ends the lookup in glibc and in musl up to 1.2.3.",
    scenario: "search-and-ndots/search-long-label",
    reference: GLIBC_QUERY,
    shows: (facts) =>
      facts.failed && searchMatters(facts) && facts.search.some((domain) => /[^.]{64}/.test(domain)),
  },
  {
    id: "search-dot",
    text: "The search list holds a lone dot, of which musl up to 1.2.3 makes malformed queries and glibc up to 2.20 an error.",
    scenario: "search-and-ndots/search-dot",
    reference: MUSL_LOOKUP,
    shows: (facts) => facts.failed && facts.search.includes("."),
  },
  {
    id: "search-leading-dot",
    text: "A search domain begins with a dot: newer glibc leaves it out, musl up to 1.2.3 fails, others pass over the domain.",
    scenario: "search-and-ndots/search-leading-dot",
    reference: GLIBC_QUERY,
    shows: (facts) => facts.failed && facts.search.some((domain) => /^\../.test(domain)),
  },
  {
    id: "search-too-long-for-musl",
    text: "The search line is longer than 255 bytes, so musl ignores it as a whole.",
    scenario: "resolv-conf/long-search-line",
    reference: MUSL_CONF,
    shows: (facts) =>
      facts.resolver === "musl" && /^search.{250,}/m.test(facts.resolvConf.text) && !searched(facts),
  },
  {
    id: "search-cut-at-256",
    text: "glibc up to 2.25 keeps 256 bytes of the search list, and cuts it in the middle of a domain.",
    scenario: "search-and-ndots/search-cut-at-256",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.search.join(" ").length >= 256 &&
      facts.told.some(
        ({ name }) =>
          facts.search.every((domain) => !name.endsWith(`.${domain.toLowerCase()}.`)) &&
          name !== rooted(facts.name),
      ),
  },
  {
    id: "search-six-domains",
    text: "glibc up to 2.25 keeps six search domains and drops the rest.",
    scenario: "resolv-conf/seven-search-domains",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.failed &&
      facts.search.length > 6 &&
      facts.told.every(({ name }) => !name.endsWith(`.${facts.search[6]?.toLowerCase()}.`)),
  },
  {
    id: "localdomain",
    text: "LOCALDOMAIN replaces the search list of glibc, sends Go to libc, and is nothing to musl.",
    scenario: "search-and-ndots/localdomain-in-environment",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.env.LOCALDOMAIN !== undefined && facts.resolver === "glibc" && searchMatters(facts),
  },
  {
    id: "res-options-no-aaaa",
    text: "RES_OPTIONS takes back an option by a minus, which glibc from 2.41 on alone does.",
    scenario: "mode-selection/minus-no-aaaa",
    reference: GLIBC_INIT,
    shows: (facts) => facts.resolver === "glibc" && hasOption(facts, /^-no-aaaa$/),
  },
  {
    id: "res-options",
    text: "RES_OPTIONS changes what glibc asks for, and sends Go to libc; musl does not read it.",
    scenario: "search-and-ndots/res-options-in-environment",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.env.RES_OPTIONS !== undefined &&
      facts.resolver === "glibc" &&
      searched(facts) &&
      /ndots/.test(facts.env.RES_OPTIONS),
  },
  {
    id: "domain-two-words",
    text: "The domain line holds two words, of which musl takes both and the others the first.",
    scenario: "search-and-ndots/domain-two-words",
    reference: MUSL_CONF,
    shows: (facts) =>
      facts.conf.some(([keyword, , second]) => keyword === "domain" && second !== undefined) &&
      searchMatters(facts),
  },
  {
    id: "search-emptied",
    text: "An empty search line stands behind a full one: it empties the list, but not in glibc.",
    scenario: "search-and-ndots/search-emptied",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.conf.some((words) => words[0] === "search" && words.length > 1) &&
      facts.conf.findLast(([keyword]) => keyword === "search")?.length === 1 &&
      searchMatters(facts),
  },
  {
    id: "search-comment",
    text: "A # behind search begins no comment: the words behind it are domains.",
    scenario: "search-and-ndots/search-comment",
    reference: MAN_RESOLV_CONF,
    shows: (facts) => facts.search.includes("#") && facts.failed,
  },
  {
    id: "ndots-blank",
    text: "A blank stands between ndots: and its number, which is 0 to Go and musl and the number to glibc.",
    scenario: "search-and-ndots/ndots-and-blank",
    reference: GLIBC_INIT,
    shows: (facts) => hasOption(facts, /^ndots:$/) && !facts.name.endsWith("."),
  },
  {
    id: "ndots-negative",
    text: "ndots is negative, which resolvers take for different numbers.",
    scenario: "search-and-ndots/ndots-negative",
    reference: GLIBC_INIT,
    shows: (facts) => hasOption(facts, /^ndots:-/) && !facts.name.endsWith("."),
  },
  {
    id: "dots-reach-ndots",
    text: "The name has as many dots as ndots says, so musl asks for it as it is and never for the search domains.",
    scenario: "search-and-ndots/dots-reach-ndots",
    reference: MUSL_LOOKUP,
    shows: (facts) =>
      facts.resolver === "musl" &&
      facts.failed &&
      facts.search.length > 0 &&
      !facts.name.endsWith(".") &&
      dotsOf(facts) >= ndotsOf(facts) &&
      !searched(facts) &&
      facts.told.some(({ A, AAAA }) => (A ?? AAAA) === "rcode NXDOMAIN"),
  },
  {
    id: "hostname-domain",
    text: "No search list is given, so glibc and Go search the domain of the host name, and musl does not.",
    scenario: "search-and-ndots/hostname-domain",
    reference: GLIBC_INIT,
    shows: ({ conf, hostname, told }) =>
      hostname.includes(".") &&
      !conf.some(([keyword]) => keyword === "search" || keyword === "domain") &&
      told.some(({ name }) => name.endsWith(`.${hostname.slice(hostname.indexOf(".") + 1).toLowerCase()}.`)),
  },
  {
    id: "no-aaaa",
    text: "options no-aaaa keeps glibc from 2.36 on from asking for IPv6 addresses; nobody else obeys it.",
    scenario: "mode-selection/no-aaaa",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      hasOption(facts, /^no-aaaa$/) &&
      facts.told.some(({ A, AAAA }) => A === "data" && AAAA === undefined),
  },
  {
    id: "single-request",
    text: "options single-request lets A and AAAA be asked one after the other, which changes the order in which Go has the addresses.",
    scenario: "mode-selection/rotate-and-single-request",
    reference: GO_CONF,
    shows: (facts) =>
      facts.resolver === "go" &&
      hasOption(facts, /^single-request/) &&
      facts.told.some(({ A, AAAA }) => A === "data" && AAAA === "data"),
  },
  {
    id: "sortlist",
    text: "sortlist orders the addresses for glibc alone.",
    scenario: "ordering/sortlist",
    reference: MAN_RESOLV_CONF,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.conf.some(([keyword]) => keyword === "sortlist") &&
      facts.told.some(({ A }) => A === "data"),
  },
];

/** Whether the given name was asked for without any domain behind it, and with none either. */
function searched({ told, name }: Facts): boolean {
  return told.some((one) => one.name !== rooted(name));
}

function ndotsOf({ options }: Facts): number {
  const words = options.flatMap((word) => /^ndots:(\d+)$/.exec(word)?.[1] ?? []);
  return Number(words.at(-1) ?? "1");
}

function dotsOf({ name }: Facts): number {
  return name.split(".").length - 1;
}

/** It would ask for candidates of a search list, or has. */
function searchMatters(facts: Facts): boolean {
  return !facts.name.endsWith(".") && (facts.failed || searched(facts));
}
