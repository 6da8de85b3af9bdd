/** Rules on the lines of nsswitch.conf: whether readers understand them. What the sources do is told in nsswitch-sources.ts. */

import type { Reading } from "../../readings/reading.ts";
import { EVERY_LOOKUP_FAILS, LINE_NOT_SEEN, NO_SOURCE_AT_ALL } from "../../resolvers/glibc/nsswitch-notes.ts";
import type { Line, NsswitchFile } from "../conf-file.ts";
import type { Hit, Rule, RuleInfo } from "../finding.ts";
import { goIssue, NSSWITCH_CONF_5 } from "../references.ts";

function isHosts({ text }: Line): boolean {
  return /^\s*hosts\s*:/.test(text);
}

/** Lines of which some reader makes this, and who that is. */
function linesRead(
  { lines, readingsOf }: NsswitchFile,
  isMeant: (reading: Reading) => boolean,
): readonly (readonly [Line, string])[] {
  return lines.flatMap((line) => {
    const reading = readingsOf(line.number).find(isMeant);
    return reading === undefined ? [] : [[line, reading.readers] as const];
  });
}

function hit({ number }: Line, at: number, message: string): Hit {
  return { line: number, column: Math.max(at, 0) + 1, message };
}

export const NSSWITCH_LINE_RULES: readonly Rule<NsswitchFile>[] = [
  {
    id: "nsswitch-brackets",
    severity: "error",
    title: "glibc does not understand what stands in brackets",
    advice:
      "From 2.33 on every lookup of a host then fails, whichever database the line is for, and brackets in a comment behind its sources count too; before, glibc drops the source before the brackets and all behind them.",
    instead: "Write [STATUS=action], and comments on lines of their own.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-brackets-in-comment"],
    check: (file) =>
      linesRead(file, ({ effect }) => effect === EVERY_LOOKUP_FAILS).map(([line, readers]) =>
        hit(line, line.text.indexOf("["), `these brackets make every lookup fail in ${readers}`),
      ),
  },
  {
    id: "nsswitch-syntax",
    severity: "warning",
    title: "Go cannot parse the file",
    advice:
      "For one broken line Go does without the whole file: a program built with cgo leaves every lookup to libc, one without takes files before dns.",
    instead: "Write each line as DATABASE: SOURCES.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-line-without-colon"],
    check: ({ parsed }) =>
      parsed.error?.kind === "syntax"
        ? [{ line: parsed.error.line, column: 1, message: `Go does without the file: ${parsed.error.what}` }]
        : [],
  },
  {
    id: "nsswitch-no-final-newline",
    severity: "error",
    title: "The hosts line has no newline at its end",
    advice:
      "glibc from 2.33 on does not see a last line without newline, and takes its default sources; older glibc and Go read it.",
    instead: "End the file with a newline.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-no-final-newline"],
    check: (file) =>
      linesRead(file, ({ why }) => why === LINE_NOT_SEEN)
        .filter(([line]) => isHosts(line))
        .map(([line, readers]) => hit(line, line.text.length, `${readers} does not see this line`)),
  },
  {
    id: "nsswitch-empty-hosts",
    severity: "error",
    title: "The hosts line names no source",
    advice: "glibc from 2.33 on fails every lookup with EAI_SYSTEM; older glibc and Go take their defaults.",
    instead: "Write hosts: files dns.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-empty-hosts"],
    check: (file) =>
      linesRead(file, ({ effect }) => effect === NO_SOURCE_AT_ALL).map(([line, readers]) =>
        hit(line, line.text.length, `no source: every lookup fails in ${readers}`),
      ),
  },
  {
    id: "nsswitch-no-hosts",
    severity: "warning",
    title: "There is no hosts line",
    advice:
      "Go up to 1.15 and glibc up to 2.34 then ask DNS before /etc/hosts; newer ones read /etc/hosts first.",
    instead: "Write hosts: files dns.",
    reference: goIssue(35305),
    shownBy: ["hosts-and-nsswitch/nsswitch-no-hosts"],
    check: ({ lines }) => (lines.some(isHosts) ? [] : [{ line: 1, column: 1, message: "no hosts line" }]),
  },
  {
    id: "nsswitch-two-hosts-lines",
    severity: "warning",
    title: "There are several hosts lines",
    advice: "Go appends them, glibc takes the last one.",
    instead: "Keep one hosts line.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-two-hosts-lines"],
    check: (file) =>
      linesRead(file, ({ why }) => why?.startsWith("hosts: line ") === true).map(([line]) =>
        hit(
          line,
          line.text.indexOf("hosts"),
          "Go reads this hosts line and the next ones, glibc the last one",
        ),
      ),
  },
  {
    id: "nsswitch-comment",
    severity: "warning",
    title: "A comment stands behind the sources of hosts",
    advice:
      "To Go and glibc up to 2.32 the line ends there; to glibc from 2.33 on every word behind # is a source.",
    instead: "Put the comment on a line of its own.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/comment-in-hosts-line"],
    check: ({ lines }) =>
      lines
        .filter((line) => isHosts(line) && line.text.includes("#"))
        .map((line) =>
          hit(line, line.text.indexOf("#"), "newer glibc takes the words of this comment for sources"),
        ),
  },
];

/** For a scenario that says that there is no such file: there is none to check. */
export const NSSWITCH_ABSENT: RuleInfo = {
  id: "nsswitch-absent",
  severity: "note",
  title: "There is no nsswitch.conf",
  advice:
    "Go up to 1.15 and glibc up to 2.34 then ask DNS before /etc/hosts; newer ones, and musl, read /etc/hosts first. Minimal images lack the file.",
  instead: "Add one with hosts: files dns.",
  reference: goIssue(35305),
  shownBy: ["hosts-and-nsswitch/nsswitch-absent"],
};
