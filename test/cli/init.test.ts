/** `resolver-matrix init`: what it writes loads, says nothing that lint minds, and runs as it is. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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

describe("the image that it names", () => {
  const ORDINARY = "alpine-minirootfs-3.8.5-x86_64.tar.gz";
  const OTHER = "alpine-minirootfs-3.20.3-x86_64.tar.gz";

  /** Archives count as at hand by their names; whether they are whole shows when one is used. */
  async function initWith(...archives: readonly string[]): Promise<string> {
    const images = join(folder, "images");
    await mkdir(images);
    for (const name of archives) await writeFile(join(images, name), "");
    vi.stubEnv("RESOLVER_MATRIX_IMAGES", images);
    vi.stubEnv("RESOLVER_MATRIX_CACHE", join(folder, "cache"));
    expect(await runProgram(["init", file])).toBe(0);
    vi.unstubAllEnvs();
    const [, named = ""] = /^images: \[(.*)\]$/m.exec(await readFile(file, "utf8")) ?? [];
    return named;
  }

  test("is the usual one where that is at hand", async () => {
    expect(await initWith(OTHER, ORDINARY)).toBe("alpine-3.8");
    expect(printed.all).not.toContain("No image is at hand");
  });

  test("is another one where only that is, and the rest of the scenario goes with it", async () => {
    expect(await initWith(OTHER)).toBe("alpine-3.20");
    expect(printed.all).not.toContain("No image is at hand");
    expect(await runProgram(["run", file, "--engine", "model"]), printed.all).toBe(0);
  });

  test("is to be fetched where none is, which is told", async () => {
    expect(await initWith()).toBe("alpine-3.8");
    expect(printed.all).toContain("No image is at hand: that run fetches alpine-3.8.");
  });
});

test("is called as here in all that it says", async () => {
  vi.stubEnv("npm_config_user_agent", "pnpm/9.0.0 npm/? node/v20.20.2 linux x64");
  await runProgram(["init", file]);
  vi.unstubAllEnvs();
  expect(printed.all).toContain(`Next: pnpm exec resolver-matrix run ${file}`);
  expect(await readFile(file, "utf8")).toContain('run it with "pnpm exec resolver-matrix run FILE"');
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
