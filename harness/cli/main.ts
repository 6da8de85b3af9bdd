#!/usr/bin/env node
/** The program's beginning. Whatever it imports must be loadable where it refuses to go on: it imports nothing first. */
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/** Loading the program opens its files together (zod alone has some hundred), and running cells need a few each. */
const FREE_DESCRIPTORS = 192;
/** EXIT.couldNotRun of exit-codes.ts, which cannot be loaded yet. */
const COULD_NOT_RUN = 3;

if (freeDescriptors(FREE_DESCRIPTORS) < FREE_DESCRIPTORS) {
  process.exitCode = COULD_NOT_RUN;
  process.stderr.on("error", () => {});
  process.stderr.write(
    `error: too few file descriptors: resolver-matrix needs ${FREE_DESCRIPTORS} beside those in use\n` +
      "  what to do: raise the limit, such as with: ulimit -n 1024\n",
  );
} else {
  process.exitCode = await runHere();
}

async function runHere(): Promise<number> {
  const { nodeTooOld } = await import("../node-version.ts");
  const { endWhereOutputFails, printError } = await import("./output.ts");
  endWhereOutputFails(COULD_NOT_RUN);
  const refusal = nodeTooOld(process.versions.node);
  if (refusal !== null) {
    printError(`error: ${refusal}\n`);
    return COULD_NOT_RUN;
  }
  // Only now: what an old Node cannot load must not be loaded.
  const { endAtStrayErrors, runProgram } = await import("./program.ts");
  endAtStrayErrors();
  return runProgram(process.argv.slice(2));
}

/** How many more files this process may open (RLIMIT_NOFILE of getrlimit(2)), counted up to `most`. */
function freeDescriptors(most: number): number {
  const opened: number[] = [];
  try {
    while (opened.length < most) opened.push(openSync(devNull, "r"));
  } catch {
    // The next one is refused: that is what was to be found out.
  }
  for (const descriptor of opened) closeSync(descriptor);
  return opened.length;
}
