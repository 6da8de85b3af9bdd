/** What a program prints where it leaves the lookup to the libc: made from the libc cell next to it. */
import { lookupKey } from "../world/lookup-text.ts";
import type { PlannedCell } from "./plan.ts";
import type { ReportCell } from "./report-data.ts";

/** Adds `programOutcome` to the cells of programs of one scenario. `cells` and `planned` go side by side. */
export function withProgramOutcomes(
  cells: readonly ReportCell[],
  planned: readonly PlannedCell[],
): readonly ReportCell[] {
  const libcs = new Map<string, ReportCell>();
  cells.forEach((cell, index) => {
    const resolver = planned[index]?.resolver;
    // A real libc says more than its emulation.
    if (resolver?.evidence === "observed") libcs.set(stationKey(cell), cell);
    else if (resolver?.emulation.program === null && !libcs.has(stationKey(cell)))
      libcs.set(stationKey(cell), cell);
  });
  return cells.map((cell, index) => {
    const resolver = planned[index]?.resolver;
    const program = resolver?.evidence === "emulated" ? resolver.emulation.program : null;
    if (program === null || cell.program !== "libc") return cell;
    const libc = libcs.get(stationKey(cell));
    if (libc?.outcome === undefined || libc.evidence === "unavailable") return cell;
    const { outcome, errno = null, evidence } = libc;
    return {
      ...cell,
      programOutcome: program.throughLibc(cell.lookup, outcome, errno),
      programEvidence: evidence,
    };
  });
}

/** Cells with the same key asked for the same in the same place. */
function stationKey({ lookup, image, host }: ReportCell): string {
  return JSON.stringify([lookupKey(lookup), image, host]);
}
