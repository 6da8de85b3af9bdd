import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../harness/cli/commands.ts";
import { runProgram } from "../../harness/cli/program.ts";
import { version } from "../../harness/library/version.ts";
import { catchPrinted } from "../support/printed.ts";

const printed = catchPrinted();

describe("the command line", () => {
  test("--help lists every command, without loading any", async () => {
    expect(await runProgram(["--help"])).toBe(0);
    for (const { name, summary } of COMMANDS) {
      expect(printed.stdout).toMatch(new RegExp(`^ {2}${name}\\b.*${summary.slice(0, 30)}`, "m"));
    }
    expect(printed.stdout).toContain("Exit codes: 0 as expected");
  });

  test("--version tells the package's version", async () => {
    expect(await runProgram(["--version"])).toBe(0);
    expect(printed.stdout).toBe(`${version()}\n`);
  });

  test.each(COMMANDS.map(({ name }) => name))("%s --help describes its options", async (name) => {
    expect(await runProgram([name, "--help"])).toBe(0);
    expect(printed.stdout).toContain(`Usage: resolver-matrix ${name}`);
    expect(printed.stdout).toContain("--help");
  });

  const refused: readonly (readonly [readonly string[], string])[] = [
    [[], "Usage: resolver-matrix"],
    [["juggle"], "unknown command 'juggle'"],
    [["run", "--colour"], "unknown option '--colour'"],
    [["run", "--shard", "5/4"], "Expected part/parts, such as 1/4."],
    [["run", "--concurrency", "0"], "Expected a whole number from 1"],
    [["run", "--engine", "podman"], "Allowed choices are auto, docker, local, model"],
    [["run", "--reporter", "xml"], 'error: unknown reporter "xml"'],
    [["run", "no-such-scenario"], "no-such-scenario"],
    [["try"], "missing required argument 'name'"],
    [["try", "db.example", "--family", "ip5"], "Allowed choices are ip, ip4, ip6"],
    [["try", "db.example", "--hosts", "/no/such/file"], "error: cannot read /no/such/file"],
  ];
  test.each(refused)("%j ends with 2 and says why", async (args, message) => {
    expect(await runProgram(args)).toBe(2);
    expect(printed.stderr).toContain(message);
    expect(printed.stdout).toBe("");
  });

  test("the model fills every cell, and says of each libc's what it stands for", async () => {
    expect(await runProgram(["run", "founding/healthy", "--engine", "model", "--reporter", "json"])).toBe(0);
    const { engine, cells, summary } = JSON.parse(printed.stdout);
    expect(engine).toBe("model");
    expect(summary).toMatchObject({ unavailable: 0, emulated: cells.length });
    for (const { resolver, evidence, insteadOf } of cells) {
      expect([resolver, evidence]).toEqual([resolver, "emulated"]);
      expect([resolver, typeof insteadOf]).toEqual([
        resolver,
        resolver.startsWith("go@") ? "undefined" : "string",
      ]);
    }
    expect(printed.stderr).toMatch(/^model: /);
  });

  test("list --json tells scenarios, images and host profiles to programs", async () => {
    expect(await runProgram(["list", "--json"])).toBe(0);
    const listing = JSON.parse(printed.stdout);
    expect(listing.images).toContainEqual(
      expect.objectContaining({ id: "alpine-3.8", libc: "musl@1.1.19", default: true }),
    );
    expect(listing.hosts).toContainEqual(expect.objectContaining({ id: "default" }));
    expect(listing.scenarios.length).toBeGreaterThan(0);
  });
});
