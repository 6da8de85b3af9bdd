/** What a cgo-enabled build of each Go version chooses in a scenario, why, and what its users then read. */
import type { ReportCell } from "../../matrix/report-data.ts";
import { distinct, namedAnswerer } from "../answerer.ts";
import { escapeTerminal } from "../escape.ts";
import { groupedBy } from "../layout.ts";
import { lookupLabel, resolverNames } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { wrap } from "./text-width.ts";

const INDENT = "  ";
/** Of different texts that programs print for one lookup, as many as explain the case. */
const MAX_PRINTED = 3;

/** Lines below the table; none where no cell has a mode. */
export function modeLines(cells: readonly ReportCell[], width: number, paint: Paint): readonly string[] {
  const withMode = cells.filter(({ mode }) => mode !== undefined);
  const groups = groupedBy(withMode, ({ mode }) => JSON.stringify([mode?.order, mode?.because]));
  return [...groups.values()].flatMap((group) => groupLines(group, withMode, width, paint));
}

function groupLines(
  group: readonly ReportCell[],
  all: readonly ReportCell[],
  width: number,
  paint: Paint,
): readonly string[] {
  const [{ mode } = {}] = group;
  if (mode === undefined) return [];
  const builds = resolverNames(distinct(group.map(namedAnswerer)));
  const choice =
    mode.order === "cgo" ? "the libc (cgo)" : `Go's own resolver (${escapeTerminal(mode.order)})`;
  const where = scopeOf(group, all);
  const text = `with cgo: ${choice}${where === "" ? "" : ` ${where}`}, because ${escapeTerminal(mode.because)}`;
  const head = `${escapeTerminal(builds)} `;
  const [first = "", ...rest] = wrap(head + text, width - 2 * INDENT.length);
  return [
    INDENT + paint(head, "bold") + first.slice(head.length),
    ...rest.map((line) => INDENT + INDENT + line),
    ...printedLines(group, width, paint),
  ];
}

/** In which images and for which lookups, where the same builds choose otherwise elsewhere. */
function scopeOf(group: readonly ReportCell[], all: readonly ReportCell[]): string {
  const builds = new Set(group.map(({ resolver }) => resolver));
  const others = all.filter(({ resolver }) => builds.has(resolver));
  const parts = [
    distinguishing(group, others, ({ image }) => escapeTerminal(image), "in"),
    distinguishing(group, others, ({ lookup }) => lookupLabel(lookup), "for"),
    distinguishing(group, others, ({ host }) => escapeTerminal(host), "on"),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function distinguishing(
  group: readonly ReportCell[],
  others: readonly ReportCell[],
  nameOf: (cell: ReportCell) => string,
  preposition: string,
): string {
  const names = new Set(group.map(nameOf));
  return names.size === new Set(others.map(nameOf)).size ? "" : `${preposition} ${[...names].join(", ")}`;
}

/** What a program prints that took the libc's failure, for the first lookup that fails so. */
function printedLines(group: readonly ReportCell[], width: number, paint: Paint): readonly string[] {
  const failing = group.filter(({ programOutcome }) => programOutcome?.kind === "error");
  const [first] = failing;
  if (first === undefined) return [];
  const ofLookup = failing.filter(({ lookup }) => lookupLabel(lookup) === lookupLabel(first.lookup));
  const byText = groupedBy(ofLookup, ({ programOutcome }) =>
    programOutcome?.kind === "error" ? programOutcome.text : "",
  );
  const lines = [...byText].slice(0, MAX_PRINTED).flatMap(([text, printed]) => {
    const images = [...new Set(printed.map(({ image }) => escapeTerminal(image)))].join(", ");
    return wrap(`prints "${escapeTerminal(text)}" in ${images}`, width - 2 * INDENT.length);
  });
  return lines.map((line) => INDENT + INDENT + paint(line, "dim"));
}
