/** What tells real Go and the emulation apart in one case. */
import { isDeepStrictEqual } from "node:util";
import type { EmulatedRun } from "./emulated-go.ts";
import type { OracleRun } from "./oracle-case.ts";

/** Differences in words; none: the runs agree. */
export function differences(real: OracleRun, emulated: EmulatedRun): readonly string[] {
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
