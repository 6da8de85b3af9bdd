/** The completion scripts, asked by the shells that they are for. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../../harness/cli/commands.ts";
import { fishScript } from "../../../harness/cli/completion/fish.ts";
import { bashScript, zshScript } from "../../../harness/cli/completion/posix.ts";
import { type CompletionTree, completionTree } from "../../../harness/cli/completion/tree.ts";

let tree: CompletionTree;
let folder = "";
let home = "";
beforeAll(async () => {
  tree = await completionTree(COMMANDS, {
    scenarios: ["founding", "founding/healthy"],
    images: ["alpine-3.8", "debian-12-glibc"],
    hosts: ["default", "centos-7.6"],
    go: ["1.11", "1.19"],
  });
  folder = mkdtempSync(join(tmpdir(), "rm-completion-"));
  writeFileSync(join(folder, "resolv.conf"), "");
  home = mkdtempSync(join(tmpdir(), "rm-completion-home-"));
});
afterAll(() => {
  for (const one of [folder, home]) rmSync(one, { recursive: true });
});

/** What a person has written, the word at the cursor last, and what a shell must offer. */
const OFFERS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["ex"], ["explain"]],
  [["--v"], ["--version"]],
  [["run", "--eng"], ["--engine"]],
  [
    ["run", "--engine", ""],
    ["auto", "docker", "local", "model"],
  ],
  [["run", "--engine", "local", "founding/"], ["founding/healthy"]],
  [
    ["run", "founding", "--reporter", "j"],
    ["json", "junit"],
  ],
  [["try", "db", "--image", "a"], ["alpine-3.8"]],
  [["try", "db", "--host", "c"], ["centos-7.6"]],
  [["try", "db", "--resolv-conf", "re"], ["resolv.conf"]],
  [["images", "p"], ["pull"]],
  [["clean", "--images", "--h"], ["--help"]],
  [["images", "pull", "al"], ["alpine-3.8"]],
  [
    ["explain", "--family", "ip"],
    ["ip", "ip4", "ip6"],
  ],
  [
    ["completion", ""],
    ["bash", "fish", "zsh"],
  ],
  [["merge", "re"], ["resolv.conf"]],
];

describe("bash", () => {
  test.each(OFFERS)("%j", (words, offers) => {
    expect(askBash(words)).toEqual(offers);
  });

  test("a list, behind its last comma", () => {
    expect(askBash(["run", "--images", "alpine-3.8,d"])).toEqual(["alpine-3.8,debian-12-glibc"]);
  });

  test("a value behind =, which bash makes a word of its own", () => {
    expect(askBash(["run", "--engine", "=", "l"])).toEqual(["local"]);
    expect(askBash(["run", "--engine", "="])).toEqual(["auto", "docker", "local", "model"]);
  });

  function askBash(words: readonly string[]): readonly string[] {
    const script = `set -u\n${bashScript(tree)}
COMP_WORDS=(resolver-matrix "$@")
COMP_CWORD=$#
_resolver_matrix
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return lines(
      execFileSync("bash", ["--norc", "-c", script, "bash", ...words], { cwd: folder, encoding: "utf8" }),
    );
  }
});

const noZsh = spawnSync("zsh", ["--version"]).error !== undefined;
describe.skipIf(noZsh)(`zsh${noZsh ? " (skipped: it is not installed)" : ""}`, () => {
  test.each(OFFERS)("%j", (words, offers) => {
    const word = words.at(-1) ?? "";
    expect(askZsh(words).filter((offer) => offer.startsWith(word))).toEqual(offers);
  });

  test("a list, behind its last comma", () => {
    expect(askZsh(["run", "--images", "alpine-3.8,d"])).toEqual([
      "alpine-3.8",
      "debian-12-glibc",
      "prefix *,",
    ]);
  });

  test("a value behind =", () => {
    expect(askZsh(["run", "--engine=l"])).toEqual(["auto", "docker", "local", "model", "prefix *="]);
  });

  /** zsh's own words for "offer this" are there only at its prompt; in their place these tell what they were given. */
  function askZsh(words: readonly string[]): readonly string[] {
    const script = `compdef() { }
compadd() { shift; print -l -- "$@" }
compset() { print -- "prefix $2" }
_files() { print -l -- * }
${zshScript(tree)}
words=(resolver-matrix "$@") CURRENT=$(($# + 1))
_resolver_matrix`;
    return lines(runFile("zsh", ["-f"], script, words));
  }
});

const noFish = spawnSync("fish", ["--version"]).error !== undefined;
describe.skipIf(noFish)(`fish${noFish ? " (skipped: it is not installed)" : ""}`, () => {
  test.each(OFFERS)("%j", (words, offers) => {
    expect(askFish(words)).toEqual(offers);
  });

  test("a list, behind its last comma", () => {
    expect(askFish(["run", "--images", "alpine-3.8,d"])).toContain("alpine-3.8,debian-12-glibc");
  });

  function askFish(words: readonly string[]): readonly string[] {
    const script = `${fishScript(tree)}\ncomplete -C "resolver-matrix $argv"`;
    const told = runFile("fish", ["--no-config"], script, words);
    return lines(told).map((line) => line.replace(/\t.*$/, ""));
  }
});

/** Runs a script from a file: what stands behind it is never taken for an option of the shell. */
function runFile(
  shell: string,
  options: readonly string[],
  script: string,
  words: readonly string[],
): string {
  const file = join(home, `script.${shell}`);
  writeFileSync(file, script);
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
  return execFileSync(shell, [...options, file, ...words], { cwd: folder, encoding: "utf8", env });
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}
