/** A verification from beginning to end: two runs, a table, an exit code. */
import { loadScenarios } from "../disk/load.ts";
import { Failure } from "../errors.ts";
import type { EngineChoice } from "../lab/select.ts";
import { run } from "../library/run.ts";
import type { Way } from "../matrix/all-outcomes.ts";
import { placeKey, type Verification, verify } from "../matrix/verify.ts";
import { escapeTerminal } from "../report/escape.ts";
import { lookupDetails } from "../world/lookup-text.ts";
import { EXIT } from "./exit-codes.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { print, printNotice, streamOutput } from "./output.ts";
import { indentedTable } from "./text-table.ts";

/**
 * Runs the scenarios' libc cells really and emulated, and prints where they part.
 * @returns the exit code
 * @throws Failure where there is no engine with labs
 */
export async function executeVerify(
  targets: readonly string[],
  engine: EngineChoice,
  images: readonly string[] | null,
): Promise<number> {
  const scenarios = await loadScenarios(targets, printNotice);
  const stderr = streamOutput(process.stderr);
  const interrupt = listenForInterrupt();
  const common = { go: [], signal: interrupt.signal, repeat: 0, ...(images === null ? {} : { images }) };
  try {
    const observed = await run(scenarios, {
      ...common,
      engine,
      evidence: "observed",
      onNotice: (line) => stderr.write(`${escapeTerminal(line)}\n`),
    });
    if (observed.engine === "model") {
      throw new Failure("environment", "no engine can run real libcs here, so there is nothing to compare", {
        advice: "start a Docker engine, or run as root on Linux, or allow unprivileged user namespaces",
      });
    }
    const ways = new Map<string, readonly Way[]>();
    const emulated = await run(scenarios, {
      ...common,
      engine: "model",
      onCell: (cell, all) => ways.set(placeKey(cell), all),
    });
    const verification = verify(observed, emulated, ways);
    print(`${verificationLines(verification).join("\n")}\n`);
    return interrupt.exitCode() ?? exitCodeFor(verification);
  } finally {
    interrupt.release();
  }
}

function exitCodeFor({ resolvers, differences }: Verification): number {
  if (differences.length > 0) return EXIT.unexpected;
  return resolvers.length === 0 ? EXIT.couldNotRun : EXIT.asExpected;
}

function verificationLines({ resolvers, differences, left }: Verification): readonly string[] {
  const rows = resolvers.map(({ resolver, cells, differ }) =>
    [resolver, cells, cells - differ, differ].map(String),
  );
  const sum = resolvers.reduce((total, { cells }) => total + cells, 0);
  return [
    ...differences.flatMap(({ cell, what }) => {
      const { scenario, lookup, image, host, resolver } = cell;
      const where = `${scenario} ${image}/${resolver} ${lookup.name} ${lookupDetails(lookup)} on ${host}`;
      return [escapeTerminal(`≠ ${where}`), ...what.map((line) => escapeTerminal(`    ${line}`))];
    }),
    ...indentedTable([["resolver", "cells", "equal", "differ"], ...rows]),
    ...[...left].map(([reason, cells]) => escapeTerminal(`? ${cells} not compared: ${reason}`)),
    `${sum === 0 ? "?" : differences.length === 0 ? "✓ equal" : `! ${differences.length} differ`} · ${sum} cells compared`,
  ];
}
