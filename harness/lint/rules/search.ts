/** Rules on the search list of a resolv.conf, and what it costs. */
import type { Line, ResolvConfFile } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { readAlone } from "../one-statement.ts";
import { GLIBC_2_26, goIssue, KUBERNETES_DNS, RESOLV_CONF_5 } from "../references.ts";

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
    advice: `glibc up to 2.25 (RHEL up to 7.4) searches the first ${MOST_DOMAINS} only; the others search all.`,
    instead: "Shorten the list.",
    reference: GLIBC_2_26,
    shownBy: ["resolv-conf/seven-search-domains"],
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
      'From "." musl up to 1.2.3 and glibc up to 2.20 (RHEL up to 7.4) build a name with two dots at its end, which nobody can answer, and the lookup fails. Newer glibc asks for the name as it is at this place of the list; newer musl and Go pass over the entry.',
    instead: "Remove it: every resolver asks for the name as it is anyway.",
    reference: goIssue(54124),
    shownBy: ["search-and-ndots/search-dot"],
    check: ({ lines }) =>
      ["search", "domain"].flatMap((keyword) =>
        linesWith(lines, keyword).flatMap(({ number, words }) =>
          words
            .slice(1)
            .filter(({ text }) => text === ".")
            .map(({ column }) => ({ line: number, column, message: 'the search list holds "."' })),
        ),
      ),
  },
  {
    id: "search-emptied",
    severity: "warning",
    title: "A search line without domains follows a list",
    advice: "musl and Go empty the list, glibc keeps it.",
    instead: "Remove one of the lines.",
    reference: RESOLV_CONF_5,
    shownBy: ["search-and-ndots/search-emptied"],
    check: ({ lines }) =>
      lines
        .filter(({ words }) => words.length === 1 && words[0]?.text === "search")
        .flatMap(({ number, words }) => {
          const before = lines.slice(0, number - 1);
          const list = [...linesWith(before, "search"), ...linesWith(before, "domain")][0];
          if (list === undefined) return [];
          const message = `musl and Go empty the list of line ${list.number} here, glibc keeps it`;
          return [{ line: number, column: words[0]?.column ?? 1, message }];
        }),
  },
  {
    id: "domain-and-search",
    severity: "warning",
    title: "There are several domain and search lines",
    advice: "They set the same list, and the last one counts.",
    instead: "Keep one search line.",
    reference: RESOLV_CONF_5,
    shownBy: ["search-and-ndots/last-search-wins"],
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
    advice: "A name with fewer dots than ndots is first asked with every domain of the search list.",
    instead: "Lower ndots, shorten the list, or end names that are complete with a dot.",
    reference: KUBERNETES_DNS,
    shownBy: ["kubernetes/full-name"],
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
