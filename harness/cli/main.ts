#!/usr/bin/env node
import { nodeTooOld } from "../node-version.ts";
import { EXIT } from "./exit-codes.ts";
import { endWhereOutputFails, printError } from "./output.ts";

const refusal = nodeTooOld(process.versions.node);
if (refusal === null) {
  endWhereOutputFails(EXIT.couldNotRun);
  // Only now: what an old Node cannot load must not be loaded.
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(process.argv.slice(2));
} else {
  printError(`error: ${refusal}\n`);
  process.exitCode = EXIT.couldNotRun;
}
