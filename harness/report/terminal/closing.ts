/** The end of the terminal report: what could not be observed, what is unexpected, and the sums. */
import { cellName } from "../../matrix/cell-place.ts";
import type { Report, ReportCell, ReportExpectation } from "../../matrix/report-data.ts";
import { adviceOn } from "../advice.ts";
import { escapeTerminal, escapeTerminalLines } from "../escape.ts";
import { findingOf } from "../finding.ts";
import { groupedBy } from "../layout.ts";
import { flakyWord, heaviest, isStandIn, standInWord } from "../words.ts";
import { lookupLabel } from "./columns.ts";
import { type Paint, type Style, VERDICT_STYLES } from "./paint.ts";
import { wrap } from "./text-width.ts";

const INDENT = "  ";

export function closingLines(report: Report, width: number, paint: Paint): readonly string[] {
  return [
    ...unavailableLines(report, width, paint),
    ...standInLines(report, width, paint),
    ...uncheckedLines(report, width, paint),
    ...flakyLines(report, width, paint),
    ...unexpectedLines(report, width, paint),
    ...adviceLines(report, width, paint),
    ...summaryLines(report, width, paint),
  ];
}

/** Images that cannot be had once each; then whatever else cells give as their reason, with how many they are. */
function unavailableLines({ images, cells }: Report, width: number, paint: Paint): readonly string[] {
  const emulated = imagesOf(cells.filter(({ insteadOf }) => insteadOf !== undefined));
  const missing = images.filter(({ id, status }) => status === "unavailable" && !emulated.has(id));
  const missingIds = new Set(missing.map(({ id }) => id));
  const others = cells.filter(({ evidence, image }) => evidence === "unavailable" && !missingIds.has(image));
  const entries = [
    ...missing.map(({ id, reason }) => ({ what: id, reason: reason ?? "" })),
    ...[...groupedBy(others, ({ reason = "" }) => reason)].map(([reason, group]) => ({
      what: group.length === 1 ? group.map(cellTitle).join("") : `${group.length} cells`,
      reason,
    })),
  ];
  if (entries.length === 0) return [];
  return [
    paint("Unavailable", "bold", "yellow"),
    ...entries.flatMap(({ what, reason }) => [
      ...marked("?", "yellow", what, width, paint),
      ...escapeTerminalLines(reason)
        .split("\n")
        .flatMap((line) => wrap(line.trim(), width - 2 * INDENT.length))
        .map((line) => INDENT + INDENT + line),
    ]),
    "",
  ];
}

/** Cells that models of libcs stand for, by the reason that each gives. */
function standInLines({ cells }: Report, width: number, paint: Paint): readonly string[] {
  const standIns = cells.filter(isStandIn);
  if (standIns.length === 0) return [];
  const entries = [...groupedBy(standIns, ({ insteadOf = "" }) => insteadOf)];
  return [
    paint("Emulated: a model stands for a libc that was not run", "bold", "yellow"),
    ...entries.flatMap(([reason, group]) => [
      ...marked(standInWord.glyph, "yellow", [...imagesOf(group)].join(", "), width, paint),
      ...escapeTerminalLines(reason)
        .split("\n")
        .flatMap((line) => wrap(line.trim(), width - 2 * INDENT.length))
        .map((line) => INDENT + INDENT + line),
    ]),
    "",
  ];
}

function imagesOf(cells: readonly ReportCell[]): ReadonlySet<string> {
  return new Set(cells.map(({ image }) => image));
}

/** Images that run as something that nobody could check. */
function uncheckedLines({ images }: Report, width: number, paint: Paint): readonly string[] {
  const unchecked = images.flatMap(({ id, note }) => (note === undefined ? [] : [`${id}: ${note}`]));
  if (unchecked.length === 0) return [];
  return [
    paint("Not checked", "bold", "yellow"),
    ...unchecked.flatMap((text) => marked("!", "yellow", text, width, paint)),
    "",
  ];
}

function flakyLines({ cells }: Report, width: number, paint: Paint): readonly string[] {
  const flaky = cells.filter((cell) => cell.flaky === true);
  if (flaky.length === 0) return [];
  return [
    paint("Flaky: not as expected at first, as expected when repeated", "bold", "yellow"),
    ...flaky.flatMap((cell) => [
      ...marked(flakyWord.glyph, "yellow", cellTitle(cell), width, paint),
      ...wrap(`first: ${escapeTerminal(cell.firstUnexpected ?? "")}`, width - 2 * INDENT.length).map(
        (line) => INDENT + INDENT + line,
      ),
    ]),
    "",
  ];
}

function unexpectedLines({ expectations }: Report, width: number, paint: Paint): readonly string[] {
  const unmet = expectations.filter(({ ok }) => !ok);
  if (unmet.length === 0) return [];
  return [
    paint("Unexpected", "bold", "red"),
    ...unmet.flatMap((expectation) => [
      ...marked("!", "red", expectationName(expectation), width, paint),
      ...wrap(escapeTerminal(expectation.message), width - 2 * INDENT.length).map(
        (line) => INDENT + INDENT + line,
      ),
      INDENT + INDENT + paint(escapeTerminal(`${expectation.file}:${expectation.line}`), "dim"),
    ]),
    "",
  ];
}

/** What to do about what was found, for one scenario: for more of them it stands in the pages of the topics. */
function adviceLines({ scenarios, cells }: Report, width: number, paint: Paint): readonly string[] {
  const shown = cells.flatMap(({ cause }) => (cause === undefined ? [] : [cause.scenario]));
  const [scenario, ...others] = scenarios;
  if (scenario === undefined || others.length > 0 || shown.length === 0) return [];
  const advice = [...new Set(shown.map(adviceOn))].filter((text) => text !== null);
  // A name without a scenario has no file: the same options go behind "fix".
  const what = /\.ya?ml$/.test(scenario.file) ? escapeTerminal(scenario.file) : "NAME, with the same files,";
  advice.push(`resolver-matrix fix ${what} tries changes and gives the smallest that mends it.`);
  return [
    paint("What to do", "bold"),
    ...advice.flatMap((text) => wrap(text, width - INDENT.length).map((line) => INDENT + line)),
    "",
  ];
}

/** A heading behind a glyph. `text` may come from outside. */
function marked(glyph: string, style: Style, text: string, width: number, paint: Paint): readonly string[] {
  const [first = "", ...rest] = wrap(escapeTerminal(text), width - 2 * INDENT.length);
  return [`${INDENT}${paint(glyph, style)} ${first}`, ...rest.map((line) => INDENT + INDENT + line)];
}

function cellTitle(cell: ReportCell): string {
  return `${cell.scenario} ${cellName(cell)} ${lookupLabel(cell.lookup)}`;
}

function expectationName({ scenario, cell, lookup, host }: ReportExpectation): string {
  const where = host === undefined || host === "default" ? "" : ` on ${host}`;
  return `${scenario} ${cell}${lookup === undefined ? "" : ` ${lookupLabel(lookup)}`}${where}`;
}

function summaryLines(report: Report, width: number, paint: Paint): readonly string[] {
  const { summary, cells: all, elapsedMs } = report;
  const { cells, agree, differ, unavailable } = summary;
  const standIns = all.filter(isStandIn).length;
  const flaky = all.filter((cell) => cell.flaky === true).length;
  const counts = [
    agreementText(agree, differ),
    unavailable === 0 ? "" : `${unavailable} unavailable`,
    standIns === 0 ? "" : `${standIns} ${standInWord.word} instead of observed`,
    flaky === 0 ? "" : `${flaky} flaky`,
  ];
  const told = counts.filter((count) => count !== "").join(", ");
  const behind = told === "" ? "" : `: ${told}`;
  const { text, styles } = endOf(report);
  const [first = "", ...rest] = wrap(
    `${text} · ${cells} cells in ${(elapsedMs / 1000).toFixed(1)} s${behind}`,
    width - INDENT.length,
  );
  const painted = first.slice(0, text.length);
  return [paint(painted, ...styles) + first.slice(painted.length), ...rest.map((line) => INDENT + line)];
}

function agreementText(agree: number, differ: number): string {
  if (differ === 0) return agree === 0 ? "" : "resolvers agree";
  return agree === 0 ? "resolvers differ" : `resolvers agree in ${agree}, differ in ${differ}`;
}

interface End {
  readonly text: string;
  readonly styles: readonly Style[];
}

/** Whether all is well; of a single lookup that nothing is expected of: what it came to. */
function endOf(report: Report): End {
  const { summary, expectations, comparisons } = report;
  if (summary.unexpected > 0) return { text: `! ${summary.unexpected} unexpected`, styles: ["red", "bold"] };
  const finding = expectations.length === 0 ? findingOf(report) : null;
  if (finding !== null) {
    const verdict = heaviest(comparisons.map((comparison) => comparison.verdict)) ?? "agree";
    return { text: escapeTerminal(finding), styles: [VERDICT_STYLES[verdict], "bold"] };
  }
  const end = expectations.length === 0 ? "done" : "as expected";
  return summary.unavailable > 0
    ? { text: `? ${end}, where it could be observed`, styles: ["yellow", "bold"] }
    : { text: `✓ ${end}`, styles: ["green", "bold"] };
}
