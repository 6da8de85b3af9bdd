/** The examples of every command's help: whoever copies one must not be told that it is wrong. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { COMMANDS } from "../../harness/cli/commands.ts";
import { runProgram } from "../../harness/cli/program.ts";
import { parseLine } from "./command-lines.ts";

afterEach(() => void vi.restoreAllMocks());

describe.each(["", ...COMMANDS.map(({ name }) => name)])("resolver-matrix %s --help", async (name) => {
  const examples = examplesOf(await help(name === "" ? [] : [name]));

  test("has examples", () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples)("%s", async (example) => {
    await expect(parseLine(example)).resolves.toBeUndefined();
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
