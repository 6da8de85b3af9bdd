import { describe, expect, test } from "vitest";
import { hasStandardCriteria, parseNsswitch, readNsswitch } from "../../../harness/resolvers/go/nss.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";
import { machine } from "./support.ts";

const NEW = featuresOf({ version: "1.27" });
const OLD = featuresOf({ version: "1.19" });

describe("sources", () => {
  test.each([
    ["hosts: files dns\n", ["files", "dns"]],
    ["hosts:files dns", ["files", "dns"]],
    ["hosts:\tfiles dns\r\n", ["files", "dns"]],
    ["hosts: files\tdns\n", ["files\tdns"]],
    ["hosts: files  dns # nis\n", ["files", "dns"]],
    ["hosts: files\npasswd: x\nhosts: dns\n", ["files", "dns"]],
    [" hosts : files\n", ["files"]],
    ["Hosts: files\n", []],
    ["hosts:\n", []],
    ["hosts: files [NOTFOUND=return] dns\n", ["files", "dns"]],
    ["hosts: files[NOTFOUND=return] dns\n", ["files[NOTFOUND=return]", "dns"]],
    ["hosts: files [a=b] [NOTFOUND=return] dns\n", ["files", "[NOTFOUND=return]", "dns"]],
    ["hosts: [NOTFOUND=return] dns\n", ["[NOTFOUND=return]", "dns"]],
    ["# hosts: dns\n", []],
  ])("%j", (content, names) => {
    const { sources, error } = parseNsswitch(content, NEW);
    expect(sources.map(({ name }) => name)).toEqual(names);
    expect(error).toBeNull();
  });
});

describe("mistakes spoil the whole file", () => {
  test.each([
    ["hosts: files\nnonsense\n", 2, "no colon on line"],
    ["passwd: files [x\nhosts: files\n", 1, "unclosed criterion bracket"],
    ["hosts: files [NOTFOUND] dns\n", 1, "invalid criteria: NOTFOUND"],
    ["hosts: files [!a=] dns\n", 1, "invalid criteria: !a="],
    ["hosts: files [a=] dns\n", 1, "invalid criteria: a="],
  ])("%j", (content, line, what) => {
    expect(parseNsswitch(content, NEW).error).toEqual({ kind: "syntax", line, what });
  });
});

describe("standard criteria", () => {
  test.each([
    ["", true],
    ["[NOTFOUND=return]", true],
    ["[notfound=continue]", true],
    ["[UNAVAIL=continue NOTFOUND=return]", true],
    ["[NOTFOUND=return UNAVAIL=continue]", false],
    ["[SUCCESS=return]", true],
    ["[SUCCESS=continue]", false],
    ["[SUCCESS=merge]", false],
    ["[!UNAVAIL=return]", false],
    ["[TRYAGAIN=return]", true],
    ["[x=return]", false],
    ["[]", true],
  ])("files %s: %s", (block, standard) => {
    const [source] = parseNsswitch(`hosts: files ${block} dns\n`, NEW).sources;
    expect(source).toBeDefined();
    if (source !== undefined) expect(hasStandardCriteria(source)).toBe(standard);
  });
});

describe("the file itself", () => {
  const directory = { "/etc/nsswitch.conf": { kind: "directory", mode: 0o755, owner: 0 } } as const;

  test("absent", async () => {
    expect(await readNsswitch(machine({ nss: null }).files, NEW)).toMatchObject({
      error: { kind: "errno", errno: "ENOENT" },
    });
  });

  test("a directory: an error up to Go 1.19, empty from Go 1.20 on", async () => {
    const { files } = machine({ nss: null, files: directory });
    expect((await readNsswitch(files, OLD)).error).toEqual({ kind: "errno", errno: "EISDIR" });
    expect(await readNsswitch(files, NEW)).toMatchObject({ error: null, sources: [] });
  });

  test("a line of 64 KiB ends it from Go 1.20 on", () => {
    const content = `#${"x".repeat(70_000)}\nhosts: dns\n`;
    expect(parseNsswitch(content, OLD).sources).toHaveLength(1);
    expect(parseNsswitch(content, NEW).sources).toHaveLength(0);
  });
});

test("notes", () => {
  expect(parseNsswitch("passwd: files\nhosts: files dns\nx\n", NEW).notes).toMatchObject([
    { line: 1, ignored: true, why: "not the hosts database" },
    { line: 2, effect: "hosts: files, dns" },
    { line: 3, ignored: true, why: "no colon on line: the whole file counts as unreadable" },
  ]);
});
