import { describe, expect, it } from "vitest";
import { NEWEST_GO } from "../support/go-versions.ts";
import { explanationOf, goBuilds, type Surroundings } from "./support.ts";

describe("who looks it up", () => {
  it("is told by version, with the rule and where upstream has it", async () => {
    const { modes, go } = await explanationOf("www.test", {
      resolvConf: "nameserver 10.0.0.53\noptions edns0\n",
    });
    expect(go).toBe(`1.11–${NEWEST_GO}`);
    expect(modes).toEqual([
      {
        go: "Go 1.11–1.19",
        decision: {
          order: "cgo",
          because: 'resolv.conf line 2: option "edns0" is unknown to Go 1.19 and older',
          rule: "resolv-conf-unknown-option",
          upstream: expect.stringMatching(/^src\/net\/conf\.go of Go 1\.19, hostLookupOrder: /),
          pureOrder: "files,dns",
        },
      },
      {
        go: `Go 1.20–${NEWEST_GO}`,
        decision: expect.objectContaining({
          order: "files,dns",
          upstream: expect.stringMatching(/^src\/net\/conf\.go of Go 1\.27, lookupOrder: /),
        }),
      },
    ]);
  });

  it("is nobody for an address", async () => {
    const { modes } = await explanationOf("010.0.0.1", { builds: goBuilds("1.16", "1.17") });
    expect(modes.map(({ go, decision }) => [go, decision?.order ?? null])).toEqual([
      ["Go 1.16", null],
      ["Go 1.17", "files,dns"],
    ]);
  });

  it("follows what the binary brings", async () => {
    const builds = [
      { version: "1.24", cgo: false, tags: [], godebug: "" },
      { version: "1.24", cgo: true, tags: [], godebug: "netdns=cgo" },
    ];
    const { modes } = await explanationOf("www.test", { builds });
    expect(modes.map(({ go, decision }) => [go, decision?.order, decision?.rule])).toEqual([
      ["Go 1.24 (CGO_ENABLED=0)", "files,dns", "nss-order"],
      ["Go 1.24 (GODEBUG=netdns=cgo)", "cgo", "netcgo"],
    ]);
  });
});

describe("the files, line by line", () => {
  async function linesOf(path: string, surroundings: Surroundings, name = "www.test") {
    const { configuration } = await explanationOf(name, surroundings);
    const file = configuration.find((each) => each.path === path);
    if (file === undefined) throw new Error(`no ${path}`);
    const lines = file.lines.map(({ line, text, readings }) => ({
      [`${line} ${text}`]: readings.map(
        ({ readers, effect, why }) => `${readers}: ${effect ?? "-"} | ${why ?? ""}`,
      ),
    }));
    return { ...file, lines };
  }

  it("resolv.conf", async () => {
    const resolvConf = "# comment\n\n  # indented\nnameserver 10.0.0.53\r\n nameserver 10.0.0.54\n";
    const { lines, origin, problem, passedOver } = await linesOf("/etc/resolv.conf", { resolvConf });
    expect({ origin, problem, passedOver }).toEqual({
      origin: "test /etc/resolv.conf",
      problem: null,
      passedOver: 1,
    });
    expect(lines).toEqual([
      { "1 # comment": ["everybody: - | comment"] },
      { "3   # indented": ['everybody: - | unknown keyword "#"'] },
      {
        "4 nameserver 10.0.0.53\r": [
          "Go, musl, glibc ≤2.28 (RHEL ≤7.6): server 1: 10.0.0.53:53 | ",
          "glibc ≥2.29 (RHEL ≥7.7): - | the carriage return at its end is taken for part of the address",
        ],
      },
      {
        "5  nameserver 10.0.0.54": [
          "Go: server 2: 10.0.0.54:53 | ",
          "musl, glibc: - | indented: a keyword must begin in the first column",
        ],
      },
    ]);
  });

  it("nsswitch.conf", async () => {
    const nsswitch = "passwd: files\nhosts: files # dns\n# hosts: dns\n";
    expect((await linesOf("/etc/nsswitch.conf", { nsswitch })).lines).toEqual([
      {
        "2 hosts: files # dns": [
          "Go, glibc ≤2.32 (RHEL 7): hosts: files | ",
          "musl: - | never reads this file",
          'glibc ≥2.33: hosts: files, #, dns | "#" begins no comment here: all words are sources',
        ],
      },
    ]);
    const twice = await linesOf("/etc/nsswitch.conf", {
      nsswitch: "hosts: files\nhosts:\tdns [!UNAVAIL=return] files\n",
    });
    expect(twice.lines).toEqual([
      {
        "1 hosts: files": [
          "Go: hosts: files | ",
          "musl: - | never reads this file",
          "glibc: - | hosts: line 2 replaces it",
        ],
      },
      {
        "2 hosts:\tdns [!UNAVAIL=return] files": [
          "Go: hosts: dns, files | ",
          "musl: - | never reads this file",
          "glibc: hosts: dns [!UNAVAIL=return], files | ",
        ],
      },
    ]);
  });

  it("nsswitch.conf with a line that is none", async () => {
    const { lines } = await linesOf("/etc/nsswitch.conf", { nsswitch: "hosts: files dns\nnonsense\n" });
    expect(lines[1]).toEqual({
      "2 nonsense": [
        "Go: - | no colon on line: the whole file counts as unreadable",
        "musl: - | never reads this file",
        "glibc: - | ",
      ],
    });
  });

  const told = async (nsswitch: string) =>
    (await linesOf("/etc/nsswitch.conf", { nsswitch })).lines.map((line) =>
      Object.values(line)
        .flat()
        .filter((reading) => reading.includes("glibc")),
    );

  it("brackets that glibc does not understand, in any database and behind a # too", async () => {
    expect(await told("hosts: files resolve [FOO=return] dns\n")).toEqual([
      [
        "glibc ≤2.32 (RHEL 7): hosts: files | a syntax error in the brackets ends the list before their source",
        "glibc ≥2.33: every lookup fails | syntax error in the brackets",
      ],
    ]);
    expect(await told("passwd: files # [see below]\nhosts: files dns\n")).toEqual([
      ["glibc ≤2.32 (RHEL 7): - | ", "glibc ≥2.33: every lookup fails | syntax error in the brackets"],
      ["Go, glibc: hosts: files, dns | "],
    ]);
    expect(await told("bogus: files [FOO]\nhosts: files[NOTFOUND=return] dns\n")).toEqual([
      ["glibc: - | "],
      ["glibc: hosts: files [NOTFOUND=return], dns | "],
    ]);
  });

  it("a last line without newline is lost to newer glibc", async () => {
    expect(await told("hosts: dns\nhosts: files")).toEqual([
      ["Go, glibc ≥2.33: hosts: dns | ", "glibc ≤2.32 (RHEL 7): - | hosts: line 2 replaces it"],
      [
        "Go, glibc ≤2.32 (RHEL 7): hosts: files | ",
        "glibc ≥2.33: - | no newline at its end: glibc does not see the line",
      ],
    ]);
  });

  it("a missing nsswitch.conf is told with what stands in for it", async () => {
    const files = { "/etc/nsswitch.conf": { kind: "absent" } } as const;
    const { problem, remarks, lines } = await linesOf("/etc/nsswitch.conf", { files });
    expect([problem, lines]).toEqual(["ENOENT", []]);
    expect(remarks.join(" ")).toMatch(/Go ≤1\.15 and glibc ≤2\.33 ask DNS before/);
  });

  it("hosts: only lines that hold the name", async () => {
    const hosts =
      "192.0.2.9 other.test\n192.0.2.1 a WWW.test\n192.0.2.2 www.test.\nx www.test\n#192.0.2.3 www.test\n";
    const { lines, passedOver } = await linesOf("/etc/hosts", { hosts });
    expect(passedOver).toBe(2);
    expect(lines).toEqual([
      {
        "2 192.0.2.1 a WWW.test": [
          "Go, glibc: www.test is 192.0.2.1 | ",
          "musl: - | it tells upper case from lower case",
        ],
      },
      {
        "3 192.0.2.2 www.test.": [
          "Go: www.test is 192.0.2.2 | ",
          "musl, glibc: - | the final dot makes it another name",
        ],
      },
      { "4 x www.test": ['everybody: - | "x" is not an IP address'] },
    ]);
  });

  it("an address that only old Go takes", async () => {
    const { lines } = await linesOf("/etc/hosts", { hosts: "192.0.2.010 www.test\n" });
    expect(lines[0]).toEqual({
      "1 192.0.2.010 www.test": [
        "Go 1.11–1.16: www.test is 192.0.2.10 | ",
        `Go 1.17–${NEWEST_GO}, glibc: - | "192.0.2.010" is not an IP address`,
        "musl: www.test is 192.0.2.8 | ",
      ],
    });
  });
});

describe("what it comes to", () => {
  it("is told once for all who have the same", async () => {
    const { effective } = await explanationOf("www.test", {
      resolvConf: "nameserver 10.0.0.53\nsearch a b.\noptions ndots:2 timeout:40\n",
    });
    const common = {
      servers: ["10.0.0.53:53"],
      hasDefaultServers: false,
      search: ["a.", "b."],
      searchFrom: "file",
      ndots: 2,
      attempts: 2,
      failure: null,
    };
    expect(effective).toEqual([
      { readers: "Go, musl", timeout: 40, ...common },
      { readers: "glibc", timeout: 30, ...common },
    ]);
  });
});

describe("what is asked", () => {
  it("in order, and how long that takes", async () => {
    const resolvConf =
      "nameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a.test\noptions timeout:2 attempts:2\n";
    const { questions } = await explanationOf("db", { resolvConf, builds: goBuilds("1.18", "1.19") });
    const how = { types: ["A", "AAAA"], servers: ["10.0.0.1:53", "10.0.0.2:53"], rounds: 2 };
    const asked = {
      endsWith: null,
      questions: [
        { name: "db.a.test.", ...how },
        { name: "db.", ...how },
      ],
      edns: false,
      transport: "udp",
      longestMs: 16_000,
    };
    expect(questions.filter(({ who }) => /Go/.test(who))).toEqual([
      { who: expect.stringContaining("Go 1.18"), ...asked },
      { who: "Go 1.19", ...asked, edns: true },
    ]);
    expect(questions.some(({ who }) => /musl/.test(who))).toBe(true);
    expect(questions.some(({ who }) => /glibc/.test(who))).toBe(true);
  });

  it("by version where they ask differently", async () => {
    const { questions } = await explanationOf("db.", { family: "ip4", builds: goBuilds("1.16", "1.17") });
    const ofGo = questions.filter(({ who }) => /Go/.test(who));
    expect(
      ofGo.map((group) => [/Go [\d.]+/.exec(group.who)?.[0], group.questions.map(({ types }) => types)]),
    ).toEqual([
      ["Go 1.16", [["A", "AAAA"]]],
      ["Go 1.17", [["A"]]],
    ]);
  });

  it.each([
    ["localhost", "127.0.0.1, nobody is asked"],
    ["127.0.0.1", "127.0.0.1, nobody is asked"],
  ])("nothing for %s: %s", async (name, endsWith) => {
    const { questions } = await explanationOf(name);
    expect(questions.map((group) => [group.endsWith, group.questions])).toEqual([[endsWith, []]]);
  });
});
