/** docs/topics/: what the catalogue knows, as pages to read. Everything comes from the scenarios themselves. */
import type { CellExpectation, Scenario } from "../scenario/scenario.ts";
import { adviceOn } from "./advice.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";

/** The pages, by file name; "README.md" is the list of them. */
export function topicPages(scenarios: readonly Scenario[]): ReadonlyMap<string, string> {
  const topics = new Map<string, Scenario[]>();
  for (const scenario of scenarios) {
    const topic = scenario.id.split("/")[0] ?? scenario.id;
    topics.set(topic, [...(topics.get(topic) ?? []), scenario]);
  }
  const pages = [...topics].map(([topic, ofTopic]) => [`${topic}.md`, page(topic, ofTopic)] as const);
  return new Map([["README.md", index(topics)], ...pages]);
}

function index(topics: ReadonlyMap<string, readonly Scenario[]>): string {
  const rows = [...topics].map(
    ([topic, { length }]) =>
      `- [${markdownText(topic)}](${topic}.md): ${length} scenario${length === 1 ? "" : "s"}`,
  );
  return `# What the catalogue knows\n\nA page per topic: what differs, between whom, and what to do. Recorded from runs of the real resolvers.\n\n${rows.join("\n")}\n`;
}

function page(topic: string, scenarios: readonly Scenario[]): string {
  const advice = adviceOn(topic);
  return [
    `# ${markdownText(topic)}`,
    ...(advice === null ? [] : [`**What to do.** ${advice}`]),
    ...scenarios.map((scenario) => section(scenario)),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(scenario: Scenario): string {
  const { id, title, about, refs, expect, control, lookups } = scenario;
  const names = lookups.map(({ name }) => markdownCode(name)).join(", ");
  const parts = [
    `## ${markdownText(title)}`,
    `\`resolver-matrix run ${id}\` looks up ${names}${control ? " (a control: resolvers give the same result)" : ""}.`,
    ...(about === "" ? [] : [markdownText(about.trim().replace(/\s+/g, " "))]),
    ...(expect.cells.length === 0 ? [] : [table(expect.cells)]),
    `See ${refs.map((ref, place) => `[${place + 1}](${encodeURI(decodeURI(ref))})`).join(", ")}.`,
  ];
  return parts.join("\n\n");
}

function table(cells: readonly CellExpectation[]): string {
  const rows = cells.map(
    (cell) => `| ${markdownCode(cell.key)} | ${result(cell)} | ${asked(cell)} | ${cell.mode ?? ""} |`,
  );
  return ["| who | gets | asks | Go with cgo chooses |", "|---|---|---|---|", ...rows].join("\n");
}

const SHOWN_ADDRESSES = 4;

function result({ addresses, error, source }: CellExpectation): string {
  const document = source === undefined ? "" : " (from documents)";
  if (addresses === undefined) return `${error === undefined ? "" : markdownText(error)}${document}`;
  const shown = addresses.slice(0, SHOWN_ADDRESSES).map(markdownCode).join(" ");
  const more = addresses.length - SHOWN_ADDRESSES;
  if (addresses.length === 0) return `no address, and no error${document}`;
  return `${shown}${more > 0 ? ` and ${more} more` : ""}${document}`;
}

function asked({ asks }: CellExpectation): string {
  if (asks === undefined) return "";
  return asks.length === 0 ? "nobody" : asks.map(markdownCode).join(" ");
}
