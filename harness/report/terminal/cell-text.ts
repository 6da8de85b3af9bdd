/** What stands in a cell of the matrix: a few short lines, each with the colour that it gets. */
import type { ReportCell } from "../../matrix/report-data.ts";
import { familyOf } from "../../resolvers/id.ts";
import type { Outcome } from "../../world/world.ts";
import { escapeTerminal } from "../escape.ts";
import { flakyWord, isStandIn, standInWord } from "../words.ts";
import type { Style } from "./paint.ts";

export interface CellLine {
  readonly text: string;
  readonly style: Style;
}

/** Waiting that a person notices is told. */
const TOLD_ELAPSED_MS = 1000;
const MAX_ADDRESSES = 4;
const INDENT = "  ";

/**
 * @param tellAsked whether to name the servers that were asked: where the cells of a lookup asked different ones
 * @param unexpected whether an expectation about this cell does not hold
 */
export function cellLines(cell: ReportCell, tellAsked: boolean, unexpected: boolean): readonly CellLine[] {
  const mark: readonly CellLine[] = unexpected ? [{ text: "! unexpected", style: "red" }] : [];
  if (cell.outcome === undefined) return [{ text: "? unavailable", style: "yellow" }, ...mark];
  const flaky: readonly CellLine[] =
    cell.flaky === true ? [{ text: `${flakyWord.glyph} ${flakyWord.word}`, style: "yellow" }] : [];
  return [
    ...(cell.earlier ?? []).map((before): CellLine => ({ text: `${brief(before)}, then`, style: "dim" })),
    ...outcomeLines(cell.outcome, familyOf(cell.resolver) === "go"),
    ...(isStandIn(cell)
      ? [{ text: `${standInWord.glyph} ${standInWord.word}`, style: "yellow" } as const]
      : []),
    ...cell.alternatives.map((other): CellLine => ({ text: `  or ${brief(other)}`, style: "dim" })),
    ...(cell.orderDecides === undefined ? [] : [{ text: "  ⇄ order decides", style: "yellow" } as const]),
    ...elapsedLines(cell.elapsedMs),
    ...(tellAsked ? askedLines(cell) : []),
    ...(cell.traceOmitted === undefined
      ? []
      : [{ text: `${INDENT}… ${cell.traceOmitted} more questions`, style: "yellow" } as const]),
    ...flaky,
    ...mark,
  ];
}

/** Servers that a cell asked, "address:port", in order of first use. */
export function askedServers(cell: ReportCell): readonly string[] {
  return [...new Set(cell.trace.map(({ server }) => server))];
}

function outcomeLines(outcome: Outcome, go: boolean): readonly CellLine[] {
  if (outcome.kind === "answer") return answerLines(outcome.addresses);
  if (outcome.kind === "never") {
    return [
      { text: "∞ never", style: "red" },
      { text: INDENT + escapeTerminal(outcome.because), style: "dim" },
    ];
  }
  const code = escapeTerminal(outcome.code);
  // Go's text repeats the name and the server; its code is what tells errors apart.
  const lines: CellLine[] = [{ text: `✗ ${code}`, style: "red" }];
  if (!go && outcome.text !== "") lines.push({ text: INDENT + escapeTerminal(outcome.text), style: "dim" });
  return lines;
}

function answerLines(addresses: readonly string[]): readonly CellLine[] {
  const shown = addresses.slice(0, MAX_ADDRESSES).map((address) => escapeTerminal(address));
  const rest = addresses.length - shown.length;
  const [first = "no address", ...others] = shown;
  const lines = [`✓ ${first}`, ...others.map((address) => INDENT + address)];
  if (rest > 0) lines.push(`${INDENT}+${rest} more`);
  return lines.map((text) => ({ text, style: "green" }));
}

/** Whole seconds: what differs by less is the machine, and columns that say the same can be drawn as one. */
function elapsedLines(elapsedMs: number): readonly CellLine[] {
  if (elapsedMs <= TOLD_ELAPSED_MS) return [];
  return [{ text: `${INDENT}${Math.round(elapsedMs / 1000)} s`, style: "yellow" }];
}

function askedLines(cell: ReportCell): readonly CellLine[] {
  const asked = askedServers(cell).map(escapeTerminal).join(" ");
  return [{ text: `${INDENT}→ asks ${asked === "" ? "nobody" : asked}`, style: "cyan" }];
}

function brief(outcome: Outcome): string {
  if (outcome.kind === "never") return "∞ never";
  if (outcome.kind === "error") return `✗ ${escapeTerminal(outcome.code)}`;
  return `✓ ${outcome.addresses.map(escapeTerminal).join(" ") || "no address"}`;
}
