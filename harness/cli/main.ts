#!/usr/bin/env node
import { runProgram } from "./program.ts";

// Whoever reads us may have seen enough ("| head"): the run still ends in order.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await runProgram(process.argv.slice(2));
