/** What the action installs, and what it keeps between runs. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { REPOSITORY } from "./workflow.ts";

const SCRIPTS = join(".github", "scripts");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rm-install-"));
  mkdirSync(join(folder, "programs"));
  cpSync(join(REPOSITORY, SCRIPTS), join(folder, SCRIPTS), { recursive: true });
  for (const name of ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"]) {
    cpSync(join(REPOSITORY, name), join(folder, name));
  }
  for (const name of ["harness", "scripts", "images"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "file"), "1");
  }
  writeFileSync(join(folder, "programs", "npm"), `#!/bin/sh\necho "$*" >>'${join(folder, "calls")}'\n`, {
    mode: 0o755,
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(name: string): string {
  const PATH = `${join(folder, "programs")}:${process.env.PATH}`;
  const output = join(folder, "output");
  writeFileSync(output, "");
  const env = { PATH, HOME: "/home/runner", GITHUB_OUTPUT: output };
  execFileSync("bash", [join(folder, SCRIPTS, name)], { env, stdio: "pipe" });
  return readFileSync(output, "utf8");
}

describe("install.sh", () => {
  test("builds on a new machine", () => {
    script("install.sh");
    expect(readFileSync(join(folder, "calls"), "utf8")).toBe("ci\n");
  });

  test("takes a build that was kept, without anything to develop with", () => {
    mkdirSync(join(folder, "dist", "harness"), { recursive: true });
    writeFileSync(join(folder, "dist", "harness", ".compiled"), "");
    script("install.sh");
    expect(readFileSync(join(folder, "calls"), "utf8")).toBe("ci --omit=dev --ignore-scripts\n");
  });
});

describe("cache-keys.sh", () => {
  function keys(): Record<string, string> {
    const lines = script("cache-keys.sh").trim().split("\n");
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  }

  test("the build goes with the sources, the images with their definitions", () => {
    const before = keys();
    expect(before["build-path"]).toBe(join(folder, "dist"));
    expect(before["images-path"]).toBe("/home/runner/.cache/resolver-matrix");
    expect(keys()).toEqual(before);
    writeFileSync(join(folder, "harness", "file"), "2");
    const changed = keys();
    expect(changed["build-key"]).not.toBe(before["build-key"]);
    expect(changed["images-key"]).toBe(before["images-key"]);
    writeFileSync(join(folder, "images", "file"), "2");
    expect(keys()["images-key"]).not.toBe(before["images-key"]);
  });
});
