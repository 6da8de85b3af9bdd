/** An explanation as people read it in a terminal. */
import type {
  Difference,
  Effective,
  Explanation,
  FileReading,
  ModeGroup,
  Question,
  QuestionGroup,
  Reading,
} from "../../explain/types.ts";
import { columns, type Entry, entries, type Page, paragraph, section } from "./layout.ts";

const FAMILIES = { ip: "IPv4 and IPv6", ip4: "IPv4 only", ip6: "IPv6 only" } as const;

/** The whole page, with a final newline. */
export function explanationText(explanation: Explanation, page: Page): string {
  const { differences } = explanation;
  const lines = [
    ...header(explanation, page),
    ...section("Who looks it up in a Go program", modeLines(explanation.modes, page), page),
    ...section(
      "Where resolvers part with these files and this name",
      differenceLines(
        differences.filter(({ kind }) => kind === "here"),
        page,
      ),
      page,
    ),
    ...explanation.configuration.flatMap((file) => fileLines(file, page)),
    ...section("What that comes to", effectiveLines(explanation.effective, page), page),
    ...section("What Go's own resolver asks, in order", questionLines(explanation.questions, page), page),
    ...section(
      "Where resolvers part if DNS replies so",
      differenceLines(
        differences.filter(({ kind }) => kind === "reply"),
        page,
      ),
      page,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function header({ name, family, setting, hostname, env }: Explanation, page: Page): readonly string[] {
  const variables = Object.entries(env).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const rows: readonly Entry[] = [
    { label: "name", text: `${JSON.stringify(name)}, ${FAMILIES[family]}` },
    { label: "with", text: setting },
    { label: "host name", text: hostname },
    ...(variables.length === 0 ? [] : [{ label: "environment", text: variables.join(" ") }]),
  ];
  return entries(rows, 0, page);
}

function modeLines(modes: readonly ModeGroup[], page: Page): readonly string[] {
  return modes.flatMap(({ go, decision }) => {
    if (decision === null)
      return entries([{ label: go, text: "nobody: there is nothing to look up" }], 2, page);
    const { order, because, upstream, pureOrder } = decision;
    const who = order === "cgo" ? "the libc (cgo)" : `Go itself: ${order}`;
    return [
      ...entries([{ label: go, text: `${who}, because ${because}` }], 2, page),
      ...(order === pureOrder ? [] : paragraph(`built without cgo: Go itself, ${pureOrder}`, 6, page)),
      ...paragraph(upstream, 6, page, "dim"),
    ];
  });
}

function fileLines(file: FileReading, page: Page): readonly string[] {
  const { path, origin, problem, lines, passedOver, remarks } = file;
  const what = problem === null ? [] : paragraph(problemText(problem), 2, page, "yellow");
  const others = lines.length === 0 ? "no line bears on this name" : `${passedOver} other lines`;
  const notes = [...remarks, ...(problem === null && passedOver > 0 ? [others] : [])];
  return [
    ...section(`${path}  (${origin})`, [...what, ...lines.flatMap((line) => lineLines(line, page))], page),
    ...notes.flatMap((note) => paragraph(note, 2, page, "dim")),
  ];
}

function lineLines({ line, text, readings }: FileReading["lines"][number], page: Page): readonly string[] {
  const shown = paragraph(text.replaceAll("\t", " ").trimEnd(), 0, { ...page, width: page.width - 8 });
  const [first = "", ...rest] = shown;
  const number = String(line).padStart(3);
  return [
    `${page.paint(`${number} |`, "dim")} ${first}`,
    ...rest.map((more) => `${page.paint("    |", "dim")} ${more}`),
    ...entries(readings.map(readingEntry), 6, page),
  ];
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
  const from = searchFrom === "file" || searchFrom === "nowhere" ? "" : ` (from the ${searchFrom})`;
  return [
    `${servers.length === 1 ? "server" : "servers"} ${servers.join(" ")}${hasDefaultServers ? " (built in)" : ""}`,
    search.length === 0 ? "no search list" : `search ${search.join(" ")}${from}`,
    `ndots ${ndots}`,
    `timeout ${timeout} s, attempts ${attempts}`,
  ].join(" · ");
}

const ENDS: Readonly<Record<string, string>> = {
  literal: "nothing: the name is an address",
  "hosts file": "nothing: the name is in /etc/hosts",
  "files only": "nothing: only /etc/hosts counts, and the name is not in it",
  "no domain name": "nothing: to Go this is no domain name (no such host)",
  "no candidate": "nothing: no name is left that may be asked",
};

function questionLines(groups: readonly QuestionGroup[], page: Page): readonly string[] {
  return groups.flatMap((group) => {
    const { go, endsWith, questions } = group;
    if (endsWith !== null) return entries([{ label: go, text: ENDS[endsWith] ?? endsWith }], 2, page);
    return [
      `  ${page.paint(go, "bold")}`,
      ...columns(questions.map(questionColumns), 4),
      ...paragraph(howText(group), 4, page, "dim"),
    ];
  });
}

function questionColumns({ name, types, servers, rounds }: Question, index: number): readonly string[] {
  const times = rounds === 1 ? "" : `, ${rounds} rounds`;
  return [`${index + 1}.`, name, types.join(" + "), `${servers.join(" ")}${times}`];
}

function howText({
  order,
  parallel,
  transport,
  edns,
  timeoutMs,
  longestMs,
  questions,
}: QuestionGroup): string {
  const several = questions.some(({ types }) => types.length > 1);
  return [
    order === "files,dns" ? "after /etc/hosts, which does not have the name" : "",
    order === "dns,files" ? "then /etc/hosts" : "",
    several ? (parallel ? "A and AAAA together" : "AAAA after A") : "",
    transport === "tcp" ? "over TCP" : "",
    edns === null ? "no EDNS" : `with EDNS in ${edns}`,
    `${timeoutMs / 1000} s each; without any reply it fails after ${longestMs / 1000} s`,
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
