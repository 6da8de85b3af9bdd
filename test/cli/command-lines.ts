/** Command lines as texts show them, parsed by the commands that they call. */
import { execFileSync } from "node:child_process";
import type { Command } from "commander";
import { COMMANDS } from "../../harness/cli/commands.ts";

/** Rejects where the line is no call of ours, or its command does not take it. Nothing runs. */
export async function parseLine(line: string): Promise<void> {
  const [program, called, ...args] = shellWords(line);
  if (program !== "resolver-matrix") throw new Error(`${program} is another program`);
  const entry = COMMANDS.find(({ name }) => name === called);
  if (entry === undefined) throw new Error(`there is no command ${called}`);
  let ran = 0;
  const command = (await entry.load())(() => {});
  harmless(command, () => ran++);
  await command.parseAsync(args, { from: "user" });
  if (ran !== 1) throw new Error(`the command would run ${ran} times`);
}

function shellWords(line: string): readonly string[] {
  const [call = ""] = line.split(/ [>|] /, 1);
  const told = execFileSync("bash", ["--norc", "-c", `printf '%s\\0' ${call}`], { encoding: "utf8" });
  return told.split("\0").slice(0, -1);
}

/** Parses as ever, and throws as ever, but does nothing. */
function harmless(command: Command, ran: () => void): void {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  const isGroup = command.commands.length > 0;
  if (!isGroup || command.registeredArguments.length > 0 || command.options.length > 0) command.action(ran);
  for (const below of command.commands) harmless(below, ran);
}
