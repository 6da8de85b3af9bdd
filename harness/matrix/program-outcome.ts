/** What a cgo-enabled Go program prints where it chooses the libc: made from the libc cell next to it. */

import { lookupKey } from "../world/lookup-text.ts";
import type { GoResolver } from "./parts.ts";
import type { PlannedCell } from "./plan.ts";
import type { ReportCell } from "./report-data.ts";

/** Adds `programOutcome` to the Go cells of one scenario. `cells` and `planned` go side by side. */
export function withProgramOutcomes(
  cells: readonly ReportCell[],
  planned: readonly PlannedCell[],
  go: GoResolver,
): readonly ReportCell[] {
  const libcs = new Map<string, ReportCell>();
  cells.forEach((cell, index) => {
    if (planned[index]?.resolver.kind === "libc") libcs.set(stationKey(cell), cell);
  });
  return cells.map((cell, index) => {
    const resolver = planned[index]?.resolver;
    if (resolver?.kind !== "go" || cell.program !== "libc") return cell;
    const libc = libcs.get(stationKey(cell));
    if (libc?.outcome === undefined) return cell;
    const { outcome, errno = null } = libc;
    return { ...cell, programOutcome: go.throughLibc(resolver.build, cell.lookup, outcome, errno) };
  });
}

/** Cells with the same key asked for the same in the same place. */
function stationKey({ lookup, image, host }: ReportCell): string {
  return JSON.stringify([lookupKey(lookup), image, host]);
}
