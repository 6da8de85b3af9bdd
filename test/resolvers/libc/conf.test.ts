import { describe, expect, it } from "vitest";
import { readAsGlibc } from "../../../harness/resolvers/glibc/conf-notes.ts";
import { GLIBC_LEVELS, type GlibcLevel } from "../../../harness/resolvers/glibc/levels.ts";
import type { LibcConf } from "../../../harness/resolvers/libc/conf.ts";
import { readAsMusl } from "../../../harness/resolvers/musl/resolvconf.ts";

const SURROUNDINGS = { hostname: "box", env: {} };

function glibc(text: string, id: GlibcLevel["id"] = "2.36", surroundings = SURROUNDINGS): LibcConf {
  const level = GLIBC_LEVELS.find((each) => each.id === id);
  if (level === undefined) throw new Error(`no level ${id}`);
  return readAsGlibc(text, level, surroundings);
}

function told({ notes }: LibcConf): readonly string[] {
  return notes.map(({ effect, why }) => [effect ?? "-", why ?? ""].join(" | "));
}

describe("musl", () => {
  it("has defaults", () => {
    expect(readAsMusl("")).toMatchObject({
      servers: ["127.0.0.1"],
      hasDefaultServers: true,
      search: [],
      ndots: 1,
      timeoutS: 5,
      attempts: 2,
    });
  });

  it.each([
    ["nameserver 10.0.0.1\r\n", ["10.0.0.1"]],
    ["nameserver\t10.0.0.1 trailing\n", ["10.0.0.1"]],
    ["nameserver 012.0.0.065", ["10.0.0.53"]],
    [" nameserver 10.0.0.1\n", ["127.0.0.1"]],
    ["NAMESERVER 10.0.0.1\n", ["127.0.0.1"]],
    ["nameserver=10.0.0.1\n", ["127.0.0.1"]],
    ["nameserver 10.0.0.1:53\nnameserver 10.0.0.2", ["10.0.0.2"]],
    [
      "nameserver 10.0.0.1\nnameserver x\nnameserver 10.0.0.2\nnameserver ::3\nnameserver 10.0.0.4",
      ["10.0.0.1", "10.0.0.2", "::3"],
    ],
    [`nameserver 10.0.0.1 ${"x".repeat(300)}\n`, ["127.0.0.1"]],
    [`nameserver 10.0.0.1${" ".repeat(254 - 19)}\n`, ["10.0.0.1"]],
    [`nameserver 10.0.0.1${" ".repeat(255 - 19)}\n`, ["127.0.0.1"]],
    ["\0\nnameserver 10.0.0.1\nnameserver 10.0.0.2\n", ["10.0.0.2"]],
  ])("%#: %j asks %j", (text, servers) => expect(readAsMusl(text).servers).toEqual(servers));

  it.each([
    ["search a b\n", ["a", "b"]],
    ["domain a b\n", ["a", "b"]],
    ["search a # b\n", ["a", "#", "b"]],
    ["search a\nsearch\n", []],
    ["search a\ndomain b\n", ["b"]],
    [`search ${"a.test ".repeat(40)}\n`, []],
  ])("%#: %j searches %j", (text, search) => expect(readAsMusl(text).search).toEqual(search));

  it.each([
    ["options ndots:2 timeout:1 attempts:3", [2, 1, 3]],
    ["options xndots:2", [2, 5, 2]],
    ["options timeout:1,ndots:2", [2, 1, 2]],
    ["options ndots:3 ndots:4", [3, 5, 2]],
    ["options ndots:3\noptions ndots:4", [4, 5, 2]],
    ["options ndots:99 timeout:99 attempts:99", [15, 60, 10]],
    ["options ndots: 2", [1, 5, 2]],
    ["options ndots:-1", [1, 5, 2]],
    ["options timeout:0 attempts:0", [1, 0, 0]],
  ])("%j", (text, [ndots, timeoutS, attempts]) => {
    expect(readAsMusl(text)).toMatchObject({ ndots, timeoutS, attempts });
  });

  it("tells what became of each line", () => {
    const lines = [
      "# c",
      " nameserver 1.1.1.1",
      "search a",
      "search b",
      "options rotate ndots:2",
      "options ndots:",
    ];
    expect(told(readAsMusl(lines.join("\n")))).toEqual([
      "- | comment",
      "- | indented: a keyword must begin in the first column",
      "- | search list: line 4 replaces it",
      "search list: b. | ",
      'ndots 2 | musl has no option "rotate"',
      '- | no number follows "ndots:" at once',
    ]);
  });
});

describe("glibc", () => {
  it("takes a carriage return for part of the address from 2.29 on", () => {
    expect(glibc("nameserver 10.0.0.1\r\n", "2.26").servers).toEqual(["10.0.0.1"]);
    expect(glibc("nameserver 10.0.0.1\r\n", "2.29")).toMatchObject({
      servers: ["127.0.0.1"],
      hasDefaultServers: true,
    });
  });

  it.each([
    ["search a b\n", ["a", "b"]],
    ["domain a b\n", ["a"]],
    ["search a\nsearch\n", ["a"]],
    ["search a\r\n", ["a\r"]],
    [" search a\n", []],
    ["search\va\n", []],
  ])("%j searches %j", (text, search) => expect(glibc(text).search).toEqual(search));

  it("keeps six domains and 255 bytes up to 2.25", () => {
    const seven = "search a b c d e f g\n";
    expect(glibc(seven, "2.17").search).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(glibc(seven, "2.26").search).toHaveLength(7);
    expect(told(glibc(seven, "2.17"))).toEqual([
      "search list: a. b. c. d. e. f. | only 6 domains and 255 bytes are kept",
    ]);
    const long = `search ${"x".repeat(300)} b\n`;
    expect(glibc(long, "2.17").search).toEqual(["x".repeat(255)]);
  });

  it("searches the domain of the host name, unless the file or the environment say otherwise", () => {
    const named = { hostname: "web.corp.test", env: {} };
    expect(glibc("", "2.36", named)).toMatchObject({ search: ["corp.test"], searchFrom: "hostname" });
    expect(glibc("search a", "2.36", named)).toMatchObject({ search: ["a"], searchFrom: "file" });
    const env = { LOCALDOMAIN: "b c", RES_OPTIONS: "ndots:3" };
    expect(glibc("search a", "2.36", { ...named, env })).toMatchObject({
      search: ["b", "c"],
      searchFrom: "environment",
      ndots: 3,
    });
  });

  it.each([
    ["options ndots:2 timeout:1 attempts:3", [2, 1, 3]],
    ["options xndots:2", [1, 5, 2]],
    ["options ndots:3 ndots:4", [4, 5, 2]],
    ["options ndots:99 timeout:99 attempts:99", [15, 30, 5]],
    ["options ndots: 2", [2, 5, 2]],
    ["options ndots:-1", [15, 5, 2]],
    ["options timeout:0 attempts:0", [1, 1, 0]],
  ])("%j", (text, [ndots, timeoutS, attempts]) => {
    expect(glibc(text)).toMatchObject({ ndots, timeoutS, attempts });
  });

  it("knows options by version", () => {
    const line = "options no-aaaa trust-ad use-vc inet6 nonsense";
    expect(glibc(line, "2.36").flags).toEqual(["no-aaaa", "trust-ad", "use-vc"]);
    expect(told(glibc(line, "2.29"))).toEqual([
      'TCP only | option "no-aaaa" came with glibc 2.36; option "trust-ad" came with glibc 2.31; ' +
        'option "inet6" does nothing here; glibc has no option "nonsense"',
    ]);
  });
});
