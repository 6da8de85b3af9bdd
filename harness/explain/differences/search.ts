/**
 * The search list: musl src/network/lookup_name.c (name_from_dns_search; "search ." since 1e7fb12f), glibc
 * resolv/res_query.c (__res_context_search), Go src/net/dnsclient_unix.go (nameList).
 */

import { mapReaders } from "../../readings/readings.ts";
import type { Circumstances } from "../circumstances.ts";
import { asksDns, type DifferenceRule, dotsOf, goSides, isRooted, side, sidesOf } from "./rule.ts";

export const SEARCH_RULES: readonly DifferenceRule[] = [
  {
    id: "search-list",
    kind: "here",
    topic: "search list",
    tell: (circumstances) =>
      asksDns(circumstances) && !isRooted(circumstances)
        ? sidesOf(
            mapReaders(circumstances.confs, ({ effective: { search, searchFrom } }) => {
              const from = searchFrom === "hostname" ? ", the domain of the host name" : "";
              return search.length === 0 ? "none" : `${search.join(" ")}${from}`;
            }),
          )
        : null,
  },
  {
    id: "ndots",
    kind: "here",
    topic: "ndots",
    tell: (circumstances) =>
      asksDns(circumstances) && !isRooted(circumstances)
        ? sidesOf(mapReaders(circumstances.confs, ({ effective }) => String(effective.ndots)))
        : null,
  },
  {
    id: "ndots-reached",
    kind: "here",
    topic: "names asked",
    tell: (circumstances) => {
      const { name } = circumstances.lookup;
      const { go } = circumstances.confs;
      const othersSearch = go.some(([, { effective }]) => effective.search.length > 0);
      if (!muslSearches(circumstances) || isSearchedFirst(circumstances) || !othersSearch) return null;
      const [dots, { ndots }] = [dotsOf(circumstances), circumstances.confs.musl.effective];
      return [
        side(
          "musl",
          `${name}. only: with ${dots} ${dots === 1 ? "dot" : "dots"} (ndots ${ndots}) it never searches`,
        ),
        side("glibc, Go", `${name}. first; if that fails, the search list`),
      ];
    },
  },
  {
    id: "search-ends",
    kind: "reply",
    topic: "search list",
    tell: (circumstances) =>
      muslSearches(circumstances) && isSearchedFirst(circumstances)
        ? [
            side(
              "musl",
              "goes on after NXDOMAIN only; no data, SERVFAIL, REFUSED or a timeout end the lookup",
            ),
            side(
              "glibc",
              "goes on after NXDOMAIN, no data and SERVFAIL; after REFUSED or a timeout only the name as given is left",
            ),
            side("Go", "goes on after any failure"),
          ]
        : null,
  },
  {
    id: "search-dot",
    kind: "here",
    topic: "search .",
    tell: (circumstances) => {
      const { confs, builds } = circumstances;
      if (!muslSearches(circumstances) || !confs.musl.effective.search.includes(".")) return null;
      return [
        ...(isSearchedFirst(circumstances)
          ? [
              side("musl ≤1.2.3", 'a broken query for the entry ".", then EAI_AGAIN after the timeout'),
              side("musl ≥1.2.4", "the entry is passed over"),
            ]
          : []),
        ...(confs.glibc.some(([, { effective }]) => effective.search.includes("."))
          ? [
              side("glibc ≤2.20 (RHEL ≤7.4)", "EAI_NONAME where it comes to the entry"),
              side("glibc ≥2.21 (RHEL ≥7.5)", "the entry stands for the name as given"),
            ]
          : []),
        ...goSides(builds, ({ dropsSearchDot }) =>
          dropsSearchDot ? "the entry is dropped" : "the broken name that it makes is passed over",
        ),
      ];
    },
  },
];

/** Whether musl has a search list that could serve this name. */
function muslSearches(circumstances: Circumstances): boolean {
  const { search } = circumstances.confs.musl.effective;
  return asksDns(circumstances) && !isRooted(circumstances) && search.length > 0;
}

/** Whether the search list comes before the name as given. */
function isSearchedFirst(circumstances: Circumstances): boolean {
  return dotsOf(circumstances) < circumstances.confs.musl.effective.ndots;
}
