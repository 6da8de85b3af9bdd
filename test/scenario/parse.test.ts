import { describe, expect, test } from "vitest";
import { parseScenario } from "../../harness/scenario/parse.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("a scenario with every key", () => {
  const scenario = parseScenario(
    `title: Everything
about: |
  Prose.
refs: [https://example.org/thread]
images: [alpine-3.8, docker.io/library/nginx:alpine]
go: ["1.11", { version: "1.22.5", cgo: false, tags: [netgo], godebug: netdns=go+1, goLine: "1.18" }, { version: "1.24", goLine: null }]
host: [default, centos-7.6]
files:
  /etc/resolv.conf: "nameserver 10.0.0.1\\n"
  /etc/hosts: { text: "x", mode: "0600", owner: 1000 }
  /etc/bytes: { base64: "/wAK" }
  /etc/nsswitch.conf: null
  /etc/link: { symlink: ../run/resolv.conf }
  /etc/folder: { directory: true }
env: { RES_OPTIONS: "ndots:2" }
hostname: web-0.example.org
user: 1000
dns:
  10.0.0.1:
    udp: closed
    delay: 1.5s
    zone: |
      www.example. 30 IN A 192.0.2.1
    missing: servfail
    rules:
      - when: { name: "*.example", type: aaaa, transport: tcp, edns: true, nth: 2, source: "10.0.0.9" }
        reply: { rcode: 23, delay: 20ms, truncate: 1, aa: true, before: [{ id: wrong, delay: 5ms }] }
      - reply: { raw: "AAEC", from: 10.0.0.2, close: reset }
  FD00::0053: {}
lookups:
  - www.example
  - { name: www.example., family: ip4 }
expect:
  verdict: outcome
  cells:
    alpine-3.8/musl on centos-7.6: { error: EAI_AGAIN, text: Try again, asks: ["[FD00::53]:53", "10.0.0.1:53"], source: documented }
    go: { addresses: [192.0.2.1], mode: cgo }
known: A difference
`,
    "somewhere/scenarios/topic/everything.yaml",
    ["default", "centos-7.6"],
  );

  test("has its id from its path", () => {
    expect([scenario.id, scenario.file]).toEqual([
      "topic/everything",
      "somewhere/scenarios/topic/everything.yaml",
    ]);
  });

  test("has its images, hosts and Go builds", () => {
    expect(scenario.images).toEqual(["alpine-3.8", "docker.io/library/nginx:alpine"]);
    expect(scenario.hosts).toEqual(["default", "centos-7.6"]);
    expect(scenario.go).toEqual([
      { version: "1.11", cgo: true, tags: [], godebug: "" },
      { version: "1.22.5", cgo: false, tags: ["netgo"], godebug: "netdns=go+1", goLine: "1.18" },
      { version: "1.24", cgo: true, tags: [], godebug: "", goLine: null },
    ]);
  });

  test("has its files, environment, host name and user", () => {
    expect(scenario.files).toEqual({
      "/etc/resolv.conf": { kind: "content", bytes: utf8("nameserver 10.0.0.1\n"), mode: 0o644, owner: 0 },
      "/etc/hosts": { kind: "content", bytes: utf8("x"), mode: 0o600, owner: 1000 },
      "/etc/bytes": { kind: "content", bytes: Uint8Array.of(0xff, 0, 10), mode: 0o644, owner: 0 },
      "/etc/nsswitch.conf": { kind: "absent" },
      "/etc/link": { kind: "symlink", target: "../run/resolv.conf" },
      "/etc/folder": { kind: "directory", mode: 0o755, owner: 0 },
    });
    expect([scenario.env, scenario.hostname, scenario.user]).toEqual([
      { RES_OPTIONS: "ndots:2" },
      "web-0.example.org",
      1000,
    ]);
  });

  test("has its nameservers, with canonical addresses and words", () => {
    expect(scenario.dns).toEqual([
      {
        address: "10.0.0.1",
        udp: "closed",
        tcp: "open",
        delayMs: 1500,
        zone: "www.example. 30 IN A 192.0.2.1\n",
        missing: "SERVFAIL",
        rules: [
          {
            when: {
              name: "*.example",
              type: "AAAA",
              transport: "tcp",
              edns: true,
              nth: 2,
              source: "10.0.0.9",
            },
            reply: { rcode: 23, delayMs: 20, truncate: 1, aa: true, before: [{ id: "wrong", delayMs: 5 }] },
          },
          { when: {}, reply: { raw: Uint8Array.of(0, 1, 2), from: "10.0.0.2", close: "reset" } },
        ],
      },
      {
        address: "fd00::53",
        udp: "open",
        tcp: "open",
        delayMs: 0,
        zone: "",
        missing: "NXDOMAIN",
        rules: [],
      },
    ]);
  });

  test("has its lookups, each with its place", () => {
    const file = "somewhere/scenarios/topic/everything.yaml";
    expect(scenario.lookups).toEqual([
      { name: "www.example", family: "ip", place: { file, line: 31, column: 5 } },
      { name: "www.example.", family: "ip4", place: { file, line: 32, column: 5 } },
    ]);
  });

  test("has its expectations, each field with its place", () => {
    const at = (line: number, column: number) => ({
      file: "somewhere/scenarios/topic/everything.yaml",
      line,
      column,
    });
    expect(scenario.expect.verdict).toEqual({ value: "outcome", place: at(34, 12) });
    expect(scenario.expect.cells).toEqual([
      {
        key: "alpine-3.8/musl on centos-7.6",
        target: { image: "alpine-3.8", resolver: { family: "musl", versions: null }, host: "centos-7.6" },
        place: at(36, 5),
        places: { error: at(36, 45), text: at(36, 62), asks: at(36, 79), source: at(36, 121) },
        error: "EAI_AGAIN",
        text: "Try again",
        asks: ["[fd00::53]:53", "10.0.0.1:53"],
        source: "documented",
      },
      {
        key: "go",
        target: { image: null, resolver: { family: "go", versions: null }, host: null },
        place: at(37, 5),
        places: { addresses: at(37, 22), mode: at(37, 41) },
        addresses: ["192.0.2.1"],
        mode: "cgo",
      },
    ]);
  });

  test("has what is left", () => {
    expect([scenario.title, scenario.about, scenario.refs, scenario.known, scenario.control]).toEqual([
      "Everything",
      "Prose.\n",
      ["https://example.org/thread"],
      {
        text: "A difference",
        place: { file: "somewhere/scenarios/topic/everything.yaml", line: 38, column: 1 },
      },
      false,
    ]);
  });
});

test("a scenario with two keys has defaults for all others", () => {
  const scenario = parseScenario("title: Little\nlookups: [www.example]\n", "little.yaml");
  expect(scenario).toEqual({
    id: "little",
    file: "little.yaml",
    title: "Little",
    about: "",
    refs: [],
    images: null,
    go: null,
    hosts: ["default"],
    files: {},
    env: {},
    hostname: null,
    user: null,
    dns: [],
    lookups: [{ name: "www.example", family: "ip", place: { file: "little.yaml", line: 2, column: 11 } }],
    expect: { cells: [] },
    known: null,
    control: false,
  });
});

test("one Go version and one host need no list", () => {
  const { go, hosts } = parseScenario('title: x\ngo: "1.24"\nhost: centos-7.4\nlookups: [x]\n', "x.yaml");
  expect([go?.map(({ version }) => version), hosts]).toEqual([["1.24"], ["centos-7.4"]]);
});

test("names are kept byte for byte", () => {
  const names = ["", "a..b", "*.x", "bücher.example", "-x", `${"a".repeat(64)}.example`, "x\u0001y"];
  const { lookups } = parseScenario(`title: x\nlookups: ${JSON.stringify(names)}\n`, "x.yaml");
  expect(lookups.map(({ name }) => name)).toEqual(names);
});

test("an anchor saves writing things twice", () => {
  const { dns } = parseScenario(
    "title: x\ndns:\n  10.0.0.1: &server { zone: www. A 192.0.2.1 }\n  10.0.0.2: *server\nlookups: [www]\n",
    "x.yaml",
  );
  expect(dns.map(({ address, zone }) => [address, zone])).toEqual([
    ["10.0.0.1", "www. A 192.0.2.1"],
    ["10.0.0.2", "www. A 192.0.2.1"],
  ]);
});

test("the id is the path below the innermost folder called scenarios, else the base name", () => {
  const idOf = (file: string) => parseScenario("title: x\nlookups: [x]\n", file).id;
  expect([
    idOf("/repo/scenarios/edns/formerr.yaml"),
    idOf("/scenarios/repo/scenarios/a/b/c.yml"),
    idOf("/repo/dns-tests/edns/formerr.yaml"),
    idOf("/repo/scenarios"),
  ]).toEqual(["edns/formerr", "a/b/c", "formerr", "scenarios"]);
});
