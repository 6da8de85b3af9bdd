/** Lines of a terminal: labels in a column, texts behind them that wrap under their beginning. */
import { escapeTerminal } from "../../report/escape.ts";
import type { Paint, Style } from "../../report/terminal/paint.ts";
import { padEnd, textWidth, wrap } from "../../report/terminal/text-width.ts";

export interface Page {
  /** Cells of a line. */
  readonly width: number;
  readonly paint: Paint;
}

/** One label with its text; both may come from outside. */
export interface Entry {
  readonly label: string;
  readonly text: string;
  readonly style?: Style;
}

/** Where a label takes more of the line than this, its text goes below it. */
const WIDEST_LABEL = 34;
const GAP = 2;

/** Entries below each other, their texts in one column. */
export function entries(rows: readonly Entry[], indent: number, page: Page): readonly string[] {
  const labels = rows.map(({ label }) => textWidth(escapeTerminal(label)));
  const column = Math.max(0, ...labels.filter((width) => width <= WIDEST_LABEL)) + GAP;
  return rows.flatMap(({ label, text, style }) => {
    const safe = escapeTerminal(label);
    const shown = page.paint(safe, "bold");
    const lines = paragraph(text, indent + column, page, style);
    const blank = " ".repeat(indent);
    if (textWidth(safe) > WIDEST_LABEL) return [blank + shown, ...lines];
    const [first = "", ...rest] = lines;
    const head = blank + shown + " ".repeat(Math.max(0, column - textWidth(safe)));
    return [head + first.slice(indent + column), ...rest];
  });
}

/** A text that comes from outside, wrapped, each line behind an indent. */
export function paragraph(
  text: string,
  indent: number,
  { width, paint }: Page,
  style?: Style,
): readonly string[] {
  const room = Math.max(20, width - indent);
  return wrap(escapeTerminal(text), room).map(
    (line) => " ".repeat(indent) + (style === undefined ? line : paint(line, style)),
  );
}

/** Rows of short texts from outside as columns; every column but the last as wide as its widest text. */
export function columns(rows: readonly (readonly string[])[], indent: number): readonly string[] {
  const safe = rows.map((row) => row.map(escapeTerminal));
  const widths = (safe[0] ?? []).map((_, column) =>
    Math.max(...safe.map((row) => textWidth(row[column] ?? ""))),
  );
  return safe.map((row) =>
    (" ".repeat(indent) + row.map((text, column) => padEnd(text, widths[column] ?? 0)).join("  ")).trimEnd(),
  );
}

/** A heading, and what belongs below it; nothing where there is nothing. */
export function section(title: string, lines: readonly string[], { paint }: Page): readonly string[] {
  return lines.length === 0 ? [] : ["", paint(escapeTerminal(title), "bold", "cyan"), ...lines];
}

/** A line of a file as it is, blanks and all, cut into pieces where it is longer than the page. */
export function verbatim(text: string, indent: number, { width }: Page): readonly string[] {
  const left = [...escapeTerminal(text.replaceAll("\t", "\\t"))];
  const room = Math.max(20, width - indent);
  const pieces: string[] = [];
  do pieces.push(left.splice(0, room).join(""));
  while (left.length > 0);
  return pieces;
}
