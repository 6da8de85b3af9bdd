/** `resolver-matrix init`: what it writes loads, says nothing that lint minds, and runs as it is. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProgram } from "../../harness/cli/program.ts";
import { loadScenarioFile } from "../../harness/disk/load.ts";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { catchPrinted } from "../support/printed.ts";

let folder = "";
let file = "";
const printed = catchPrinted();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-init-"));
  file = join(folder, "mine", "first.yaml");
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("makes the folder and a scenario that loads, without what lint minds", async () => {
  expect(await runProgram(["init", file])).toBe(0);
  expect(printed.all).toContain(`resolver-matrix run ${file}`);
  expect(await loadScenarioFile(file)).toMatchObject({ id: "first", lookups: [{ name: "db.example" }] });
  expect(await runProgram(["lint", file])).toBe(0);
});

test("points editors to the schema from where the file lies", async () => {
  await runProgram(["init", file]);
  const [, path = ""] = /\$schema=(.*)/.exec(await readFile(file, "utf8")) ?? [];
  expect(resolve(folder, "mine", path)).toBe(resolve("node_modules/resolver-matrix/schema/scenario.json"));
});

test("does not overwrite a file", async () => {
  const kept = join(folder, "kept.yaml");
  await writeFile(kept, "mine");
  expect(await runProgram(["init", kept])).toBe(2);
  expect(printed.all).toContain("it exists already");
  expect(await readFile(kept, "utf8")).toBe("mine");
});

test("tells why it cannot write", async () => {
  await writeFile(join(folder, "mine"), "a file");
  expect(await runProgram(["init", file])).toBe(2);
  expect(printed.all).toContain("cannot write");
  expect(printed.all).not.toContain("it exists already");
});

const { reason: noImage } = await alpine();
const { value: engine, reason: noEngine } = await OPEN.local();
await engine?.close();
const missing = noImage ?? noEngine;

describe.skipIf(missing !== null)(titled("on the local engine", missing), () => {
  test("runs as it expects", async () => {
    await runProgram(["init", file]);
    const code = await runProgram(["run", file, "--engine", "local", "--reporter", "json"]);
    expect(code, printed.all).toBe(0);
  });
});

test("runs as it expects where Go is emulated", async () => {
  await runProgram(["init", file]);
  expect(await runProgram(["run", file, "--engine", "model"]), printed.all).toBe(0);
});
