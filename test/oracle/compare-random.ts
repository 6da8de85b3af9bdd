/** Random cases through real Go and the emulation: what differs, told in full. */
import { compareWithReal } from "./compare-runs.ts";
import { emulate } from "./emulated-go.ts";
import type { OracleCase } from "./oracle-case.ts";
import type { RandomCase } from "./random/cases.ts";
import type { RealGo } from "./real-go.ts";
import { goBuildOf, type OracleBuild, ordinaryBuild, type Toolchain } from "./toolchains.ts";

/** Cases at the same time: most of their time they wait. */
const CONCURRENCY = 12;
/** What differs is run again: only what differs each time counts, the rest is a race of real Go or an overloaded machine. */
const REPETITIONS = 2;

export interface RandomDifferences {
  /** Cases that differ each time, told in full. */
  readonly lasting: readonly string[];
  /** Cases that differed once. */
  readonly passing: readonly string[];
}

/** Compares the cases; `first` is the number of the first one. */
export async function compareRandom(
  real: RealGo,
  toolchain: Toolchain,
  cases: readonly RandomCase[],
  first: number,
): Promise<RandomDifferences> {
  const lasting: string[] = [];
  const passing: string[] = [];
  const left = cases.entries();
  const work = async () => {
    for (const [index, { variant, oracleCase }] of left) {
      const build = { ...ordinaryBuild(toolchain, variant.cgo), ...variant };
      const differences = await differencesOf(real, build, oracleCase);
      if (differences.length === 0) continue;
      const told = tellCase(first + index, build, oracleCase, differences);
      (await differsAgain(real, build, oracleCase)) ? lasting.push(told) : passing.push(told);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return { lasting, passing };
}

/** What tells real Go and the emulation apart in one case; empty: nothing. */
export async function differencesOf(
  real: RealGo,
  build: OracleBuild,
  oracleCase: OracleCase,
): Promise<readonly string[]> {
  const run = await real.run(build, oracleCase);
  return compareWithReal(run, (order) => emulate(goBuildOf(build), oracleCase, order));
}

async function differsAgain(real: RealGo, build: OracleBuild, oracleCase: OracleCase): Promise<boolean> {
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    if ((await differencesOf(real, build, oracleCase)).length === 0) return false;
  }
  return true;
}

/** Everything that is needed to make a named case of it. */
function tellCase(
  number: number,
  { toolchain, cgo, tags, goLine }: OracleBuild,
  { title, files, ...rest }: OracleCase,
  differences: readonly string[],
): string {
  const texts = Object.fromEntries(
    Object.entries(files).map(([path, file]) => [
      path,
      file.kind === "content" ? new TextDecoder().decode(file.bytes) : file,
    ]),
  );
  const build = { version: toolchain.version, cgo, tags, goLine };
  const described = JSON.stringify({ build, files: texts, ...rest }, bytesAsHex, 1);
  return [`case ${number} (${title}):`, ...differences.map((each) => `  ${each}`), described].join("\n");
}

function bytesAsHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString("hex") } : value;
}
