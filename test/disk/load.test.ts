import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listCatalogue } from "../../harness/disk/catalogue.ts";
import { loadScenarioFile, loadScenarios } from "../../harness/disk/load.ts";
import { Failure } from "../../harness/errors.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "scenarios-test-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const SCENARIO = "title: x\nlookups: [www.example]\n";

async function write(path: string, content: string | Uint8Array = SCENARIO): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, content);
  return file;
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("symbolic links in a folder", () => {
  test("are told and not followed; one that is named is", async () => {
    const outside = await write("outside/other.yaml");
    await write("inside/own.yaml");
    const link = join(folder, "inside", "link.yaml");
    await symlink(outside, link);
    const notices: string[] = [];
    const loaded = await loadScenarios([join(folder, "inside")], (text) => notices.push(text));
    expect(loaded.map(({ file }) => file)).toEqual([join(folder, "inside", "own.yaml")]);
    expect(notices).toEqual([
      `symbolic links in a folder are not followed: "${link}"; name them one by one to run them`,
    ]);
    expect(await loadScenarios([link])).toHaveLength(1);
  });

  test("are told where there is nothing else", async () => {
    const link = join(folder, "inside", "link.yaml");
    await mkdir(join(folder, "inside"));
    await symlink(await write("outside/other.yaml"), link);
    const { message, advice } = await failureOf(loadScenarios([join(folder, "inside")]));
    expect({ message, advice }).toMatchObject({
      message: expect.stringContaining("no scenario"),
      advice: expect.stringContaining(link),
    });
  });
});

const idsOf = async (...targets: string[]) => (await loadScenarios(targets)).map(({ id }) => id);

describe("host profiles beside a scenario", () => {
  const PROFILE = "title: Old\nimitates: a test\nsyscalls: { readv: ENOSYS }\n";
  const NAMING = "title: x\nhost: [default, ./hosts/old.yaml]\nlookups: [www.example]\n";

  test("are loaded with it, and are no scenarios where their folder is named", async () => {
    const file = await write("a.yaml", NAMING);
    const profile = await write("hosts/old.yaml", PROFILE);
    const [scenario] = await loadScenarios([folder]);
    expect(scenario?.hosts).toEqual(["default", profile]);
    expect(scenario?.ownHosts).toMatchObject([{ id: profile, syscalls: { readv: "ENOSYS" } }]);
    expect(await loadScenarioFile(file)).toMatchObject({ ownHosts: [{ title: "Old" }] });
  });

  test("are told where they are wrong", async () => {
    const file = await write("a.yaml", NAMING);
    await write("hosts/old.yaml", "title: Old\n");
    expect((await failureOf(loadScenarioFile(file))).message).toContain('"imitates" is missing');
  });
});

describe("what a person names", () => {
  test("nothing is the whole catalogue", async () => {
    expect(await idsOf()).toEqual(await listCatalogue());
  });

  test("an id of the catalogue is that scenario, however often it is named", async () => {
    expect(await idsOf("founding/healthy", "scenarios/founding/healthy.yaml", "founding/healthy")).toEqual([
      "founding/healthy",
    ]);
  });

  test("a topic of the catalogue is all of its scenarios", async () => {
    expect(await idsOf("founding")).toEqual([
      "founding/healthy",
      "founding/host-readv",
      "founding/indented-resolv-conf",
    ]);
  });

  test("a file of one's own is that scenario", async () => {
    expect(await idsOf(await write("mine.yaml"))).toEqual(["mine"]);
  });

  test("a folder is every scenario below it, without hidden folders, node_modules and links", async () => {
    await write("scenarios/b/two.yml");
    await write("scenarios/a/one.yaml");
    await write("scenarios/.git/three.yaml");
    await write("scenarios/node_modules/four.yaml");
    await write("scenarios/README.md");
    await symlink(await write("elsewhere.yaml"), join(folder, "scenarios/link.yaml"));
    expect(await idsOf(join(folder, "scenarios"))).toEqual(["a/one", "b/two"]);
  });

  test("something unknown is refused with what it could be", async () => {
    const failure = await failureOf(loadScenarios(["founding/helthy"]));
    expect(failure.code).toBe("usage");
    expect(failure.message).toBe(
      'no file, folder or scenario "founding/helthy" (did you mean "founding/healthy"?)',
    );
  });

  test("a folder without scenarios is refused", async () => {
    expect((await failureOf(loadScenarios([folder]))).message).toMatch(/^no scenario \(\*\.yaml\) below /);
  });

  test("an id does not lead out of the catalogue", async () => {
    const failure = await failureOf(loadScenarios(["founding/../../package"]));
    expect(failure.message).toBe('no file, folder or scenario "founding/../../package"');
  });
});

describe("what is wrong", () => {
  test("in several files is told at once", async () => {
    const one = await write("scenarios/one.yaml", "titel: x\nlookups: [a]\n");
    const two = await write("scenarios/two.yaml", "title: x\nlookups: []\n");
    await write("scenarios/three.yaml");
    const failure = await failureOf(loadScenarios([join(folder, "scenarios")]));
    expect(failure.message.split("\n").map((line) => line.replace(/;.*/, ""))).toEqual([
      "3 problems",
      `  ${one}:1:1: "title" is missing`,
      `  ${one}:1:1: unknown key "titel" (did you mean "title"?)`,
      `  ${two}:2:10: lookups: found an empty list`,
    ]);
  });

  test("with a host profile that does not exist has its place", async () => {
    const file = await write("x.yaml", "title: x\nlookups: [a]\nhost: centos-7.66\n");
    const failure = await failureOf(loadScenarioFile(file));
    expect(failure.message).toMatch(/^host: no host profile "centos-7.66" \(did you mean "centos-7.6"\?\)/);
    expect(failure.place).toEqual({ file, line: 3, column: 7 });
  });

  test("with two files of one id is told", async () => {
    const first = await write("a/same.yaml");
    const second = await write("b/same.yaml");
    const failure = await failureOf(loadScenarios([folder]));
    expect(failure.message).toBe(
      `has the id "same", and so has ${first}; rename one, or put both below a folder called scenarios`,
    );
    expect(failure.place?.file).toBe(second);
  });

  test("with bytes that are not UTF-8 has its place", async () => {
    const file = await write("x.yaml", Buffer.from("title: x\nabout: a\xffb\n", "latin1"));
    const failure = await failureOf(loadScenarioFile(file));
    expect([failure.message, failure.place]).toEqual([
      "not UTF-8; write exact bytes with base64:",
      { file, line: 2, column: 9 },
    ]);
  });

  test("with a file of 5 MiB is told before it is read", async () => {
    const file = await write("x.yaml", new Uint8Array(5 * 1024 * 1024));
    expect((await failureOf(loadScenarioFile(file))).message).toBe("larger than 4194304 bytes");
  });

  test("with something that is no file is told", async () => {
    expect((await failureOf(loadScenarioFile("/dev/zero"))).message).toBe("not a file");
    expect((await failureOf(loadScenarioFile(join(folder, "gone.yaml")))).message).toMatch(/ENOENT/);
  });
});
