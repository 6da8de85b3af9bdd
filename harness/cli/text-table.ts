/** Rows of short texts as columns. */
import { escapeTerminal } from "../report/escape.ts";
import { padEnd, textWidth } from "../report/terminal/text-width.ts";

/** Lines with an indent of two; every column but the last as wide as its widest text. Texts may come from outside. */
export function indentedTable(rows: readonly (readonly string[])[]): readonly string[] {
  const safe = rows.map((row) => row.map(escapeTerminal));
  const widths: number[] = [];
  for (const row of safe) {
    row.forEach((text, column) => {
      widths[column] = Math.max(widths[column] ?? 0, textWidth(text));
    });
  }
  return safe.map((row) =>
    `  ${row.map((text, column) => padEnd(text, widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
