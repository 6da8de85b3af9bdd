/** One scenario on the terminal: what it is, its matrix, what Go chooses, and the verdict. */
import { causeGroups, causeText } from "../../matrix/causes-text.ts";
import { countVerdicts } from "../../matrix/cell-verdicts.ts";
import type {
  ReportCell,
  ReportComparison,
  ReportExpectation,
  ReportScenario,
} from "../../matrix/report-data.ts";
import type { Verdict } from "../../scenario/scenario.ts";
import { escapeTerminal } from "../escape.ts";
import { verdictWords, wordOf } from "../words.ts";
import { lookupLabel, scenarioMatrix } from "./columns.ts";
import { modeLines } from "./mode-lines.ts";
import { type Paint, VERDICT_STYLES } from "./paint.ts";
import { tableLines } from "./table.ts";
import { wrap } from "./text-width.ts";
import { splitUnavailable } from "./unavailable.ts";

const INDENT = "  ";
/** Causes of fewer cells are counted only. */
const SHOWN_CAUSES = 3;

export interface ScenarioPart {
  readonly scenario: ReportScenario;
  readonly cells: readonly ReportCell[];
  readonly comparisons: readonly ReportComparison[];
  readonly expectations: readonly ReportExpectation[];
}

/** The scenario's lines, without blank lines around them. */
export function scenarioLines(part: ScenarioPart, width: number, paint: Paint): readonly string[] {
  const { scenario, cells, expectations } = part;
  const { shown, missing } = splitUnavailable(cells);
  return [
    paint(escapeTerminal(scenario.id), "bold"),
    ...wrap(escapeTerminal(scenario.title), width - INDENT.length).map((line) => INDENT + line),
    "",
    ...tableLines(scenarioMatrix(shown, expectations), width, paint),
    "",
    ...missingLines(missing, width, paint),
    ...modeLines(cells, width, paint),
    ...verdictLines(part, width, paint),
    ...causeLines(cells, width, paint),
  ];
}

function missingLines(missing: readonly string[], width: number, paint: Paint): readonly string[] {
  if (missing.length === 0) return [];
  const [first = "", ...rest] = wrap(`? unavailable: ${missing.join(", ")}`, width - 2 * INDENT.length);
  return [INDENT + paint(first, "yellow"), ...rest.map((line) => INDENT + INDENT + paint(line, "yellow"))];
}

function verdictLines(
  { scenario: { verdict, known }, cells, comparisons }: ScenarioPart,
  width: number,
  paint: Paint,
): readonly string[] {
  if (verdict === null) return [INDENT + paint("? nothing could be compared", "yellow")];
  const head = verdictLabel(verdict);
  const example = verdict === "agree" ? "" : exampleOf(verdict, comparisons);
  const text = [head + example, countsOf(cells, comparisons)].filter((piece) => piece !== "").join(" · ");
  const [first = "", ...rest] = wrap(text, width - 2 * INDENT.length);
  const note = known === null ? "" : `known: ${escapeTerminal(known)}`;
  return [
    INDENT + paint(first.slice(0, head.length), VERDICT_STYLES[verdict], "bold") + first.slice(head.length),
    ...rest.map((line) => INDENT + INDENT + line),
    ...(note === ""
      ? []
      : wrap(note, width - 2 * INDENT.length).map((line) => INDENT + INDENT + paint(line, "dim"))),
  ];
}

/** Why cells fail or differ, a cause each; of one alone it needs no saying whose it is. */
function causeLines(cells: readonly ReportCell[], width: number, paint: Paint): readonly string[] {
  const groups = causeGroups(cells);
  const shown = groups.slice(0, SHOWN_CAUSES).map(({ cause, cells: members }) => {
    const who = [...new Set(members.map(({ resolver }) => resolver))].join(", ");
    return `${groups.length === 1 ? "" : `${who}: `}${causeText(cause)}`;
  });
  const rest = groups.length - shown.length;
  const lines =
    rest === 0 ? shown : [...shown, `${rest} more ${rest === 1 ? "cause" : "causes"}, in the JSON report`];
  return lines.flatMap((line) => {
    const [first = "", ...others] = wrap(`why ${escapeTerminal(line)}`, width - 2 * INDENT.length);
    return [
      `${INDENT}${paint("why", "bold")}${first.slice("why".length)}`,
      ...others.map((other) => INDENT + INDENT + other),
    ];
  });
}

/** "≠ outcome". */
export function verdictLabel(verdict: Verdict): string {
  const { glyph, word } = wordOf(verdict);
  return `${glyph} ${word}`;
}

function exampleOf(verdict: Verdict, comparisons: readonly ReportComparison[]): string {
  const first = comparisons.find((comparison) => comparison.verdict === verdict);
  if (first === undefined) return "";
  const many = new Set(comparisons.map(({ lookup }) => JSON.stringify(lookup))).size > 1;
  const images = first.rightImage === undefined ? first.image : `${first.image} and ${first.rightImage}`;
  const hosts = first.rightHost === undefined ? "" : ` on ${first.host} and ${first.rightHost}`;
  const lookup = many ? ` for ${lookupLabel(first.lookup)}` : "";
  return ` in ${escapeTerminal(images + hosts)}${lookup}: ${escapeTerminal(first.why)}`;
}

/** "12 of 20 cells differ (outcome 8, wire 4)", from heavy to light; "20 cells". */
function countsOf(cells: readonly ReportCell[], comparisons: readonly ReportComparison[]): string {
  const counts = countVerdicts(cells, comparisons);
  const differing = verdictWords
    .filter(({ verdict }) => verdict !== "agree")
    .map(({ verdict, word }) => ({ word, count: counts.get(verdict) ?? 0 }))
    .filter(({ count }) => count > 0)
    .toReversed();
  const all = `${cells.length} ${cells.length === 1 ? "cell" : "cells"}`;
  if (differing.length === 0) return all;
  const differ = differing.reduce((sum, { count }) => sum + count, 0);
  const kinds = differing.map(({ word, count }) => `${word} ${count}`).join(", ");
  return `${differ} of ${all} differ (${kinds})`;
}
