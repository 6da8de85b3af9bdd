/** Rules on how the options of a resolv.conf are written: spelling, repetition, a minus before them. */
import { agreements, mapReaders } from "../../readings/readings.ts";
import { quoted } from "../../resolvers/libc/conf.ts";
import type { ResolvConfFile } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { readAlone } from "../one-statement.ts";
import { misspellingsOf, optionsOf } from "../options-of.ts";
import { RESOLV_CONF_5 } from "../references.ts";

const NUMBERS = ["ndots", "timeout", "attempts"] as const;
/** Options that glibc clears again with a minus before them. */
const CLEARED = /^-[a-z]/;

export function isCleared(option: string): boolean {
  return CLEARED.test(option);
}

export const OPTION_WRITING_RULES: readonly Rule<ResolvConfFile>[] = [
  {
    id: "option-spelling",
    severity: "warning",
    title: "No colon joins an option with its number",
    advice:
      "With = or a blank the number is lost for most: of ndots: 3 glibc reads 3 and Go 0, of ndots=3 nobody anything.",
    instead: "Write a colon and no blank: ndots:2.",
    reference: RESOLV_CONF_5,
    shownBy: ["search-and-ndots/ndots-and-blank"],
    check: ({ lines }) =>
      misspellingsOf(lines).map(({ line, option, written, meant }) => ({
        line: line.number,
        column: option.column,
        message: `${quoted(written)} is not ${quoted(meant)}`,
        readings: readAlone(`options ${written}`),
        instead: `options ${meant}`,
      })),
  },
  {
    id: "option-twice",
    severity: "warning",
    title: "An option's number is given twice",
    advice:
      "On one line musl takes the first number and the others the last; on several lines the last counts.",
    instead: "Keep one of them.",
    reference: RESOLV_CONF_5,
    shownBy: [],
    check: ({ lines, confs }) =>
      NUMBERS.flatMap((name) => {
        const given = optionsOf(lines).filter(({ option }) => option.text.startsWith(`${name}:`));
        const second = given[1];
        if (second === undefined) return [];
        const taken = agreements(mapReaders(confs, ({ effective }) => effective[name]));
        const readings = taken.map(({ readers, value }) => ({
          readers,
          effect: `${name} ${value}`,
          why: null,
        }));
        const message = `${name} is given ${given.length === 2 ? "twice" : `${given.length} times`}`;
        return [{ line: second.line.number, column: second.option.column, message, readings }];
      }),
  },
  {
    id: "ndots-zero",
    severity: "warning",
    title: "ndots:0 stands beside a search list",
    advice:
      "musl then never searches the list. glibc and Go ask for every name as it is first, so that short names go to the servers of the root before the list is searched.",
    instead: "Write ndots:1, or remove the search list.",
    reference: RESOLV_CONF_5,
    shownBy: [],
    check: ({ lines, confs }) => {
      if (confs.musl.effective.search.length === 0) return [];
      return optionsOf(lines)
        .filter(({ option }) => /^ndots:0+$/.test(option.text))
        .slice(-1)
        .map(({ line, option }) => ({
          line: line.number,
          column: option.column,
          message: "ndots:0: musl never searches the list, the others ask for the bare name first",
          readings: [
            {
              readers: "musl",
              effect: "the search list is never used",
              why: "no name has fewer dots than 0",
            },
            { readers: "Go, glibc", effect: "the name as it is comes before the search list", why: null },
          ],
        }));
    },
  },
  {
    id: "option-cleared",
    severity: "warning",
    title: "A minus before an option is for the newest glibc alone",
    advice: "glibc from 2.41 on clears the option; older glibc, musl and Go do nothing with the word.",
    instead: "Remove the option where it is set, rather than to clear it here.",
    reference: RESOLV_CONF_5,
    shownBy: ["edns/minus-edns0"],
    check: ({ lines }) =>
      optionsOf(lines)
        .filter(({ option }) => isCleared(option.text))
        .map(({ line, option }) => ({
          line: line.number,
          column: option.column,
          message: `${quoted(option.text)}: only glibc from 2.41 on clears the option`,
          readings: [
            { readers: "glibc ≥2.41", effect: `clears ${option.text.slice(1)}`, why: null },
            { readers: "Go, musl, glibc ≤2.40", effect: null, why: "unknown option" },
          ],
          instead: `remove ${quoted(option.text)}`,
        })),
  },
];
