import { describe, expect, it } from "vitest";
import { NEWEST_GO } from "../support/go-versions.ts";
import { explanationOf, goBuilds, type Surroundings } from "./support.ts";

/** Ids of what is told beside what always is. */
const ALWAYS = [
  "no-reply",
  "closed-port",
  "aaaa-nxdomain",
  "aaaa-servfail",
  "aaaa-dropped",
  "truncated",
  "edns",
  "no-data",
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
    expect(await ids("www.test")).toEqual(ALWAYS);
  });

  it("that is in the hosts file asks nobody", async () => {
    expect(await ids("localhost")).toEqual([]);
    expect(await ids("app.test", { hosts: "192.0.2.1 app.test\n" })).toEqual([]);
  });
});

describe("names", () => {
  it.each([
    [
      "010.0.0.1",
      [
        "Go 1.11–1.16: the address 10.0.0.1, nobody is asked",
        `Go 1.17–${NEWEST_GO}: no such host, nobody is asked`,
        "musl, glibc: the address 8.0.0.1, nobody is asked",
      ],
    ],
    ["127.1", ["Go: no such host, nobody is asked", "musl, glibc: the address 127.0.0.1, nobody is asked"]],
    ["0x7f.1", ["Go: a name: DNS is asked", "musl, glibc: the address 127.0.0.1, nobody is asked"]],
    ["10.0.0.1", []],
    ["::1", []],
    ["1.2.3.4.5", []],
  ])("%s as a number", async (name, expected) => expect(await sides("numeric-form", name)).toEqual(expected));

  it.each([
    [
      "a b.test",
      [
        "Go: no such host, nobody is asked",
        "musl: DNS is asked for it as it is",
        "glibc ≤2.28 (RHEL ≤7.6): DNS is asked, and the answer then refused (EAI_NONAME)",
        "glibc ≥2.29 (RHEL ≥7.7): EAI_NONAME, nobody is asked",
      ],
    ],
    [
      "foo-.test",
      [
        "Go: no such host, nobody is asked",
        "musl: DNS is asked for it as it is",
        "glibc: a name: DNS is asked",
      ],
    ],
    ["a..b", []],
    ["www.test", []],
  ])("characters of %j", async (name, expected) => expect(await sides("characters", name)).toEqual(expected));

  it("with an underscore at the edge of a label", async () => {
    expect(await ids("_srv.test")).toEqual(["underscore", ...ALWAYS]);
    expect(await ids("a_b.test")).toEqual(ALWAYS);
  });

  it("that are too long", async () => {
    expect(await ids(`${"x".repeat(64)}.test`)).toContain("length");
    expect(await ids(`${"x".repeat(63)}.test`)).not.toContain("length");
  });

  it("in .local", async () => {
    expect(await sides("dot-local", "web.local")).toEqual([
      "Go 1.11–1.22: with cgo: left to libc, whatever nsswitch.conf says",
      `Go 1.23–${NEWEST_GO}: with cgo: left to libc only where nsswitch.conf names an mdns source (here none)`,
      "glibc: DNS is asked",
      "musl: DNS is asked",
    ]);
    const nsswitch = "hosts: files mdns4_minimal [NOTFOUND=return] dns\n";
    expect(await sides("dot-local", "web.local.", { nsswitch, builds: goBuilds("1.24") })).toEqual([
      "Go: with cgo: left to libc only where nsswitch.conf names an mdns source (here mdns4_minimal)",
      "glibc: mdns4_minimal is asked if the image has that module",
      "musl: DNS is asked",
    ]);
  });

  it("in .onion", async () => {
    expect(await sides("dot-onion", "x.onion")).toEqual([
      "Go 1.11–1.21: nobody is asked: an empty answer without an error",
      `Go 1.22–${NEWEST_GO}: kept out of DNS, but asked for with the domains of the search list`,
      "musl, glibc: DNS is asked",
    ]);
  });
});

describe("files", () => {
  it("that libc cannot read send it to the machine itself", async () => {
    expect(await sides("servers", "www.test", { resolvConf: "  nameserver 10.0.0.53\n" })).toEqual([
      "Go: 10.0.0.53:53",
      "musl, glibc: 127.0.0.1:53, because there is no nameserver line",
    ]);
    expect(await sides("servers", "www.test", { resolvConf: "" })).toEqual([
      "Go: 127.0.0.1:53, [::1]:53, because there is no nameserver line",
      "musl, glibc: 127.0.0.1:53, because there is no nameserver line",
    ]);
  });

  it("that cannot be opened for an unusual reason", async () => {
    const files = { "/etc/resolv.conf": { kind: "symlink", target: "resolv.conf" } } as const;
    expect(await sides("servers", "www.test", { files })).toEqual([
      "Go: 127.0.0.1:53, [::1]:53, because there is no nameserver line",
      'musl: EAI_BADFLAGS "Invalid flags", nobody is asked',
      "glibc: 127.0.0.1:53, because there is no nameserver line",
    ]);
  });

  it("that are a directory", async () => {
    const files = { "/etc/resolv.conf": { kind: "directory", mode: 0o755, owner: 0 } } as const;
    expect(await sides("servers", "www.test", { files })).toEqual([
      "Go: 127.0.0.1:53, [::1]:53, because there is no nameserver line",
      "musl, glibc ≤2.25 (RHEL ≤7.4): 127.0.0.1:53, because there is no nameserver line",
      'glibc ≥2.26 (RHEL ≥7.5): EAI_NONAME "Name or service not known", nobody is asked',
    ]);
  });

  it("that allow no attempt", async () => {
    const resolvConf = "nameserver 10.0.0.53\noptions attempts:0\n";
    expect(await sides("servers", "www.test", { resolvConf })).toEqual([
      "Go: 10.0.0.53:53",
      "musl: the program ends with SIGFPE, for attempts 0",
      "glibc: EAI_AGAIN, nobody is asked, for attempts 0",
    ]);
  });

  it.each([
    ["192.0.2.1 app.test\n192.0.2.2 app.test\n", ["Go, musl: 192.0.2.1 192.0.2.2", "glibc: 192.0.2.1"]],
    ["192.0.2.1 APP.test\n", ["Go, glibc: 192.0.2.1", "musl: not found there"]],
    [" 192.0.2.1 app.test\n", ["Go, glibc: 192.0.2.1", "musl: not found there"]],
    [
      "192.0.2.010 app.test\n",
      ["Go 1.11–1.16: 192.0.2.10", `Go 1.17–${NEWEST_GO}, glibc: not found there`, "musl: 192.0.2.8"],
    ],
    ["192.0.2.1 app.test # app.test\n", []],
  ])("hosts %j", async (hosts, expected) => {
    expect(await sides("hosts-file", "app.test", { hosts })).toEqual(expected);
  });

  it("hosts with the other family only", async () => {
    const hosts = "192.0.2.1 app.test\n";
    expect(await sides("hosts-family", "app.test", { hosts, family: "ip6" })).toContain(
      "glibc: DNS is asked",
    );
    expect(await ids("app.test", { hosts, family: "ip4" })).not.toContain("hosts-family");
  });

  it("without nsswitch.conf part resolvers where the hosts file has the name", async () => {
    const files = { "/etc/nsswitch.conf": { kind: "absent" } } as const;
    expect(await sides("nsswitch-absent", "localhost", { files })).toEqual([
      "Go 1.11–1.15: DNS first, then /etc/hosts",
      `Go 1.16–${NEWEST_GO}, musl, glibc ≥2.35: /etc/hosts first, then DNS`,
      "glibc ≤2.34 (RHEL 7): DNS first, /etc/hosts only if no server can be had",
    ]);
    expect(await ids("www.test", { files })).not.toContain("nsswitch-absent");
  });

  it("nsswitch.conf that names other things", async () => {
    expect(await sides("nsswitch-order", "localhost", { nsswitch: "hosts: dns files\n" })).toEqual([
      "musl: /etc/hosts first, then DNS, whatever the file says",
      "glibc: dns,files",
      "Go: without cgo: dns,files",
    ]);
    expect(await ids("www.test", { nsswitch: "hosts: dns files\n" })).not.toContain("nsswitch-order");
    expect(
      await sides("nsswitch-criteria", "www.test", { nsswitch: "hosts: files [NOTFOUND=return] dns\n" }),
    ).toEqual(['glibc: the lookup ends where files says "not found"', "Go, musl: DNS is asked all the same"]);
    expect(await sides("nsswitch-modules", "www.test", { nsswitch: "hosts: files resolve\n" })).toEqual([
      "glibc: resolve asked too, where the image has the module",
      "Go 1.11–1.20: without cgo: passed over",
      `Go 1.21–${NEWEST_GO}: without cgo: resolve taken for dns`,
      "musl: never read",
    ]);
  });
});

describe("environment", () => {
  it("HOSTALIASES is glibc's alone", async () => {
    const env = { HOSTALIASES: "/etc/aliases" };
    expect(await ids("db", { env })).toContain("host-aliases");
    expect(await ids("db.test", { env })).not.toContain("host-aliases");
  });
});

describe("hosts", () => {
  it("whose kernel answers otherwise part those who ask it", async () => {
    expect(await sides("host-syscalls", "www.test", { syscalls: [{ host: "h", call: "readv" }] })).toEqual([
      "musl ≤1.1.19 on h: every file looks empty: 127.0.0.1:53 is asked, /etc/hosts holds no name",
      "everybody else: as on any other host",
    ]);
    const unknown = await sides("host-syscalls", "www.test", { syscalls: [{ host: "h", call: "mlock" }] });
    expect(unknown[0]).toBe("everybody on h: what becomes of mlock is not known here");
  });
});

describe("search", () => {
  const resolvConf = "nameserver 10.0.0.53\nsearch a.test\n";

  it("is nothing to musl for names with enough dots", async () => {
    expect(await sides("ndots-reached", "db.ns", { resolvConf })).toEqual([
      "musl: db.ns. only: with 1 dot (ndots 1) it never searches",
      "glibc, Go: db.ns. first; if that fails, the search list",
    ]);
    expect(await ids("db", { resolvConf })).toContain("search-ends");
    expect(await ids("db", { resolvConf })).not.toContain("ndots-reached");
    expect(await ids("db.", { resolvConf })).toEqual(ALWAYS);
  });

  it("lists that are read differently", async () => {
    const long = `nameserver 10.0.0.53\nsearch ${"x".repeat(60)}.test ${"y".repeat(60)}.test ${"z".repeat(60)}.test ${"w".repeat(60)}.test\n`;
    expect((await sides("search-list", "db", { resolvConf: long }))[1]).toBe("musl: none");
    expect(await sides("search-list", "db", { hostname: "web.corp.test" })).toEqual([
      "Go, glibc: corp.test., the domain of the host name",
      "musl: none",
    ]);
    expect(await sides("ndots", "db", { resolvConf: `${resolvConf}options xndots:3\n` })).toEqual([
      "Go, glibc: 1",
      "musl: 3",
    ]);
  });

  it("is nobody's where the environment empties it", async () => {
    const env = { LOCALDOMAIN: "" };
    const here = await ids("db.ns", {
      resolvConf: "nameserver 10.0.0.53\nsearch .\n",
      env,
      builds: goBuilds("1.24"),
    });
    expect(here).not.toContain("ndots-reached");
    expect(
      await sides("search-dot", "db.ns", { resolvConf: "search .\n", env, builds: goBuilds("1.19") }),
    ).toEqual(["Go: the broken name that it makes is passed over"]);
  });

  it("of a lone dot", async () => {
    const dot = "nameserver 10.0.0.53\nsearch .\n";
    expect((await sides("search-dot", "db", { resolvConf: dot }))[0]).toBe(
      'musl ≤1.2.3: a broken query for the entry ".", then EAI_AGAIN after the timeout',
    );
    expect((await sides("search-dot", "db.ns", { resolvConf: dot }))[0]).toMatch(/^glibc ≤2\.20/);
  });
});

describe("waiting without any reply", () => {
  // Measured: one server 5, 10 and 10 s (20 s with glibc 2.17), three of them 5, 28 (56) and 30 s.
  it.each([
    [
      "nameserver 10.0.0.1\n",
      ["i/o timeout after 10 s", "EAI_AGAIN after 5 s", "EAI_AGAIN after 20 s", "EAI_AGAIN after 10 s"],
    ],
    [
      "nameserver 10.0.0.1\nnameserver 10.0.0.2\n",
      ["i/o timeout after 20 s", "EAI_AGAIN after 5 s", "EAI_AGAIN after 40 s", "EAI_AGAIN after 20 s"],
    ],
    [
      "nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\n",
      ["i/o timeout after 30 s", "EAI_AGAIN after 5 s", "EAI_AGAIN after 56 s", "EAI_AGAIN after 28 s"],
    ],
    [
      "nameserver 10.0.0.1\nsearch a\n",
      ["i/o timeout after 20 s", "EAI_AGAIN after 5 s", "EAI_AGAIN after 20 s"],
    ],
    [
      "nameserver 10.0.0.1\noptions single-request timeout:1\n",
      ["i/o timeout after 4 s", "EAI_AGAIN after 1 s", "EAI_AGAIN after 4 s", "EAI_AGAIN after 2 s"],
    ],
  ])("%j", async (resolvConf, expected) => {
    const told = await sides("no-reply", "www.test", { resolvConf, builds: goBuilds("1.24") });
    expect(told.map((text) => text.slice(text.indexOf(": ") + 2))).toEqual(expected);
  });
});

describe("replies", () => {
  it("of one family concern lookups of both", async () => {
    expect(await ids("www.test", { family: "ip4" })).not.toContain("aaaa-nxdomain");
    expect(await ids("www.test", { family: "ip6" })).toContain("ip6-mapped");
  });

  it("over TCP from the start are cut for musl only", async () => {
    const resolvConf = "nameserver 10.0.0.53\noptions use-vc\n";
    expect(await sides("truncated", "www.test", { resolvConf, builds: goBuilds("1.24") })).toEqual([
      "musl ≤1.2.3: what the reply holds is used: there is no TCP",
      "musl ≥1.2.4: asked again over TCP; where TCP is closed the lookup fails",
      "glibc, Go: TCP from the start",
    ]);
  });

  it("to EDNS concern who sends it", async () => {
    const builds = goBuilds("1.18", "1.24");
    expect(await sides("edns", "www.test", { builds })).toEqual([
      "Go 1.18: no EDNS sent",
      "Go 1.24: EDNS in every query: server misbehaving",
      "musl: no EDNS sent",
      "glibc: no EDNS without the option edns0",
    ]);
    expect(await ids("www.test", { builds: goBuilds("1.18") })).not.toContain("edns");
    const asked = { builds: goBuilds("1.18"), resolvConf: "nameserver 10.0.0.53\noptions edns0\n" };
    expect((await sides("edns", "www.test", asked)).at(-1)).toMatch(/^glibc: EDNS, since edns0 is set/);
  });
});
