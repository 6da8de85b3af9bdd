/** What tells real Go and the emulation apart in one case. */
import { isDeepStrictEqual } from "node:util";
import type { StartOrder } from "../../harness/resolvers/go/index.ts";
import type { EmulatedRun } from "./emulated-go.ts";
import type { OracleRun } from "./oracle-case.ts";

/**
 * Differences in words; none: the runs agree. Where the start order of goroutines matters, real Go may have started
 * those of one candidate in one order and those of the next in the other: what it asked then decides nothing.
 */
export async function compareWithReal(
  real: OracleRun,
  emulateIn: (order: StartOrder) => Promise<EmulatedRun>,
): Promise<readonly string[]> {
  const usual = await emulateIn("last first");
  const found = differences(real, usual);
  if (found.length === 0 || !usual.startOrderMattered) return found;
  const other = differences(real, await emulateIn("as made"));
  return other.length === 0 ? other : found.filter((difference) => difference.startsWith("stderr"));
}

/** Differences in words; none: the runs agree. */
function differences(real: OracleRun, emulated: EmulatedRun): readonly string[] {
  const found: string[] = [];
  const differ = (what: string, theirs: unknown, ours: unknown) =>
    found.push(`${what}: real Go ${JSON.stringify(theirs)}, emulated ${JSON.stringify(ours)}`);
  if (!isDeepStrictEqual(real.stderr, emulated.stderr)) differ("stderr", real.stderr, emulated.stderr);
  // What libc does is not the emulation's affair.
  if (emulated.choseCgo) return found;
  real.calls.forEach((answer, index) => {
    const possible = [emulated.calls[index], ...(emulated.alternatives[index] ?? [])];
    if (!possible.some((each) => isDeepStrictEqual(each, answer))) differ(`call ${index}`, answer, possible);
  });
  for (const type of new Set([...Object.keys(real.queries), ...Object.keys(emulated.queries)])) {
    const theirs = real.queries[type] ?? [];
    const ours = emulated.queries[type] ?? [];
    if (!isDeepStrictEqual(theirs, ours)) differ(`${type} queries`, theirs, ours);
  }
  return found;
}
