import { describe, expect, test } from "vitest";
import { parseResolvConf, readResolvConf } from "../../../harness/resolvers/go/dnsconfig.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";
import { machine } from "./support.ts";

const NEW = featuresOf({ version: "1.27" });
const OLD = featuresOf({ version: "1.12" });

function parse(content: string, features = NEW, hostname = "box") {
  return parseResolvConf(content, hostname, features);
}

describe("nameserver", () => {
  test.each([
    ["nameserver 10.0.0.1\n", ["10.0.0.1:53"]],
    ["  nameserver\t10.0.0.1 # c\n", ["10.0.0.1:53"]],
    ["nameserver ::1", ["[::1]:53"]],
    ["nameserver fe80::1%eth0", ["[fe80::1%eth0]:53"]],
    ["nameserver 10.0.0.1\r\n", ["10.0.0.1:53"]],
    ["nameserver 10.0.0.1\nnameserver 10.0.0.1\n", ["10.0.0.1:53", "10.0.0.1:53"]],
    [`${"nameserver x\n".repeat(3)}nameserver 10.0.0.1\n`, ["10.0.0.1:53"]],
    ["nameserver 10.0.0.1\n#nameserver 10.0.0.2\n;nameserver 10.0.0.3\n", ["10.0.0.1:53"]],
    [" # nameserver 10.0.0.2\n", ["127.0.0.1:53", "[::1]:53"]],
    [
      "nameserver 10.0.0.1;x\nnameserver 127.1\nnameserver localhost\nnameserver\n",
      ["127.0.0.1:53", "[::1]:53"],
    ],
    ["", ["127.0.0.1:53", "[::1]:53"]],
  ])("%j", (content, servers) => expect(parse(content).servers.map(({ text }) => text)).toEqual(servers));

  test("no more than three", () => {
    const content = [1, 2, 3, 4].map((last) => `nameserver 10.0.0.${last}\n`).join("");
    expect(parse(content).servers.map(({ address }) => address)).toEqual([
      "10.0.0.1",
      "10.0.0.2",
      "10.0.0.3",
    ]);
  });

  test("texts keep the file's spelling, sockets get the canonical one", () => {
    expect(parse("nameserver 127.0.0.03\n", OLD).servers).toEqual([
      { text: "127.0.0.03:53", address: "127.0.0.3", socketAddress: "127.0.0.3" },
    ]);
    expect(parse("nameserver 0:0::1\nnameserver ::ffff:10.0.0.1\n").servers).toEqual([
      { text: "[0:0::1]:53", address: "::1", socketAddress: "::1" },
      { text: "[::ffff:10.0.0.1]:53", address: "10.0.0.1", socketAddress: "10.0.0.1" },
    ]);
  });

  test("a zone that names no interface is none for the socket", () => {
    const socketAddress = (zone: string) => parse(`nameserver fe80::1%${zone}\n`).servers[0]?.socketAddress;
    expect(["lo", "1", "3x", "nowhere"].map(socketAddress)).toEqual([
      "fe80::1%lo",
      "fe80::1%1",
      "fe80::1%3",
      "fe80::1",
    ]);
  });
});

describe("suffixes", () => {
  test.each([
    ["search a.test b.test.\n", ["a.test.", "b.test."]],
    ["search a # b\n", ["a.", "#.", "b."]],
    ["domain a b\n", ["a."]],
    ["domain .\n", ["."]],
    ["search a\ndomain b\n", ["b."]],
    ["domain b\nsearch a\n", ["a."]],
    ["domain b\ndomain\n", ["b."]],
    ["search a\nsearch\n", ["corp.test."]],
    ["search .\n", ["corp.test."]],
    ["search . a\n", ["a."]],
    ["", ["corp.test."]],
    [
      `search ${Array.from({ length: 40 }, (_, index) => `s${index}`).join(" ")}\n`,
      Array.from({ length: 40 }, (_, index) => `s${index}.`),
    ],
  ])("%j", (content, search) => expect(parse(content, NEW, "box.corp.test").search).toEqual(search));

  test("up to Go 1.19 the root is a suffix", () => {
    expect(parse("search .\n", featuresOf({ version: "1.19" }), "box.corp.test").search).toEqual(["."]);
  });

  test.each([
    ["box", []],
    ["box.", []],
    [".x", ["x."]],
    ["a..b", [".b."]],
    ["box.corp.", ["corp."]],
  ])("of the host name %j", (hostname, search) => expect(parse("", NEW, hostname).search).toEqual(search));
});

describe("options", () => {
  test.each([
    ["ndots:2", { ndots: 2 }],
    ["ndots:16", { ndots: 15 }],
    ["ndots:abc", { ndots: 0 }],
    ["ndots:", { ndots: 0 }],
    ["ndots:2x", { ndots: 2 }],
    ["ndots:-1", { ndots: 0 }],
    ["timeout:0", { timeoutMs: 1000 }],
    ["timeout:99", { timeoutMs: 99_000 }],
    ["timeout:99999999", { timeoutMs: 16_777_215_000 }],
    ["attempts:0", { attempts: 1 }],
    ["attempts:7", { attempts: 7 }],
    ["rotate", { rotate: true }],
    ["single-request", { singleRequest: true }],
    ["single-request-reopen", { singleRequest: true }],
    ["use-vc", { useTcp: true }],
    ["usevc", { useTcp: true }],
    ["tcp", { useTcp: true }],
    ["trust-ad", { trustAd: true }],
    ["no-reload", { noReload: true }],
    ["edns0", { ndots: 1 }],
    ["ndots:1 ndots:3", { ndots: 3 }],
  ])("%s", (options, conf) => {
    expect(parse(`options ${options}\n`)).toMatchObject({ ...conf, unknownOption: null });
  });

  test.each([
    ["options inet6", 1, 'unknown option "inet6"'],
    ["nameserver 10.0.0.1\noptions rotate # c", 2, 'unknown option "#"'],
    ["options constructor", 1, 'unknown option "constructor"'],
    ["options Rotate", 1, 'unknown option "Rotate"'],
    ["sortlist 10.0.0.0\noptions x", 1, 'unknown keyword "sortlist"'],
    [" # comment", 1, 'unknown keyword "#"'],
    ["NAMESERVER 10.0.0.1", 1, 'unknown keyword "NAMESERVER"'],
  ])("%j: the first unknown one is remembered", (content, line, what) => {
    expect(parse(content).unknownOption).toEqual({ line, what });
  });

  test.each([
    ["single-request-reopen", "1.12", 'option "single-request-reopen" is unknown to Go 1.12 and older'],
    ["use-vc", "1.11", 'option "use-vc" is unknown to Go 1.12 and older'],
    ["edns0", "1.19", 'option "edns0" is unknown to Go 1.19 and older'],
  ])("%s in Go %s", (option, version, what) => {
    const conf = parse(`options ${option}\n`, featuresOf({ version }));
    expect(conf.unknownOption).toEqual({ line: 1, what });
    expect(conf).toMatchObject({ singleRequest: false, useTcp: false });
  });

  test("lookup is known, and of no use on Linux", () => {
    expect(parse("lookup file bind\n").unknownOption).toBeNull();
  });
});

test("notes tell what each line did", () => {
  const content =
    "# c\nnameserver 10.0.0.1\nsearch a\noptions ndots:3 inet6\n\nsearch b .\nnameserver x\noptions ndots:5\n";
  expect(parse(content).notes).toEqual([
    { line: 1, text: "# c", effect: null, ignored: true, why: "comment" },
    { line: 2, text: "nameserver 10.0.0.1", effect: "server 1: 10.0.0.1:53", ignored: false, why: null },
    { line: 3, text: "search a", effect: null, ignored: true, why: "search list: line 6 replaces it" },
    {
      line: 4,
      text: "options ndots:3 inet6",
      effect: null,
      ignored: true,
      why: 'ndots: line 8 replaces it; unknown option "inet6"',
    },
    { line: 5, text: "", effect: null, ignored: true, why: "blank" },
    {
      line: 6,
      text: "search b .",
      effect: "search list: b.",
      ignored: false,
      why: 'the entry "." is dropped',
    },
    { line: 7, text: "nameserver x", effect: null, ignored: true, why: '"x" is not an IP address' },
    { line: 8, text: "options ndots:5", effect: "ndots 5", ignored: false, why: null },
  ]);
});

test("reading stops at a line of 64 KiB", () => {
  const conf = parse(`nameserver 10.0.0.1\n#${"x".repeat(70_000)}\nnameserver 10.0.0.2\n`);
  expect(conf.servers).toHaveLength(1);
  expect(conf.notes.at(-1)).toMatchObject({ line: 2, ignored: true });
});

describe("the file itself", () => {
  const read = (setup: Parameters<typeof machine>[0]) => {
    const world = machine(setup);
    return readResolvConf(world.files, world.hostname, NEW);
  };

  test("absent: default servers, and the error is remembered", async () => {
    const conf = await read({ resolv: null, hostname: "box.corp.test" });
    expect(conf).toMatchObject({
      hasDefaultServers: true,
      error: "ENOENT",
      mtimeMs: null,
      search: ["corp.test."],
    });
  });

  test("unreadable for the user", async () => {
    const secret = { kind: "content", bytes: new Uint8Array(), mode: 0o600, owner: 0 } as const;
    expect(await read({ files: { "/etc/resolv.conf": secret }, user: 1000 })).toMatchObject({
      error: "EACCES",
    });
  });

  test("a directory reads as empty", async () => {
    const directory = { kind: "directory", mode: 0o755, owner: 0 } as const;
    expect(await read({ resolv: null, files: { "/etc/resolv.conf": directory } })).toMatchObject({
      hasDefaultServers: true,
      error: null,
    });
  });
});
