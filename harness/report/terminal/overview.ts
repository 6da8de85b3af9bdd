/** A run of many scenarios on one screen: a story as its matrix, then a line for each topic. */

import { countVerdicts } from "../../matrix/cell-verdicts.ts";
import type { Report, ReportScenario } from "../../matrix/report-data.ts";
import type { Verdict } from "../../scenario/scenario.ts";
import { escapeTerminal } from "../escape.ts";
import { groupedBy, topicOf } from "../layout.ts";
import { verdictWords, wordOf } from "../words.ts";
import { type Paint, VERDICT_STYLES } from "./paint.ts";
import { type ScenarioPart, scenarioLines } from "./scenario.ts";
import { padEnd, textWidth, truncate } from "./text-width.ts";

/** More scenarios than this are a catalogue: whole matrices of them are some thousand lines. */
export const MANY_SCENARIOS = 30;
/** What the tool was made for; the catalogue's story. */
const STORY = "founding/host-readv";
/** Matrices of scenarios with unexpected cells: as many as a person looks at. */
const MAX_UNEXPECTED = 5;
const INDENT = "  ";
const GAP = "  ";
/** Narrower, a title says nothing. */
const MIN_TITLE = 20;

interface Told extends ScenarioPart {
  /** Cells by their heaviest verdict. */
  readonly counts: ReadonlyMap<Verdict, number>;
}

/** The lines, with a blank one behind each part. */
export function overviewLines(
  parts: readonly ScenarioPart[],
  report: Report,
  width: number,
  paint: Paint,
): readonly string[] {
  const told = parts.map((part): Told => ({ ...part, counts: countVerdicts(part.cells, part.comparisons) }));
  const unexpected = told.filter(({ expectations }) => expectations.some(({ ok }) => !ok));
  const story = told.find(({ scenario }) => scenario.id === STORY) ?? mostTelling(told);
  const shown = unexpected.length > 0 ? unexpected.slice(0, MAX_UNEXPECTED) : story === null ? [] : [story];
  return [
    ...shown.flatMap((part) => [...scenarioLines(part, width, paint), ""]),
    ...topicLines(told, report, width, paint),
    "",
  ];
}

function topicLines(
  told: readonly Told[],
  { scenarios }: Report,
  width: number,
  paint: Paint,
): readonly string[] {
  const topics = [...groupedBy(told, ({ scenario }) => topicOf(scenario.id, scenario.file))];
  const rows = topics.map(([topic, ofTopic]) => {
    const best = mostTelling(ofTopic);
    return {
      verdict: best?.scenario.verdict ?? null,
      columns: [
        topic,
        String(ofTopic.length),
        String(ofTopic.reduce((sum, { cells }) => sum + cells.length, 0)),
        String(ofTopic.reduce((sum, { counts }) => sum + differing(counts), 0)),
      ],
      best: best?.scenario ?? null,
    };
  });
  const head = ["topic", "scenarios", "cells", "differ"];
  const widths = head.map((word, column) =>
    Math.max(textWidth(word), ...rows.map(({ columns }) => textWidth(escapeTerminal(columns[column] ?? "")))),
  );
  const fixed = widths.reduce((sum, one) => sum + one + GAP.length, 2 * INDENT.length);
  const line = (columns: readonly string[]): string =>
    columns
      .map((text, index) =>
        index === 0
          ? padEnd(escapeTerminal(text), widths[index] ?? 0)
          : " ".repeat(Math.max(0, (widths[index] ?? 0) - textWidth(text))) + text,
      )
      .join(GAP);
  return [
    paint(`${scenarios.length} scenarios by topic, each with its most telling one`, "bold"),
    `${INDENT}${INDENT}${line(head)}${GAP}most telling`,
    ...rows.map(({ verdict, columns, best }) => {
      const mark = verdict === null ? "?" : paint(wordOf(verdict).glyph, VERDICT_STYLES[verdict]);
      return `${INDENT}${mark} ${line(columns)}${GAP}${best === null ? "" : toldIn(best, width - fixed)}`;
    }),
  ];
}

/** Its name without the topic, and as much of its title as there is room for. */
function toldIn({ id, title }: ReportScenario, room: number): string {
  const name = escapeTerminal(id.slice(id.lastIndexOf("/") + 1));
  const rest = room - textWidth(name) - GAP.length;
  return rest < MIN_TITLE
    ? truncate(name, Math.max(1, room))
    : `${name}${GAP}${truncate(escapeTerminal(title), rest)}`;
}

function differing(counts: ReadonlyMap<Verdict, number>): number {
  return verdictWords
    .filter(({ verdict }) => verdict !== "agree")
    .reduce((sum, { verdict }) => sum + (counts.get(verdict) ?? 0), 0);
}

/** The heaviest verdict; of several with it, the one that most of the scenario's cells have. */
function mostTelling(told: readonly Told[]): Told | null {
  const share = ({ scenario: { verdict }, cells, counts }: Told): number =>
    verdict === null ? 0 : (counts.get(verdict) ?? 0) / Math.max(1, cells.length);
  return told.reduce<Told | null>((best, next) => {
    if (best === null) return next;
    const heavier = weightOf(next) - weightOf(best);
    return heavier > 0 || (heavier === 0 && share(next) > share(best)) ? next : best;
  }, null);
}

function weightOf({ scenario: { verdict } }: Told): number {
  return wordOf(verdict ?? "agree").weight;
}
