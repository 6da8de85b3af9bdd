/** Why cells fail or differ, in words; once for all cells of which it is true. */
import type { ReportCause, ReportCell } from "./report-data.ts";

export interface CauseGroup {
  readonly cause: ReportCause;
  /** At least one. */
  readonly cells: readonly ReportCell[];
}

/** The sentence, and the scenario that shows it: "A search domain answers SERVFAIL … (search-and-ndots/…)". */
export function causeText({ text, scenario }: ReportCause): string {
  return `${text} (${scenario})`;
}

/** The causes of these cells, those of most cells first. */
export function causeGroups(cells: readonly ReportCell[]): readonly CauseGroup[] {
  const groups = new Map<string, { cause: ReportCause; cells: ReportCell[] }>();
  for (const cell of cells) {
    const { cause } = cell;
    if (cause === undefined) continue;
    const group = groups.get(cause.id);
    if (group === undefined) groups.set(cause.id, { cause, cells: [cell] });
    else group.cells.push(cell);
  }
  return [...groups.values()].sort((left, right) => right.cells.length - left.cells.length);
}
