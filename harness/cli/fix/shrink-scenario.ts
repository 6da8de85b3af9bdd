/** Shrinks one scenario, checks it for real, and writes it. */
import { loadScenarios } from "../../disk/load.ts";
import { refuseLinks, replaceFile } from "../../disk/output-file.ts";
import { readText } from "../../disk/read-text.ts";
import { Failure } from "../../errors.ts";
import { shows } from "../../fix/difference.ts";
import { type Shrunk, shrink } from "../../fix/shrink.ts";
import { loadCatalogue } from "../../library/catalogue.ts";
import { run } from "../../library/run.ts";
import { printable } from "../../yaml/shown.ts";
import type { EngineName } from "../engine-choice.ts";
import { EXIT } from "../exit-codes.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { printExactly, printNotice } from "../output.ts";

export interface ShrinkValues {
  readonly output?: string;
  readonly engine: EngineName;
}

/** Gives the exit code; rejects with Failure "usage" for what is no scenario or shows no difference. */
export async function shrinkScenario(target: string, { output, engine }: ShrinkValues): Promise<number> {
  const [scenario, ...others] = await loadScenarios([target]);
  if (scenario === undefined || others.length > 0) {
    throw new Failure("usage", `${printable(target)} is not one scenario`, { advice: "name one file or id" });
  }
  if (output !== undefined) refuseLinks(output, `the scenario ${printable(output)}`);
  const text = await readText(scenario.file);
  const interrupt = listenForInterrupt();
  try {
    const shrunk = await shrink(text, scenario, await loadCatalogue(), interrupt.signal);
    const isReal = await checkForReal(shrunk, engine, interrupt.signal);
    if (output === undefined) printExactly(shrunk.text);
    else await replaceFile(output, shrunk.text);
    printNotice(
      `${linesIn(text)} lines → ${linesIn(shrunk.text)}; ${shrunk.tried} cuts were tried on the models, ${isReal.text}`,
    );
    return interrupt.exitCode() ?? (isReal.holds ? EXIT.asExpected : EXIT.unexpected);
  } finally {
    interrupt.release();
  }
}

async function checkForReal(
  { scenario, difference }: Shrunk,
  engine: EngineName,
  signal: AbortSignal,
): Promise<{ readonly holds: boolean; readonly text: string }> {
  const nobody = { holds: true, text: "nothing was run for real" };
  if (engine === "model") return nobody;
  const report = await run([scenario], { engine, repeat: 0, signal, onNotice: printNotice });
  const observed = report.cells.filter(({ evidence }) => evidence === "observed").length;
  if (report.engine === "model" || observed === 0) return nobody;
  return shows(report, difference)
    ? { holds: true, text: `and ${report.engine} shows the same (${observed} lookups observed)` }
    : { holds: false, text: `but ${report.engine} does not show it: a model is wrong, please report that` };
}

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}
