/** An explanation as people read it in a terminal. */
import type {
  Difference,
  Explanation,
  ModeGroup,
  Question,
  QuestionGroup,
} from "../../explain/explanation.ts";
import { causeText } from "../../matrix/causes-text.ts";
import type { ReportCause } from "../../matrix/report-data.ts";
import type { Effective, FileReading, Reading } from "../../readings/reading.ts";
import { columns, type Entry, entries, type Page, paragraph, section, verbatim } from "./layout.ts";

/** Line number and margin. */
const LINE_INDENT = 7;
const FAMILIES = { ip: "IPv4 and IPv6", ip4: "IPv4 only", ip6: "IPv6 only" } as const;

/** An explanation, and the causes that a run of the setting finds. */
export interface Explained extends Explanation {
  readonly causes: readonly ReportCause[];
}

/** The whole page, with a final newline. */
export function explanationText(
  explanation: Explanation & Partial<Pick<Explained, "causes">>,
  page: Page,
): string {
  const { differences, causes = [] } = explanation;
  const lines = [
    ...header(explanation, page),
    ...section("Verdict", verdictLines(explanation, page), page),
    ...section(
      "Why",
      causes.flatMap((cause) => [
        ...paragraph(causeText(cause), 2, page),
        ...paragraph(cause.reference, 6, page, "dim"),
      ]),
      page,
    ),
    ...section("Who looks it up in a Go program", modeLines(explanation.modes, page), page),
    ...section(
      "Where resolvers part, although DNS answers",
      differenceLines(
        differences.filter(({ kind }) => kind === "here"),
        page,
      ),
      page,
    ),
    ...explanation.configuration.flatMap((file) => fileLines(file, page)),
    ...section("What that comes to", effectiveLines(explanation.effective, page), page),
    ...section("What each resolver asks, in order", questionLines(explanation.questions, page), page),
    ...section(
      "Where resolvers part, depending on what DNS replies",
      replyLines(
        differences.filter(({ kind }) => kind === "reply"),
        page,
      ),
      page,
    ),
    ...section("Replies that part nobody", agreementLines(explanation, page), page),
    ...section("The changes behind it", changeLines(differences, page), page),
  ];
  return `${lines.join("\n")}\n`;
}

function verdictLines({ verdicts, servers, questions }: Explanation, page: Page): readonly string[] {
  if (verdicts.length === 0) {
    const isAsked = questions.some(({ endsWith }) => endsWith === null);
    const text = isAsked
      ? `nobody fails where another finds the name, whatever ${servers.join(" ")} replies of what was tried`
      : "nobody asks DNS: all know by themselves what they say";
    return paragraph(text, 2, page);
  }
  return verdicts.flatMap(({ who, certain, when, does, since }) => [
    ...entries(
      [
        {
          label: who,
          text: certain
            ? `${does.join("; ")}, although DNS answers (${when.join("; ")})`
            : `fails where others find the name: ${when.join("; ")}`,
          style: "yellow",
        },
      ],
      2,
      page,
    ),
    ...since.flatMap(({ since: first, changes }) =>
      changes.flatMap(({ what }) => paragraph(`since ${first}: ${what}`, 6, page)),
    ),
  ]);
}

function agreementLines({ agreements }: Explanation, page: Page): readonly string[] {
  return agreements.length === 0 ? [] : paragraph(agreements.join("; "), 2, page);
}

/** Each change once, with where upstream made it. */
function changeLines(differences: readonly Difference[], page: Page): readonly string[] {
  const told = new Set<string>();
  return differences
    .flatMap(({ changes }) => changes)
    .flatMap(({ since, changes }) =>
      changes.flatMap(({ id, what, upstream }) => {
        const key = `${since} ${id}`;
        if (told.has(key)) return [];
        told.add(key);
        return [...entries([{ label: since, text: what }], 2, page), ...paragraph(upstream, 6, page, "dim")];
      }),
    );
}

function header({ name, family, go, setting, hostname, env }: Explanation, page: Page): readonly string[] {
  const variables = Object.entries(env).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const rows: readonly Entry[] = [
    { label: "name", text: `${JSON.stringify(name)}, ${FAMILIES[family]}` },
    { label: "with", text: setting },
    { label: "host name", text: hostname },
    { label: "Go", text: go },
    ...(variables.length === 0 ? [] : [{ label: "environment", text: variables.join(" ") }]),
  ];
  return entries(rows, 0, page);
}

function modeLines(modes: readonly ModeGroup[], page: Page): readonly string[] {
  return modes.flatMap(({ go, decision }) => {
    if (decision === null)
      return entries([{ label: go, text: "nobody: that is no name to look up" }], 2, page);
    const { order, because, upstream, pureOrder } = decision;
    const who = order === "cgo" ? "the libc (cgo)" : `Go's own resolver (${order})`;
    return [
      ...entries([{ label: go, text: `${who}, because ${because}` }], 2, page),
      ...(order === pureOrder
        ? []
        : paragraph(`built without cgo: Go's own resolver (${pureOrder})`, 6, page)),
      ...paragraph(upstream, 6, page, "dim"),
    ];
  });
}

function fileLines(file: FileReading, page: Page): readonly string[] {
  const { path, origin, problem, lines, passedOver, remarks } = file;
  const notes = [...remarks, ...(problem === null ? [restText(lines.length, passedOver)] : [])];
  return section(
    `${path}  (${origin})`,
    [
      ...(problem === null ? [] : paragraph(problemText(problem), 2, page, "yellow")),
      ...lines.flatMap((line) => lineLines(line, page)),
      ...notes.filter((note) => note !== "").flatMap((note) => paragraph(note, 2, page, "dim")),
    ],
    page,
  );
}

function restText(told: number, passedOver: number): string {
  if (told === 0) return passedOver === 0 ? "is empty" : "no line bears on this name";
  return passedOver === 0 ? "" : `the other lines (${passedOver}) do not bear on this name`;
}

function lineLines({ line, text, readings }: FileReading["lines"][number], page: Page): readonly string[] {
  const pieces = verbatim(text, LINE_INDENT, page);
  return [
    ...pieces.map((piece, index) => {
      const margin = `${index === 0 ? String(line).padStart(4) : "    "} |`;
      return `${page.paint(margin, "dim")} ${piece}`;
    }),
    ...(isComment(readings) ? [] : entries(readings.map(readingEntry), LINE_INDENT, page)),
  ];
}

/** To everybody; what only looks like a comment is worth a word. */
function isComment([first, ...others]: readonly Reading[]): boolean {
  return others.length === 0 && first?.effect === null && first.why === "comment";
}

function readingEntry({ readers, effect, why }: Reading): Entry {
  if (effect === null) return { label: readers, text: `ignored: ${why ?? "does nothing"}`, style: "yellow" };
  return { label: readers, text: why === null ? effect : `${effect} (${why})` };
}

function problemText(problem: string): string {
  const texts: Readonly<Record<string, string>> = {
    ENOENT: "does not exist",
    EACCES: "may not be read by this user",
    ELOOP: "is a loop of symbolic links",
    directory: "is a directory",
  };
  return texts[problem] ?? `cannot be read: ${problem}`;
}

function effectiveLines(effective: readonly Effective[], page: Page): readonly string[] {
  return entries(
    effective.map((one) => ({ label: one.readers, text: one.failure ?? effectiveText(one) })),
    2,
    page,
  );
}

function effectiveText({
  servers,
  hasDefaultServers,
  search,
  searchFrom,
  ndots,
  timeout,
  attempts,
}: Effective): string {
  const from =
    searchFrom === "file" || searchFrom === "nowhere"
      ? ""
      : ` (from the ${searchFrom === "hostname" ? "host name" : searchFrom})`;
  return [
    `${servers.length === 1 ? "server" : "servers"} ${servers.join(" ")}${hasDefaultServers ? " (built in)" : ""}`,
    search.length === 0 ? "no search list" : `search ${search.join(" ")}${from}`,
    `ndots ${ndots}`,
    `timeout ${timeout} s, attempts ${attempts}`,
  ].join("; ");
}

function questionLines(groups: readonly QuestionGroup[], page: Page): readonly string[] {
  return groups.flatMap((group) => {
    const { who, endsWith, questions } = group;
    if (endsWith !== null) return entries([{ label: who, text: `nothing: ${endsWith}` }], 2, page);
    return [
      ...paragraph(who, 2, page, "bold"),
      ...columns(questions.map(questionColumns), 4),
      ...paragraph(howText(group), 4, page, "dim"),
    ];
  });
}

function questionColumns({ name, types, servers, rounds }: Question, index: number): readonly string[] {
  const times = rounds === 1 ? "" : `, ${rounds} rounds`;
  return [`${index + 1}.`, name, types.join(" + "), `${servers.join(" ")}${times}`];
}

function howText({ transport, edns, longestMs }: QuestionGroup): string {
  return [
    transport === "tcp" ? "over TCP" : "",
    edns ? "with EDNS" : "no EDNS",
    longestMs === null
      ? "without any reply it never comes back"
      : longestMs === 0
        ? "without any server it ends at once"
        : `without any reply it ends after ${longestMs / 1000} s`,
  ]
    .filter((part) => part !== "")
    .join("; ");
}

function differenceLines(differences: readonly Difference[], page: Page): readonly string[] {
  return differences.flatMap(({ topic, sides }) => [
    ...paragraph(topic, 2, page),
    ...entries(
      sides.map(({ who, does }) => ({ label: who, text: does })),
      4,
      page,
    ),
  ]);
}

/** One paragraph each: nobody knows beforehand which of them will happen. */
function replyLines(differences: readonly Difference[], page: Page): readonly string[] {
  return entries(
    differences.map(({ topic, sides }) => ({
      label: topic,
      text: sides.map(({ who, does }) => `${who}: ${does}`).join("; "),
    })),
    2,
    page,
  );
}
