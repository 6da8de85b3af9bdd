/** Rules on single entries of a search list: those that make no name, and those that are no domain at all. */
import { quoted } from "../../resolvers/libc/conf.ts";
import { parseLibcAddress } from "../../resolvers/libc/inet-aton.ts";
import type { Line, ResolvConfFile, Word } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { readAlone } from "../one-statement.ts";
import { RESOLV_CONF_5, RFC_1035 } from "../references.ts";

/** RFC 1035, section 2.3.4, in octets. */
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

interface Entry {
  readonly line: Line;
  readonly word: Word;
}

interface Shape {
  readonly is: (text: string) => boolean;
  readonly what: string;
  readonly instead: (text: string) => string;
}

function entriesOf(lines: readonly Line[]): readonly Entry[] {
  return lines.flatMap((line) => {
    const [keyword, ...words] = line.words;
    if (keyword?.text !== "search" && keyword?.text !== "domain") return [];
    const comment = words.findIndex(({ text }) => /^[#;]/.test(text));
    const entries = comment === -1 ? words : words.slice(0, comment);
    return (keyword.text === "domain" ? entries.slice(0, 1) : entries).map((word) => ({ line, word }));
  });
}

/** What people write where a domain belongs. The first that fits tells. */
const NO_DOMAINS: readonly Shape[] = [
  {
    is: (text) => text.includes("://"),
    what: "a URL",
    instead: (text) => `search ${text.replace(/^.*:\/\//, "").replace(/[:/].*$/, "")}`,
  },
  {
    is: (text) => text.includes(","),
    what: "a list with commas",
    instead: (text) => `search ${text.split(",").filter(Boolean).join(" ")} (blanks separate domains)`,
  },
  {
    is: (text) => parseLibcAddress(text.replace(/\/[0-9]+$/, "")) !== null,
    what: "an address",
    instead: (text) => `remove it; a server is given by "nameserver ${text.replace(/\/[0-9]+$/, "")}"`,
  },
  {
    is: (text) => /[^A-Za-z0-9._\x80-\xff-]/.test(text.replace(/\r$/, "")),
    what: "no name of a domain",
    instead: (text) => {
      const rest = text.replaceAll(/^\*\.|[^A-Za-z0-9._-]/g, "");
      return rest === "" ? "remove it" : `search ${rest}`;
    },
  },
];

/** What is wrong with the labels of an entry, which may end with a dot; null for nothing. */
function labelFault(text: string): string | null {
  const name = text.replace(/\.$/, "");
  if (name.startsWith(".")) return "begins with a dot";
  const labels = name.split(".");
  if (labels.includes("")) return "has an empty label";
  if (labels.some((label) => label.length > LONGEST_LABEL))
    return `has a label of more than ${LONGEST_LABEL} octets`;
  return name.length > LONGEST_NAME ? `has more than ${LONGEST_NAME} octets` : null;
}

function shapeOf(text: string): Shape | undefined {
  return NO_DOMAINS.find(({ is }) => is(text));
}

export const SEARCH_ENTRY_RULES: readonly Rule<ResolvConfFile>[] = [
  {
    id: "search-not-a-domain",
    severity: "error",
    title: "An entry of the search list is no domain",
    advice:
      "Each word behind search is put behind the name with a dot, whatever it is: with a comma, a URL or an address every search asks for names that nobody has.",
    instead: "Write names of domains with blanks between them.",
    reference: RESOLV_CONF_5,
    shownBy: [],
    check: ({ lines }) =>
      entriesOf(lines).flatMap(({ line, word }) => {
        const shape = shapeOf(word.text);
        if (shape === undefined) return [];
        return [
          {
            line: line.number,
            column: word.column,
            message: `${quoted(word.text)} is ${shape.what}`,
            readings: readAlone(`search ${word.text}`),
            instead: shape.instead(word.text),
          },
        ];
      }),
  },
  {
    id: "search-invalid-name",
    severity: "error",
    title: "An entry of the search list makes invalid names",
    advice:
      "musl up to 1.2.3 then fails without a query, even for names that exist as given. glibc from 2.26 on (RHEL 7.5) takes a dot off at the beginning; at an empty or a long label every glibc fails, and later entries are never reached. musl from 1.2.4 on and Go pass over the entry.",
    instead: `Write a name of labels of 1 to ${LONGEST_LABEL} octets with one dot between them.`,
    reference: RFC_1035,
    shownBy: [
      "search-and-ndots/search-leading-dot",
      "search-and-ndots/search-empty-label",
      "search-and-ndots/search-long-label",
    ],
    check: ({ lines }) =>
      entriesOf(lines).flatMap(({ line, word }) => {
        if (word.text === "." || shapeOf(word.text) !== undefined) return [];
        const fault = labelFault(word.text);
        if (fault === null) return [];
        const mended = word.text.split(".").filter(Boolean).join(".");
        return [
          {
            line: line.number,
            column: word.column,
            message: `${quoted(word.text)} ${fault}`,
            ...(labelFault(mended) === null && mended !== "" ? { instead: `search ${mended}` } : {}),
          },
        ];
      }),
  },
  {
    id: "search-not-ascii",
    severity: "warning",
    title: "An entry of the search list has characters beyond ASCII",
    advice:
      "No resolver turns the entries of the list into punycode: the octets are asked as they are, or not at all.",
    instead: "Write the domain in its xn-- form.",
    reference: RESOLV_CONF_5,
    shownBy: [],
    check: ({ lines }) =>
      entriesOf(lines)
        .filter(({ word }) => /[\x80-\xff]/.test(word.text) && shapeOf(word.text) === undefined)
        .map(({ line, word }) => ({
          line: line.number,
          column: word.column,
          message: `${quoted(word.text)} is not ASCII`,
        })),
  },
];
