import { describe, expect, it } from "vitest";
import { NEWEST_GO } from "../support/go-versions.ts";
import { explanationOf, goBuilds, type Surroundings } from "./support.ts";

/** What DNS may do to an ordinary name with ordinary files so that resolvers part. */
const REPLIES = [
  "missing",
  "no-data",
  "aaaa-nxdomain",
  "aaaa-servfail",
  "aaaa-refused",
  "aaaa-notimp",
  "aaaa-dropped",
  "aaaa-question",
  "servfail",
  "refused",
  "closed-port",
  "edns",
  "truncated",
  "truncated-closed",
  "no-reply",
];

async function ids(name: string, surroundings?: Surroundings): Promise<readonly string[]> {
  const { differences } = await explanationOf(name, surroundings);
  return differences.map(({ id }) => id);
}

async function sides(id: string, name: string, surroundings?: Surroundings): Promise<readonly string[]> {
  const { differences } = await explanationOf(name, surroundings);
  return differences
    .filter((each) => each.id === id)
    .flatMap((each) => each.sides.map(({ who, does }) => `${who}: ${does}`));
}

describe("an ordinary name with ordinary files", () => {
  it("parts resolvers only by what DNS replies", async () => {
    expect(await ids("www.test")).toEqual(REPLIES);
  });

  it("that is in the hosts file asks nobody", async () => {
    expect(await ids("localhost")).toEqual([]);
    expect(await ids("app.test", { hosts: "192.0.2.1 app.test\n" })).toEqual([]);
  });

  it("with replies that all take alike, those are told as such", async () => {
    const { agreements } = await explanationOf("www.test");
    expect(agreements).toContain("A ok, no AAAA record (IPv4)");
    expect(agreements).toContain("alias (CNAME) of another name (IPv4 and IPv6)");
  });
});

/** What everybody comes to where the name exists: by the files and the name alone. */
const HERE: readonly (readonly [
  what: string,
  name: string,
  setting: Surroundings,
  sides: readonly string[],
])[] = [
  [
    "an octal number",
    "010.0.0.1",
    {},
    [
      "Go 1.11–1.16: 10.0.0.1, nobody is asked",
      `Go 1.17–${NEWEST_GO}: no such host, nobody is asked`,
      "musl, glibc: 8.0.0.1, nobody is asked",
    ],
  ],
  [
    "two numbers",
    "127.1",
    {},
    ["Go: no such host, nobody is asked", "musl, glibc: 127.0.0.1, nobody is asked"],
  ],
  ["a hexadecimal number", "0x7f.1", {}, ["Go: IPv4 and IPv6", "musl, glibc: 127.0.0.1, nobody is asked"]],
  ["an address", "10.0.0.1", {}, []],
  [
    "a blank",
    "a b.test",
    {},
    [
      "Go: no such host, nobody is asked",
      "musl: IPv4 and IPv6",
      "glibc ≤2.17 (RHEL: none): EAI_SYSTEM",
      "glibc 2.18–2.27 (RHEL ≤7.6): EAI_NONAME",
      "glibc ≥2.28 (RHEL ≥7.7): EAI_NONAME, nobody is asked",
    ],
  ],
  [
    "a hyphen at a label's end",
    "www-.example",
    {},
    [
      "Go: no such host, nobody is asked",
      "musl, glibc ≥2.27 (RHEL ≥7.7): IPv4 and IPv6",
      "glibc ≤2.17 (RHEL: none): EAI_SYSTEM",
      "glibc 2.18–2.26 (RHEL ≤7.6): EAI_NONAME",
    ],
  ],
  [
    "two dots at the end",
    "www.example..",
    {},
    [
      "Go: no such host, nobody is asked",
      "musl ≤1.1.19: EAI_AGAIN after 5 s",
      "musl ≥1.1.20, glibc ≥2.21 (RHEL ≥7.5): EAI_NONAME, nobody is asked",
      "glibc ≤2.20 (RHEL ≤7.4): IPv4 and IPv6",
    ],
  ],
  [".onion", "x.onion", {}, ["Go: an empty answer, nobody is asked", "musl, glibc: IPv4 and IPv6"]],
  [
    "an indented resolv.conf",
    "www.test",
    { resolvConf: "  nameserver 10.0.0.1\n" },
    [
      "Go: IPv4 and IPv6",
      "musl: EAI_AGAIN after 5 s",
      "glibc ≤2.17 (RHEL: none): EAI_SYSTEM",
      "glibc 2.18–2.19 (RHEL ≤7.1): EAI_NONAME",
      "glibc ≥2.20 (RHEL ≥7.2): EAI_AGAIN",
    ],
  ],
  [
    "no attempt",
    "www.test",
    { resolvConf: "nameserver 10.0.0.1\noptions attempts:0\n" },
    [
      "Go, musl ≤1.1.16: IPv4 and IPv6",
      "musl ≥1.1.17: SIGFPE, nobody is asked",
      "glibc ≤2.17 (RHEL: none): EAI_SYSTEM, nobody is asked",
      "glibc 2.18–2.19 (RHEL ≤7.1): EAI_NONAME, nobody is asked",
      "glibc ≥2.20 (RHEL ≥7.2): EAI_AGAIN, nobody is asked",
    ],
  ],
  ["an option that is switched off", "www.test", { resolvConf: "nameserver 10.0.0.1\noptions -edns0\n" }, []],
  [
    "a search domain that begins with a dot",
    "www",
    { resolvConf: "nameserver 10.0.0.1\nsearch .example\n" },
    [
      "Go, musl ≥1.2.4, glibc: IPv4 and IPv6",
      "musl ≤1.1.14: EAI_AGAIN after 5 s, nobody is asked",
      "musl 1.1.15–1.2.3: EAI_NONAME, nobody is asked",
    ],
  ],
  [
    "a hosts file without a last newline",
    "app",
    { hosts: "192.0.2.1 app" },
    ["Go, glibc: IPv4, nobody is asked", "musl: IPv4 and IPv6"],
  ],
  [
    "an IPv4 address written as one of IPv6, with IPv4 wanted",
    "app",
    { hosts: "::ffff:192.0.2.1 app\n", family: "ip4" },
    [
      "Go, glibc: IPv4, nobody is asked",
      "musl ≤1.1.14: 0.0.0.0, nobody is asked",
      "musl 1.1.15–1.2.3: EAI_NONAME, nobody is asked",
      "musl ≥1.2.4: EAI_NODATA, nobody is asked",
    ],
  ],
  [
    "[SUCCESS=merge]",
    "localhost",
    { nsswitch: "hosts: files [SUCCESS=merge] dns\n" },
    [
      "Go, musl: 127.0.0.1, nobody is asked",
      "glibc ≤2.33 (RHEL): 127.0.0.1 192.0.2.1 2001:db8::1",
      "glibc ≥2.34 (RHEL: none): EAI_NONAME, nobody is asked",
    ],
  ],
  [
    "two lines of hosts with the name",
    "app",
    { hosts: "192.0.2.7 app\n192.0.2.8 app\n" },
    ["Go, musl: 192.0.2.7 192.0.2.8, nobody is asked", "glibc: 192.0.2.7, nobody is asked"],
  ],
  [
    "the same with multi on",
    "app",
    {
      hosts: "192.0.2.7 app\n192.0.2.8 app\n",
      files: { "/etc/host.conf": content("multi on\n") },
    },
    [],
  ],
  [
    "DNS before files",
    "app.test",
    { hosts: "192.0.2.7 app.test\n", nsswitch: "hosts: dns files\n" },
    ["Go, glibc: IPv4 and IPv6", "musl: 192.0.2.7, nobody is asked"],
  ],
];

describe("by name and files alone", () => {
  it.each(HERE)("%s", async (_, name, setting, expected) => {
    expect(await sides("answered", name, setting)).toEqual(expected);
  });

  it("a host that answers readv is told of old musl only", async () => {
    const [go, old] = await sides("answered", "www.test", { calls: { readv: 0 } });
    expect(go).toBe("Go, musl ≥1.1.20, glibc: IPv4 and IPv6");
    expect(old).toBe("musl ≤1.1.19: EAI_AGAIN after 5 s");
  });
});

describe("depending on replies", () => {
  it("rotate begins anywhere in glibc, so another server's words may win", async () => {
    const resolvConf = "nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions rotate\n";
    const told = await sides("first-nxdomain", "www.test", { resolvConf });
    expect(told.find((side) => side.includes("glibc"))).toMatch(
      / or .*as replies happen to come|: EAI_NONAME or /,
    );
  });

  it("ndots with a blank behind its colon is not the same to all", async () => {
    const resolvConf = "nameserver 10.0.0.1\nsearch x.test\noptions ndots: 3\n";
    const { questions } = await explanationOf("a.b", { resolvConf, builds: goBuilds("1.24") });
    expect(questions.map(({ who, questions: asked }) => [who, asked.map(({ name }) => name)])).toEqual([
      ["Go", ["a.b.", "a.b.x.test."]],
      ["musl", ["a.b."]],
      ["glibc", ["a.b.x.test.", "a.b."]],
    ]);
  });

  it.each([
    ["nameserver 10.0.0.1\n", 10],
    ["nameserver 10.0.0.1\nnameserver 10.0.0.2\n", 20],
  ])("nobody who answers: %j", async (resolvConf, seconds) => {
    expect(await sides("no-reply", "www.test", { resolvConf, builds: goBuilds("1.24") })).toEqual([
      `Go: i/o timeout after ${seconds} s`,
      "musl: EAI_AGAIN after 5 s",
      // Up to 2.25 the name is asked for once more after the search list is through.
      `glibc ≤2.17 (RHEL: none): EAI_SYSTEM after ${2 * seconds} s`,
      `glibc 2.18–2.19 (RHEL ≤7.1): EAI_NONAME after ${2 * seconds} s`,
      `glibc 2.20–2.25 (RHEL 7.2–7.4): EAI_AGAIN after ${2 * seconds} s`,
      `glibc ≥2.26 (RHEL ≥7.5): EAI_AGAIN after ${seconds} s`,
    ]);
  });
});

describe("the changes behind it", () => {
  it("a boundary has the row of the table that makes it, with its upstream link", async () => {
    const { differences, verdicts, versions } = await explanationOf("www.test");
    const servfail = differences.find(({ id }) => id === "aaaa-servfail");
    expect(servfail?.changes).toEqual([
      {
        since: "musl 1.2.1",
        changes: [
          {
            id: expect.any(String),
            what: expect.stringContaining("A and AAAA must both be answered"),
            upstream: expect.stringMatching(/^https:\/\/git\.musl-libc\.org\/cgit\/musl\/commit\/\?id=/),
          },
        ],
      },
    ]);
    expect(verdicts.map(({ who, since }) => [who, since.map((one) => one.since)])).toContainEqual([
      "musl ≥1.2.1",
      ["musl 1.2.1"],
    ]);
    const musl = versions.find(({ id }) => id === "aaaa-servfail")?.rows.find(({ line }) => line === "musl");
    expect(musl?.versions.map(({ version }) => version).slice(0, 2)).toEqual(["1.1.13", "1.1.14"]);
    expect(new Set(musl?.versions.map(({ outcome }) => outcome)).size).toBe(2);
  });

  it("a release that is looked at alone has no boundary", async () => {
    const { versions } = await explanationOf("www.test", { builds: goBuilds("1.24") });
    for (const { rows } of versions) {
      expect(rows.find(({ line }) => line === "Go")?.changes).toEqual([]);
    }
  });
});

function content(text: string) {
  return { kind: "content", bytes: new TextEncoder().encode(text), mode: 0o644, owner: 0 } as const;
}
