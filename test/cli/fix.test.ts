/** `fix` and `shrink` as a person runs them. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../harness/cli/program.ts";
import { catchPrinted } from "../support/printed.ts";

let folder = "";
const printed = catchPrinted();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-fix-"));
  await writeFile(join(folder, "resolv.conf"), "  nameserver 10.0.0.53\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const MODEL = ["--engine", "model"];

describe("fix", () => {
  test("a name with a file: the cause, and the file as it should be, at the first column", async () => {
    const files = ["--resolv-conf", join(folder, "resolv.conf")];
    expect(await runProgram(["fix", "db.example", ...files, ...MODEL, "--image", "alpine-3.20"])).toBe(0);
    expect(printed.stdout).toContain("(founding/indented-resolv-conf)");
    expect(printed.stdout).toContain("Do this: Begin the lines of resolv.conf at the first column.");
    expect(printed.stdout).toContain("\nnameserver 10.0.0.53\n");
  });

  test("a scenario with a file in the place of its own", async () => {
    const files = ["--resolv-conf", join(folder, "resolv.conf")];
    const file = join(folder, "healthy.yaml");
    await writeFile(
      file,
      'title: healthy\nimages: [alpine-3.20]\ngo: []\nfiles: { /etc/resolv.conf: "nameserver 10.0.0.53\\n" }\ndns: { 10.0.0.53: { zone: "www.example. A 192.0.2.1\\n" } }\nlookups: [www.example]\n',
    );
    expect(await runProgram(["fix", file, ...MODEL])).toBe(0);
    expect(printed.stdout).toContain("Nothing to mend");
    printed.clear();
    expect(await runProgram(["fix", file, ...files, ...MODEL])).toBe(0);
    expect(printed.stdout).toContain("Do this: Begin the lines of resolv.conf");
  });

  test("what nothing mends ends with 1 and says so", async () => {
    expect(await runProgram(["fix", "errors/both-nxdomain", ...MODEL])).toBe(1);
    expect(printed.stdout).toMatch(/Nothing mends it: none of \d+ changes/);
    expect(printed.stdout).not.toContain("Do this");
  });

  test("for programs", async () => {
    expect(await runProgram(["fix", "kubernetes/search-domain-servfail", ...MODEL, "--json"])).toBe(0);
    const { version, settings } = JSON.parse(printed.stdout);
    expect(version).toBe(1);
    expect(settings[0]).toMatchObject({
      scenario: "kubernetes/search-domain-servfail",
      causes: [{ id: "cluster-search-servfail" }],
      remedies: expect.arrayContaining([
        expect.objectContaining({
          id: "ndots:1",
          who: "pod",
          mendsAll: true,
          breaks: 0,
          lostNames: [],
          ran: null,
        }),
      ]),
    });
    expect(settings[0].remedies[0].id).toBe("final-dot");
    expect(settings[0].remedies[0].after.questions).toBeLessThan(settings[0].remedies[0].before.questions);
  });

  test("what comes from outside moves no cursor", async () => {
    const file = join(folder, "hostile.yaml");
    await writeFile(
      file,
      'title: "\\e[2J"\nimages: [alpine-3.20]\ngo: []\nfiles:\n  /etc/resolv.conf: "nameserver 10.0.0.1\\nsearch \\e[31m.example\\noptions timeout:0\\n"\ndns: { 10.0.0.1: { zone: "www.example. A 192.0.2.1\\n" } }\nlookups: ["www.example"]\n',
    );
    expect(await runProgram(["fix", file, ...MODEL])).toBe(0);
    expect(printed.stdout).toContain("Do this");
    expect(printed.stdout).not.toContain("\u001b");
  });

  test("two names at once are refused", async () => {
    expect(await runProgram(["fix", "a.example", "b.example", ...MODEL])).toBe(2);
    expect(printed.stderr).toContain("one name is mended at a time");
  });
});

test("shrink writes a scenario that runs, and tells how much is gone", async () => {
  const file = join(folder, "small.yaml");
  expect(await runProgram(["shrink", "resolv-conf/crlf", ...MODEL, "-o", file])).toBe(0);
  expect(printed.stderr).toMatch(/\d+ lines → \d+; \d+ cuts were tried on the models/);
  expect(await readFile(file, "utf8")).toContain("title: A resolv.conf with CRLF line ends");
  printed.clear();
  expect(await runProgram(["run", file, ...MODEL])).toBe(0);
  expect(printed.stdout).toContain("(resolv-conf/crlf)");
});
