/** A real libc and its model side by side: what tells them apart. */

import { emulateLibc, type LibcRun } from "./emulated-libc.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import { normaliseOutcome } from "./normalise.ts";
import type { RealLibc } from "./real-libcs.ts";

/** Longer than a virtual clock differs from another; on a real one time is not compared. */
const CLOSE_MS = 60;

/** Differences of the real run from the closest of the model's; empty: none. */
export async function differencesOf(
  libc: RealLibc,
  fuzzCase: FuzzCase,
  isTimed: boolean,
): Promise<readonly string[]> {
  const real = await libc.run(fuzzCase);
  const { runs } = await emulateLibc(libc.model, fuzzCase);
  let best: readonly string[] | null = null;
  for (const run of runs) {
    const differences = compare(real, run, isTimed);
    if (differences.length === 0) return [];
    if (best === null || differences.length < best.length) best = differences;
  }
  return best ?? ["the model did not run"];
}

function compare(real: LibcRun, model: LibcRun, isTimed: boolean): readonly string[] {
  const differences: string[] = [];
  const [realOutcome, modelOutcome] = [normaliseOutcome(real), normaliseOutcome(model)];
  if (realOutcome !== modelOutcome && !differInGarbage(real, model))
    differences.push(`real ${realOutcome}`, `model ${modelOutcome}`);
  const isCounted = !fails(real) && !fails(model);
  const [realAsked, modelAsked] = [askedOf(real, isCounted), askedOf(model, isCounted)];
  if (realAsked !== modelAsked) differences.push(`real asked\n${realAsked}`, `model asked\n${modelAsked}`);
  if (isTimed && Math.abs(real.elapsedMs - model.elapsedMs) > CLOSE_MS) {
    differences.push(`real took ${real.elapsedMs} ms, model ${model.elapsedMs} ms`);
  }
  return differences;
}

/** Questions of each server and transport in order: which of several servers is asked first at one time is a race on the wire. */
function askedOf({ trace }: LibcRun, isCounted: boolean): string {
  const lines = trace.map(({ server, transport, edns, type, name }) => ({
    place: `${server} ${transport}`,
    question: `${edns ? "edns " : ""}${type} ${name}`,
  }));
  const places = [...new Set(lines.map(({ place }) => place))].sort();
  return places
    .map((place) => {
      const asked = lines.filter((line) => line.place === place).map(({ question }) => question);
      return `    ${place}: ${(isCounted ? asked : [...new Set(asked)].sort()).join(", ")}`;
    })
    .join("\n");
}

/**
 * Whether several servers say SERVFAIL. musl asks them again at once, a few times in all: which of them gets the last times
 * depends on the moment, in real ones too.
 */
function fails({ trace }: LibcRun): boolean {
  const failing = trace.filter(({ reply }) => reply?.rcode === "SERVFAIL").map(({ server }) => server);
  return new Set(failing).size > 1;
}

/**
 * musl up to 1.2.3 reads the end of a record that lies behind a cut reply from whatever stands in memory there: one address of
 * the answer is chance.
 */
function differInGarbage({ outcome: real }: LibcRun, { outcome: model }: LibcRun): boolean {
  if (real.kind !== "answer" || model.kind !== "answer") return false;
  const { addresses, canonicalName } = real;
  if (addresses.length !== model.addresses.length || canonicalName !== model.canonicalName) return false;
  const differing = addresses.filter((address, index) => address !== model.addresses[index]);
  const zeroed = model.addresses.filter((address) => /\.0$|::$/.test(address));
  return differing.length === 1 && zeroed.length > 0;
}
