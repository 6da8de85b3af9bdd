/** Rules on the lines of a resolv.conf: where a keyword stands, which one, and what follows the value. */
import { toDisplayText } from "../../resolvers/go/index.ts";
import { quoted } from "../../resolvers/libc/conf.ts";
import type { Line, ResolvConfFile, Word } from "../conf-file.ts";
import { confsOfText } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { GO_NAME_RESOLUTION, MUSL_DIFFERENCES, RESOLV_CONF_5 } from "../references.ts";

/** Those of resolv.conf(5). */
const KEYWORDS: readonly string[] = ["nameserver", "search", "domain", "options", "sortlist"];
const SINGLE_VALUES: readonly string[] = ["nameserver", "domain"];
const LISTS = KEYWORDS.filter((keyword) => !SINGLE_VALUES.includes(keyword));
/** A word that can only be meant as a remark. */
const COMMENT = /^[#;]/;
/** musl drops longer ones. */
const LONGEST_LINE_BYTES = 254;

function keywordOf({ words }: Line): string {
  return words[0]?.text ?? "";
}

function isComment({ text }: Line): boolean {
  return COMMENT.test(text);
}

/** The first word of each remark behind a value of one of the keywords. */
function commentsBehind(
  lines: readonly Line[],
  keywords: readonly string[],
): readonly (readonly [Line, Word])[] {
  return lines.flatMap((line) => {
    if (!keywords.includes(keywordOf(line))) return [];
    const comment = line.words.slice(1).find(({ text }) => COMMENT.test(text));
    return comment === undefined ? [] : [[line, comment] as const];
  });
}

/** No release of Go knows the line's first word, and a build with cgo leaves all lookups to libc for it. */
function isUnknownToGo(line: Line): boolean {
  const first = keywordOf(line);
  // Indented, so that a "#" is the word that it is here and no comment.
  return (
    first !== "" &&
    confsOfText(` ${first}\n`).go.every(([, { notes }]) => notes[0]?.why?.startsWith("unknown"))
  );
}

/** The line with a blank where "=" or ":" joins a keyword with its value. */
function writtenAs(line: Line): { readonly instead?: string } {
  const [, keyword, value = ""] = /^([a-z]+)[ \t]*[=:][ \t]*(.+?)[ \t\r]*$/.exec(line.text) ?? [];
  return keyword !== undefined && KEYWORDS.includes(keyword)
    ? { instead: `${keyword} ${toDisplayText(value)}` }
    : {};
}

export const KEYWORD_RULES: readonly Rule<ResolvConfFile>[] = [
  {
    id: "indented-keyword",
    severity: "error",
    title: "A keyword does not begin in the first column",
    advice: "musl and glibc ignore the line; Go reads it.",
    instead: "Write the keyword in the first column (in YAML and shell heredocs, mind what is stripped).",
    reference: RESOLV_CONF_5,
    shownBy: ["founding/indented-resolv-conf"],
    check: ({ lines }) =>
      lines
        .filter((line) => /^[ \t]/.test(line.text) && KEYWORDS.includes(keywordOf(line)))
        .map((line) => ({
          line: line.number,
          column: line.words[0]?.column ?? 1,
          message: `${quoted(keywordOf(line))} is indented`,
        })),
  },
  {
    id: "unknown-keyword",
    severity: "warning",
    title: "The line begins with a word that no resolver knows",
    advice:
      "The line does nothing, except that a Go program built with cgo leaves every lookup to libc for it.",
    instead: "Remove the line; a comment must have its # or ; in the first column.",
    reference: GO_NAME_RESOLUTION,
    shownBy: ["founding/indented-resolv-conf"],
    check: ({ lines }) =>
      lines
        .filter((line) => !isComment(line) && keywordOf(line) !== "sortlist" && isUnknownToGo(line))
        .map((line) => ({
          ...writtenAs(line),
          line: line.number,
          column: line.words[0]?.column ?? 1,
          message: COMMENT.test(keywordOf(line))
            ? `the comment is indented: Go takes ${quoted(keywordOf(line))} for an unknown keyword, and leaves lookups to libc where it has cgo`
            : `unknown keyword ${quoted(keywordOf(line))}: Go leaves lookups to libc where it has cgo`,
        })),
  },
  {
    id: "sortlist",
    severity: "warning",
    title: "sortlist is for glibc alone",
    advice:
      "glibc orders the answers of IPv4-only lookups by it, where the mask is an address too (10.0.0.0/255.0.0.0); with the length of a prefix (10.0.0.0/8) it does nothing. musl ignores it, and a Go program built with cgo leaves every lookup to libc for it.",
    instead: "Remove the line.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/unknown-keyword", "ordering/sortlist", "ordering/sortlist-prefix-length"],
    check: ({ lines }) =>
      lines
        .filter((line) => keywordOf(line) === "sortlist")
        .map((line) => {
          const prefixed = line.words.find(({ text }) => /\/[0-9]{1,2}$/.test(text));
          const glibc =
            prefixed === undefined
              ? "orders the answers of IPv4-only lookups"
              : `does nothing for glibc with ${quoted(prefixed.text)}: a mask is an address`;
          return {
            line: line.number,
            column: line.words[0]?.column ?? 1,
            message:
              prefixed === undefined
                ? "sortlist orders IPv4-only lookups for glibc alone; Go leaves lookups to libc where it has cgo"
                : `sortlist ${glibc}; Go leaves lookups to libc where it has cgo`,
            readings: [
              prefixed === undefined
                ? { readers: "glibc", effect: glibc, why: null }
                : { readers: "glibc", effect: null, why: "the mask is no address" },
              { readers: "musl", effect: null, why: "unknown keyword" },
              { readers: "Go", effect: null, why: "unknown keyword: lookups go to libc where there is cgo" },
            ],
          };
        }),
  },
  {
    id: "inline-comment",
    severity: "warning",
    title: "A comment stands behind a list of values",
    advice:
      "Only a # or ; in the first column begins a comment. Behind search its words are searched; behind options they are options, and a Go program built with cgo leaves every lookup to libc for one that it does not know.",
    instead: "Put the comment on a line of its own.",
    reference: RESOLV_CONF_5,
    shownBy: ["search-and-ndots/search-comment"],
    check: ({ lines }) =>
      commentsBehind(lines, LISTS).map(([line, { text, column }]) => ({
        line: line.number,
        column,
        message: `${quoted(text)} begins no comment here: it counts as part of the value`,
      })),
  },
  {
    id: "comment-behind-one-value",
    severity: "note",
    title: "A comment stands behind an address or a domain",
    advice:
      "musl, glibc and Go read the first word of such a line only, so nothing is lost; resolv.conf(5) does not promise it.",
    instead: "Leave a blank before the comment, or put it on a line of its own.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/trailing-comment"],
    check: ({ lines }) =>
      commentsBehind(lines, SINGLE_VALUES).map(([line, { text, column }]) => ({
        line: line.number,
        column,
        message: `a comment behind ${keywordOf(line)}: ${quoted(text)} and what follows is not read`,
      })),
  },
  {
    id: "long-line",
    severity: "warning",
    title: `A line is longer than ${LONGEST_LINE_BYTES} bytes`,
    advice:
      "musl drops the whole line; glibc up to 2.25 (RHEL up to 7.4) cuts a search list after 255 bytes.",
    instead: "Shorten the line.",
    reference: MUSL_DIFFERENCES,
    shownBy: ["resolv-conf/long-search-line"],
    check: ({ lines }) =>
      lines
        .filter((line) => !isComment(line) && line.text.length > LONGEST_LINE_BYTES)
        .map((line) => ({
          line: line.number,
          column: LONGEST_LINE_BYTES + 1,
          message: `the line has ${line.text.length} bytes`,
        })),
  },
];
