/** The search list (libc-resolvers, section 4): musl name_from_dns_search, glibc __res_context_search, Go nameList. */
import type { Circumstances } from "../circumstances.ts";
import { asksDns, type DifferenceRule, dotsOf, goSides, isRooted, side } from "./rule.ts";

export const SEARCH_RULES: readonly DifferenceRule[] = [
  {
    id: "ndots-reached",
    kind: "here",
    topic: "search list",
    tell: (circumstances) => {
      const { name } = circumstances.lookup;
      const [dots, ndots] = [dotsOf(circumstances), circumstances.confs.musl.effective.ndots];
      if (!searches(circumstances) || dots < ndots) return null;
      return [
        side("musl", `asks ${name}. only: with ${counted(dots)} (ndots ${ndots}) it never searches`),
        side("glibc, Go", `ask ${name}. first, and search if that fails`),
      ];
    },
  },
  {
    id: "search-stops",
    kind: "reply",
    topic: "search list",
    tell: (circumstances) => {
      if (!searches(circumstances) || dotsOf(circumstances) >= circumstances.confs.musl.effective.ndots)
        return null;
      return [
        side(
          "musl",
          "stops at the first reply but NXDOMAIN: no data, SERVFAIL, REFUSED or a timeout end the lookup",
        ),
        side(
          "glibc",
          "goes on after no data and SERVFAIL; after REFUSED or a timeout only the name as it is is left",
        ),
        side("Go", "goes on after any failure"),
      ];
    },
  },
  {
    id: "search-dot",
    kind: "here",
    topic: "search .",
    tell: (circumstances) => {
      const { confs, builds } = circumstances;
      if (!searches(circumstances) || !confs.musl.effective.search.includes(".")) return null;
      const reaches = dotsOf(circumstances) < confs.musl.effective.ndots;
      return [
        ...(reaches
          ? [
              side(
                "musl ≤1.2.3",
                'sends a broken query for the entry ".", and fails with EAI_AGAIN after the timeout',
              ),
              side("musl ≥1.2.4", "passes over the entry"),
            ]
          : []),
        side("glibc ≤2.20 (RHEL ≤7.4)", "fails with EAI_NONAME where it comes to the entry"),
        side("glibc ≥2.21 (RHEL ≥7.5)", "takes it for the name as it is"),
        ...goSides(builds, ({ dropsSearchDot }) =>
          dropsSearchDot ? "drops the entry" : "passes over the broken name that it makes",
        ),
      ];
    },
  },
  {
    id: "search-from-hostname",
    kind: "here",
    topic: "host's domain",
    tell: ({ confs, lookup }) => {
      const own = confs.go.find(([, { effective }]) => effective.searchFrom === "hostname");
      if (own === undefined || lookup.name.endsWith(".")) return null;
      return [
        side("glibc, Go", `search ${own[1].effective.search.join(" ")}, the domain of the host name`),
        side("musl", "searches nothing: it never looks at the host name"),
      ];
    },
  },
];

function searches(circumstances: Circumstances): boolean {
  return (
    asksDns(circumstances) && !isRooted(circumstances) && circumstances.confs.musl.effective.search.length > 0
  );
}

function counted(dots: number): string {
  return dots === 1 ? "1 dot" : `${dots} dots`;
}
