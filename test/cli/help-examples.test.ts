/** The examples of every command's help: whoever copies one must not be told that it is wrong. */
import { execFileSync } from "node:child_process";
import type { Command } from "commander";
import { afterEach, describe, expect, test, vi } from "vitest";
import { COMMANDS } from "../../harness/cli/commands.ts";
import { runProgram } from "../../harness/cli/program.ts";

afterEach(() => void vi.restoreAllMocks());

describe.each(["", ...COMMANDS.map(({ name }) => name)])("resolver-matrix %s --help", async (name) => {
  const examples = examplesOf(await help(name === "" ? [] : [name]));

  test("has examples", () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples)("%s", async (example) => {
    const [program, called, ...args] = shellWords(example);
    expect(program).toBe("resolver-matrix");
    const entry = COMMANDS.find((one) => one.name === called);
    expect(entry, `the command ${called}`).toBeDefined();
    const ran = vi.fn();
    const command = await entry?.load().then((make) => make(() => {}));
    if (command === undefined) return;
    harmless(command, ran);
    await command.parseAsync(args, { from: "user" });
    expect(ran).toHaveBeenCalledOnce();
  });
});

async function help(path: readonly string[]): Promise<string> {
  let text = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((written) => {
    text += String(written);
    return true;
  });
  await runProgram([...path, "--help"]);
  spy.mockRestore();
  return text;
}

/** The commands below "Examples:", each without the remark behind it. */
function examplesOf(text: string): readonly string[] {
  const [, listed = ""] = text.split("\nExamples:\n");
  return listed
    .split("\n")
    .filter((line) => line.startsWith("  resolver-matrix"))
    .map((line) => line.trim().replace(/ {2,}[^'"]*$/, ""));
}

function shellWords(example: string): readonly string[] {
  const told = execFileSync("bash", ["--norc", "-c", `printf '%s\\0' ${example}`], { encoding: "utf8" });
  return told.split("\0").slice(0, -1);
}

/** Parses as ever, and throws as ever, but does nothing. */
function harmless(command: Command, ran: () => void): void {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  if (command.commands.length === 0 || command.registeredArguments.length > 0) command.action(ran);
  for (const below of command.commands) harmless(below, ran);
}
