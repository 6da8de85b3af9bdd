/** Rules on the search list of a resolv.conf, and what it costs. */
import type { Line, ResolvConfFile } from "../conf-file.ts";
import { readAlone } from "../one-statement.ts";
import { GLIBC_2_26, goIssue, KUBERNETES_DNS, RESOLV_CONF_5 } from "../references.ts";
import type { Rule } from "../types.ts";

/** What glibc up to 2.25 has room for. */
const MOST_DOMAINS = 6;
/** A and AAAA. */
const TYPES = 2;

function linesWith(lines: readonly Line[], keyword: string): readonly Line[] {
  return lines.filter(({ words }) => words[0]?.text === keyword && words.length > 1);
}

export const SEARCH_RULES: readonly Rule<ResolvConfFile>[] = [
  {
    id: "search-too-many-domains",
    severity: "warning",
    title: `The search list has more than ${MOST_DOMAINS} domains`,
    advice: `glibc up to 2.25 (RHEL up to 7.4) searches the first ${MOST_DOMAINS} only; the others search all. Shorten the list.`,
    reference: GLIBC_2_26,
    check: ({ lines }) =>
      linesWith(lines, "search").flatMap(({ number, words }) => {
        const extra = words[MOST_DOMAINS + 1];
        if (extra === undefined) return [];
        const message = `${words.length - 1} search domains: glibc before 2.26 keeps ${MOST_DOMAINS}`;
        return [{ line: number, column: extra.column, message }];
      }),
  },
  {
    id: "search-dot",
    severity: "warning",
    title: 'The search list holds "."',
    advice:
      "Go drops it from 1.20 on; before, and in libcs, it is an entry like any other, so that a name is also asked as it is at this place of the list. Remove it: every resolver asks the name as it is anyway.",
    reference: goIssue(54124),
    check: ({ lines }) =>
      linesWith(lines, "search").flatMap(({ number, words }) =>
        words
          .slice(1)
          .filter(({ text }) => text === ".")
          .map(({ column }) => ({ line: number, column, message: 'the search list holds "."' })),
      ),
  },
  {
    id: "domain-and-search",
    severity: "warning",
    title: "There are several domain and search lines",
    advice: "They set the same list, and the last one counts. Keep one search line.",
    reference: RESOLV_CONF_5,
    check: ({ lines }) => {
      const setting = lines.filter((line) =>
        ["domain", "search"].some((keyword) => linesWith([line], keyword).length > 0),
      );
      const last = setting.at(-1);
      return setting.slice(0, -1).map(({ number, words }) => ({
        line: number,
        column: words[0]?.column ?? 1,
        message: `line ${last?.number ?? number} replaces this list`,
      }));
    },
  },
  {
    id: "ndots-cost",
    severity: "note",
    title: "ndots above 1 asks for many names that do not exist",
    advice:
      "A name with fewer dots than ndots is first asked with every domain of the search list. Lower ndots, shorten the list, or end names that are complete with a dot.",
    reference: KUBERNETES_DNS,
    check: ({ lines, confs }) => {
      const newest = confs.go.at(-1)?.[1].effective;
      if (newest === undefined || newest.ndots < 2 || newest.search.length === 0) return [];
      const { ndots, search } = newest;
      const options = lines.flatMap(({ number, words }) =>
        words.filter(({ text }) => text.startsWith("ndots:")).map(({ column }) => ({ line: number, column })),
      );
      const message = `ndots:${ndots} and ${search.length} search ${search.length === 1 ? "domain" : "domains"}: a name with fewer than ${ndots} dots takes up to ${(search.length + 1) * TYPES} queries (A and AAAA), ${search.length * TYPES} of them before the name itself`;
      return options
        .slice(-1)
        .map((place) => ({ ...place, message, readings: readAlone(`options ndots:${ndots}`) }));
    },
  },
];
