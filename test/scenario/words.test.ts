/** Words for what reports and recordings need: what each becomes, and what a person sees who writes it wrong. */
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../harness/scenario/parse.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { ProblemsFailure } from "../../harness/yaml/problems.ts";

function load(text: string): Scenario {
  return parseScenario(text, "stories/words.yaml", ["default", "centos-7.6"]);
}

const withLines = (lines: string) => load(`title: Words\n${lines}\n`);
const withLookups = (lookups: string) => withLines(`lookups: ${lookups}`);
const lookups = (text: string) => withLookups(text).lookups.map(({ place: _, ...lookup }) => lookup);

function problems(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ProblemsFailure)) throw error;
    return error.problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`);
  }
  return ["accepted"];
}

describe("lookups", () => {
  test("have a caller with patience, and flags of their own", () => {
    expect(
      lookups("[{ name: db, deadline: 1.5s, flags: [addrconfig, v4mapped] }, { name: db, flags: [] }, db]"),
    ).toEqual([
      { name: "db", family: "ip", deadlineMs: 1500, flags: ["addrconfig", "v4mapped"] },
      { name: "db", family: "ip", flags: [] },
      { name: "db", family: "ip" },
    ]);
  });

  test("can be the last of what one process does", () => {
    const [lookup] = lookups(
      '[{ steps: [{ name: db }, { files: { /etc/resolv.conf: "x" } }, { wait: 6s }, { name: db, family: ip4 }] }]',
    );
    expect(lookup).toMatchObject({
      name: "db",
      family: "ip4",
      after: ["look up db", "write /etc/resolv.conf", "wait 6s"],
      before: [
        { kind: "lookup", lookup: { name: "db", family: "ip" } },
        { kind: "files", files: { "/etc/resolv.conf": { kind: "content", mode: 0o644 } } },
        { kind: "wait", durationMs: 6000 },
      ],
    });
  });

  test.each<[string, string, readonly string[]]>([
    [
      "another record type",
      "[{ name: db, type: MX }]",
      [
        '2:29 lookups > #1 > type: found "MX"; allowed: no other record types: this tool compares how addresses are looked up (getaddrinfo and Go\'s LookupIPAddr); for MX, SRV or TXT use dig or drill',
      ],
    ],
    ["neither a name nor steps", "[{ family: ip4 }]", ["2:11 lookups > #1: says neither a name nor steps"]],
    [
      "no lookup at the end",
      "[{ steps: [{ name: a }, { wait: 1s }] }]",
      ["2:13 lookups > #1 > steps: must end with a lookup: its outcome is the cell's"],
    ],
    [
      "a step that does two things",
      "[{ steps: [{ name: a, wait: 1s }, { name: a }] }]",
      ["2:32 lookups > #1 > steps > #1 > wait: stands beside name; make it a step of its own"],
    ],
    [
      "a step that does nothing",
      "[{ steps: [{}, { name: a }] }]",
      ["2:21 lookups > #1 > steps > #1: does nothing; needs one of name, files, wait"],
    ],
    [
      "a name beside steps",
      "[{ name: b, steps: [{ wait: 1s }, { name: a }] }]",
      ["2:13 lookups > #1 > name: stands beside steps; write it into the step that looks up"],
    ],
    [
      "the same process twice",
      "[{ steps: [{ wait: 1s }, { name: a }] }, { steps: [{ wait: 1s }, { name: a }] }]",
      ['2:51 lookups > #2: "a" (after wait 1s) stands twice in the list'],
    ],
  ])("refuse %s", (_, text, expected) => {
    expect(problems(() => withLookups(text))).toEqual(expected);
  });
});

describe("the network", () => {
  test("has addresses and routes", () => {
    const lines = 'lookups: [a]\nnetwork: { addresses: [10.1.0.5/24, "2001:DB8::5/64"], routes: [ip4, ip6] }';
    expect(withLines(lines).network).toEqual({
      addresses: [
        { address: "10.1.0.5", prefixLength: 24 },
        { address: "2001:db8::5", prefixLength: 64 },
      ],
      routes: ["ip4", "ip6"],
    });
  });

  test.each<[string, string, readonly string[]]>([
    [
      "an address without a prefix length",
      "{ addresses: [10.1.0.5] }",
      [
        '3:24 network > addresses > #1: found "10.1.0.5"; allowed: an address with a prefix length, such as 10.1.0.5/24 or 2001:db8::5/64',
      ],
    ],
    [
      "a route without an address to send from",
      "{ addresses: [10.1.0.5/24], routes: [ip6] }",
      [
        "3:47 network > routes > #1: a route of ip6 needs an address of that family in network.addresses, to send from",
      ],
    ],
    [
      "loopback's addresses",
      "{ addresses: [127.0.0.2/8] }",
      ["3:24 network > addresses > #1: no interface can have 127.0.0.2: it is loopback's own"],
    ],
  ])("refuses %s", (_, text, expected) => {
    expect(problems(() => withLines(`lookups: [a]\nnetwork: ${text}`))).toEqual(expected);
  });
});

test("files can fail to open", () => {
  const { files } = withLines("lookups: [a]\nfiles: { /etc/hosts: { error: EMFILE } }");
  expect(files).toEqual({ "/etc/hosts": { kind: "failing", errno: "EMFILE" } });
  expect(problems(() => withLines("lookups: [a]\nfiles: { /etc/hosts: { error: ENOENT } }"))).toEqual([
    '3:31 files > /etc/hosts > error: found "ENOENT"; allowed: the name of an errno such as EIO or EMFILE (a file that is not there is null)',
  ]);
});

test("a host profile lies beside the scenario, and keys of expectations name it as the scenario does", () => {
  const { hosts, expect: expected } = withLines(
    "lookups: [a]\nhost: [default, ../hosts/old.yaml]\nexpect: { cells: { musl on ../hosts/old.yaml: { error: EAI_AGAIN } } }",
  );
  expect(hosts).toEqual(["default", "./hosts/old.yaml"]);
  expect(expected.cells[0]?.target.host).toBe("./hosts/old.yaml");
});

test.each<[string, unknown]>([
  ["7", 7],
  ['"2..4"', { least: 2, most: 4 }],
  ['"7.."', { least: 7, most: 1_000_000 }],
  ['"..3"', { least: 1, most: 3 }],
])("a rule is for the queries %s", (nth, expected) => {
  const { dns } = withLines(
    `lookups: [a]\ndns: { 10.0.0.1: { rules: [{ when: { nth: ${nth} }, reply: {} }] } }`,
  );
  expect(dns[0]?.rules[0]?.when.nth).toEqual(expected);
});

test.each(['".."', '"4..2"', '"0..2"', "0"])("a rule is for no queries %s", (nth) => {
  const lines = `lookups: [a]\ndns: { 10.0.0.1: { rules: [{ when: { nth: ${nth} }, reply: {} }] } }`;
  expect(problems(() => withLines(lines))[0]).toContain("allowed: a number from 1 to 1000000");
});

test("what no machine can have may still be a nameserver that is unreachable", () => {
  const lines = "lookups: [a]\ndns: { 255.255.255.255: { udp: unreachable } }";
  expect(withLines(lines).dns).toMatchObject([
    { address: "255.255.255.255", udp: "unreachable", tcp: "unreachable" },
  ]);
});

describe("expectations", () => {
  const withCells = (cells: string) => withLines(`lookups: [a]\nexpect: { cells: { ${cells} } }`);

  test("can be that a lookup does not come back", () => {
    expect(withCells("glibc: { never: true }").expect.cells[0]?.never).toBe(true);
    expect(problems(() => withCells("glibc: { never: true, error: EAI_AGAIN }"))).toEqual([
      "3:42 expect > cells > glibc > error: stands beside never; a lookup that does not come back has no outcome",
    ]);
  });

  test.each<[string, readonly string[]]>([
    [
      "muls: { error: answer }",
      [
        '3:20 expect > cells > muls: no resolver family "muls" (did you mean "musl"?); there are musl, glibc, go',
      ],
    ],
    [
      "rust@1.2: { error: answer }",
      ['3:20 expect > cells > rust@1.2: no resolver family "rust"; there are musl, glibc, go'],
    ],
  ])("of resolvers that there are not are refused: %s", (cell, expected) => {
    expect(problems(() => withCells(cell))).toEqual(expected);
  });

  test("of codes that no libc has are refused", () => {
    const [first = ""] = problems(() => withCells("musl: { error: EAI_AGIAN }"));
    expect(first).toContain(
      'found "EAI_AGIAN", which no libc has (did you mean "EAI_AGAIN"?); there are EAI_BADFLAGS',
    );
  });
});
