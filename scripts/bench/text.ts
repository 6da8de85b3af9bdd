/** A part of the benchmark as text for people. */
import { indentedTable } from "../../harness/cli/text-table.ts";
import { isMet, type Part } from "./part.ts";
import { rounded } from "./statistics.ts";

/** The part's title, table, goals and notes, as lines. */
export function partText(part: Part): readonly string[] {
  const rows = part.rows.map((row) =>
    row.map((value) => (typeof value === "number" ? rounded(value) : value)),
  );
  const goals = part.goals.map((goal) => {
    const { text, measured, limit, bound } = goal;
    return `  ${isMet(goal) ? "met" : "NOT MET"}: ${text}: ${rounded(measured)}, ${bound} ${limit}`;
  });
  const table = rows.length === 0 ? [] : indentedTable([part.columns, ...rows]);
  return [part.title, ...table, ...goals, ...part.notes.map((note) => `  ${note}`), ""];
}
