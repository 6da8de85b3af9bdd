/** `run --update`, as a person calls it. */
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProgram } from "../../harness/cli/program.ts";
import { catchPrinted } from "../support/printed.ts";

const STORY = `title: A story that says what is not so
images: [alpine-3.8]
go: ["1.24"]
files:
  /etc/resolv.conf: "nameserver 10.0.0.53\\n"
  /etc/hosts: null
  /etc/nsswitch.conf: null
dns:
  10.0.0.53: { zone: "www.example. A 192.0.2.1" }
lookups: [www.example]
expect:
  cells:
    go: { addresses: [192.0.2.9] }   # of yesterday
`;

let folder = "";
const printed = catchPrinted();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-update-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test("writes what the run shows into the file, tells which lines, and the next run is as expected", async () => {
  const file = join(folder, "story.yaml");
  await writeFile(file, STORY);
  const run = (...more: readonly string[]) => runProgram(["run", file, "--engine", "model", ...more]);
  expect(await run()).toBe(1);
  printed.clear();
  expect(await run("--update")).toBe(0);
  expect(printed.stderr).toContain(`updated ${file}\n`);
  expect(printed.stderr).toContain("  -     go: { addresses: [192.0.2.9] }");
  // No "asks": nobody wrote any.
  expect(printed.stderr).toContain("  +     go: { addresses: [192.0.2.1] }   # of yesterday");
  expect(await readFile(file, "utf8")).toContain(STORY.slice(0, STORY.indexOf("    go:")));
  expect(await run()).toBe(0);
});

test.each([
  ["--baseline", "x.json"],
  ["--images", "alpine-3.8"],
  ["--go", "1.24"],
])("cannot be had together with %s", async (option, value) => {
  const file = join(folder, "both.yaml");
  await writeFile(file, STORY);
  printed.clear();
  expect(await runProgram(["run", file, "--engine", "model", "--update", option, value])).toBe(2);
  expect(printed.stderr).toContain(`--update and ${option} exclude each other`);
  expect(await readFile(file, "utf8")).toBe(STORY);
});

test("what it cannot write stays unexpected: a key without a cell, a known difference that is gone", async () => {
  const file = join(folder, "rest.yaml");
  const update = async (text: string) => {
    await writeFile(file, text);
    printed.clear();
    return runProgram(["run", file, "--engine", "model", "--update"]);
  };
  expect(await update(`${STORY}    musl@9: { error: EAI_FAIL }\n`)).toBe(1);
  expect(printed.stderr).toContain(
    `not as expected even now:\n${file}:14: no cell of this scenario is "musl@9"\n`,
  );
});

test("goes through no link: neither the file's own nor one that lies in wait", async () => {
  const outside = join(folder, "outside.txt");
  const file = join(folder, "linked.yaml");
  await writeFile(outside, STORY);
  await symlink(outside, file);
  expect(await runProgram(["run", file, "--engine", "model", "--update"])).toBe(2);
  expect(await readFile(outside, "utf8")).toBe(STORY);

  const waited = join(folder, "waited.yaml");
  await writeFile(waited, STORY);
  await symlink(outside, `${waited}.unfinished`);
  expect(await runProgram(["run", waited, "--engine", "model", "--update"])).toBe(0);
  expect(await readFile(outside, "utf8")).toBe(STORY);
  expect(await readFile(waited, "utf8")).not.toBe(STORY);
  expect((await readdir(folder)).filter((name) => name.includes("unfinished"))).toEqual([
    "waited.yaml.unfinished",
  ]);
});

test("names Go's builds and host profiles beside the scenario so that the file can be read again", async () => {
  const file = join(folder, "builds.yaml");
  await writeFile(join(folder, "odd.yaml"), "title: odd\nimitates: nothing\nsyscalls: { readv: 0 }\n");
  const head = STORY.slice(0, STORY.indexOf("expect:"));
  const builds = 'go: [{ version: "1.24", cgo: false }, "1.24"]\nhost: [default, ./odd.yaml]\n';
  const [title = "", ...rest] = head.split("\n").filter((line) => !line.startsWith("go:"));
  await writeFile(file, [title, builds + rest.join("\n")].join("\n"));
  expect(await runProgram(["run", file, "--engine", "model", "--update"]), printed.stderr).toBe(0);
  expect(await runProgram(["run", file, "--engine", "model"])).toBe(0);
});
