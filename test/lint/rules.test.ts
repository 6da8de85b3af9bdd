/** Each rule with a file that has what it speaks of, and with one that has not. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogueDirectory } from "../../harness/disk/catalogue.ts";
import { SEVERITIES } from "../../harness/lint/finding.ts";
import { kindOf } from "../../harness/lint/kind.ts";
import { lint } from "../../harness/lint/lint.ts";
import { ALL_RULES } from "../../harness/lint/rules.ts";
import { byteString } from "../../harness/wire/bytes.ts";

const GOOD = {
  "resolv.conf": "# ours\nnameserver 10.0.0.1\nsearch a.example b.example\n",
  "nsswitch.conf": "# ours\npasswd: files\nhosts: files dns\n",
  "first.yaml": 'title: T\nlookups: [www.example]\nfiles: { /etc/nsswitch.conf: "hosts: files dns\\n" }\n',
} as const;
type Name = keyof typeof GOOD;

function found(name: Name, text: string): readonly string[] {
  const kind = kindOf(name, text);
  if (kind === null) throw new Error(`no kind for ${name}`);
  return lint({ file: name, kind, text }, ["default"]).map(
    ({ rule, line, column }) => `${line}:${column} ${rule}`,
  );
}

const SERVER = "nameserver 10.0.0.1\n";
const LONG = `search ${"a".repeat(63)}.example ${"b".repeat(63)}.example ${"c".repeat(63)}.example ${"d".repeat(63)}.example`;

/** Findings of each rule, as `line:column`. */
const CASES: readonly (readonly [rule: string, name: Name, text: string, places: readonly string[]])[] = [
  ["crlf", "resolv.conf", `${SERVER}nameserver 10.0.0.2\r\nsearch a\r\n`, ["2:20"]],
  ["crlf", "nsswitch.conf", "hosts: files dns\r\n", []],
  ["byte-order-mark", "resolv.conf", `\xef\xbb\xbf${SERVER}`, ["1:1"]],
  ["no-nameserver", "resolv.conf", "search a.example\n", ["1:1"]],
  ["no-nameserver", "resolv.conf", `search a.example\n ${SERVER}`, ["2:1"]],
  ["no-nameserver", "resolv.conf", "", ["1:1"]],
  ["nameserver-address", "resolv.conf", `${SERVER}nameserver dns.example\nnameserver ::1\n`, ["2:12"]],
  ["nameserver-address", "resolv.conf", `${SERVER}nameserver 10.0.0.1:5353\n`, ["2:12"]],
  ["too-many-nameservers", "resolv.conf", SERVER.repeat(5), ["4:12"]],
  ["indented-keyword", "resolv.conf", `${SERVER}\toptions rotate\n`, ["2:2"]],
  ["unknown-keyword", "resolv.conf", `${SERVER}  # remark\nnameservers 10.0.0.1\n`, ["2:3", "3:1"]],
  ["sortlist", "resolv.conf", `${SERVER}sortlist 10.0.0.0\n`, ["2:1"]],
  ["inline-comment", "resolv.conf", `${SERVER}search a # b\noptions ndots:1 ; x\n`, ["2:10", "3:17"]],
  ["inline-comment", "resolv.conf", "nameserver 10.0.0.1 # ours\n", []],
  ["comment-behind-one-value", "resolv.conf", "nameserver 10.0.0.1 # ours\ndomain a ; b\n", ["1:21", "2:10"]],
  ["long-line", "resolv.conf", `${SERVER}${LONG}\n`, ["2:255"]],
  ["search-too-many-domains", "resolv.conf", `${SERVER}search a b c d e f g\n`, ["2:20"]],
  ["search-dot", "resolv.conf", `${SERVER}search a . b\n`, ["2:10"]],
  ["search-dot", "resolv.conf", `${SERVER}domain .\n`, ["2:8"]],
  ["search-emptied", "resolv.conf", `${SERVER}search a\nsearch\n`, ["3:1"]],
  ["search-emptied", "resolv.conf", `${SERVER}search\nsearch a\n`, []],
  ["domain-and-search", "resolv.conf", `${SERVER}domain a\nsearch b\n`, ["2:1"]],
  ["ndots-cost", "resolv.conf", `${SERVER}search a b\noptions timeout:1 ndots:5\n`, ["3:19"]],
  ["option-sends-go-to-cgo", "resolv.conf", `${SERVER}options edns0 inet6 ndots:1\n`, ["2:9", "2:15"]],
  ["option-unknown", "resolv.conf", `${SERVER}options rotate ndots:1\n`, ["2:9"]],
  [
    "option-clamped",
    "resolv.conf",
    `${SERVER}options ndots:16 timeout:31 attempts:6\n`,
    ["2:9", "2:18", "2:29"],
  ],
  [
    "option-asks-nobody",
    "resolv.conf",
    `${SERVER}options attempts:0 timeout:0 ndots:0 attempts:x\n`,
    ["2:9", "2:20", "2:38"],
  ],
  ["option-clamped", "resolv.conf", `${SERVER}options attempts:0 timeout:0\n`, []],
  [
    "nsswitch-brackets",
    "nsswitch.conf",
    "passwd: files # [see]\nhosts: files [X=return] dns\n",
    ["1:17", "2:14"],
  ],
  ["nsswitch-brackets", "nsswitch.conf", "bogus: [x]\nhosts: files dns\n", []],
  ["nsswitch-syntax", "nsswitch.conf", "hosts: files dns\nfiles dns\n", ["2:1"]],
  ["nsswitch-no-final-newline", "nsswitch.conf", "passwd: files\nhosts: files dns", ["2:17"]],
  ["nsswitch-no-final-newline", "nsswitch.conf", "hosts: files dns\npasswd: files", []],
  ["nsswitch-empty-hosts", "nsswitch.conf", "passwd: files\nhosts:\n", ["2:7"]],
  ["nsswitch-no-hosts", "nsswitch.conf", "passwd: files\n", ["1:1"]],
  ["nsswitch-comment", "nsswitch.conf", "hosts: files # dns\npasswd: files # x\n", ["1:14"]],
  ["nsswitch-tab", "nsswitch.conf", "hosts:\tfiles\tdns\n", ["1:8"]],
  [
    "nsswitch-source-for-some-names",
    "nsswitch.conf",
    "hosts: files mdns4_minimal dns myhostname\n",
    ["1:14", "1:32"],
  ],
  ["nsswitch-return-ignored-by-go", "nsswitch.conf", "hosts: files [NOTFOUND=return] dns\n", ["1:8"]],
  [
    "nsswitch-return-ignored-by-go",
    "nsswitch.conf",
    "hosts: files [UNAVAIL=return] dns [NOTFOUND=return]\n",
    [],
  ],
  ["nsswitch-no-dns", "nsswitch.conf", "hosts: files\n", ["1:8"]],
  ["nsswitch-no-dns", "nsswitch.conf", "hosts: files resolve\n", []],
  ["nsswitch-two-hosts-lines", "nsswitch.conf", "hosts: files\nhosts: files dns\n", ["1:1"]],
  ["nsswitch-source-unknown-to-go", "nsswitch.conf", "hosts: files resolve dns\n", ["1:14"]],
  ["nsswitch-criteria-unknown-to-go", "nsswitch.conf", "hosts: files [SUCCESS=continue] dns\n", ["1:8"]],
  ["nsswitch-dns-before-files", "nsswitch.conf", "hosts: dns files\n", ["1:8"]],
  ["nsswitch-dns-before-files", "nsswitch.conf", "hosts: dns\n", []],
  ["nsswitch-absent", "first.yaml", "title: T\nlookups: [a]\nfiles:\n  /etc/nsswitch.conf: null\n", ["4:3"]],
  ["scenario-invalid", "first.yaml", "title: T\nlookup: [a]\nlookups: [a]\n", ["2:1"]],
  ["scenario-invalid", "first.yaml", "title: \xff\nlookups: [a]\n", ["1:1"]],
  [
    "nameserver-unserved",
    "first.yaml",
    'title: T\nlookups: [a]\ndns: { 10.0.0.1: {} }\nfiles:\n  /etc/nsswitch.conf: "hosts: files dns\\n"\n  /etc/resolv.conf: |\n    nameserver 10.0.0.1\n    nameserver 10.0.0.2\n',
    ["8:5"],
  ],
];

test.each(CASES)("%s in %s %j", (rule, name, text, places) => {
  const ofRule = found(name, text).filter((finding) => finding.endsWith(` ${rule}`));
  expect(ofRule).toEqual(places.map((place) => `${place} ${rule}`));
});

test.each(Object.entries(GOOD))("nothing is found in a good %s", (name, text) => {
  expect(found(name === "resolv.conf" || name === "nsswitch.conf" ? name : "first.yaml", text)).toEqual([]);
});

describe("the list of rules", () => {
  const rules = ALL_RULES.flatMap((group) => group.rules);

  test("has every id once, with a known severity and a reference", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { severity, reference } of rules) {
      expect(SEVERITIES).toContain(severity);
      expect(reference).toMatch(/^https:\/\//);
    }
  });

  test("has a case for each rule here", () => {
    const tested = CASES.map(([rule]) => rule);
    expect(rules.map(({ id }) => id).filter((id) => !tested.includes(id))).toEqual([]);
  });
});

describe("what each resolver makes of it", () => {
  const readings = (text: string, rule: string) =>
    lint({ file: "resolv.conf", kind: "resolv-conf", text }, null)
      .filter((finding) => finding.rule === rule)
      .flatMap((finding) => finding.readings.map(({ readers, effect }) => `${readers}: ${effect}`));

  test("an indented nameserver is Go's alone", () => {
    expect(readings(" nameserver 10.0.0.1\n", "indented-keyword")).toEqual([
      "Go: server 1: 10.0.0.1:53",
      "musl, glibc: null",
    ]);
    expect(readings(" nameserver 10.0.0.1\n", "no-nameserver")).toEqual(["musl, glibc: asks 127.0.0.1:53"]);
  });

  test("edns0 is told by release", () => {
    const [finding] = lint(
      { file: "resolv.conf", kind: "resolv-conf", text: `${SERVER}options edns0\n` },
      null,
    ).filter(({ rule }) => rule === "option-sends-go-to-cgo");
    expect(finding?.message).toBe('option "edns0" sends Go 1.11–1.19 to cgo');
  });

  test("numbers are told as each reader takes them", () => {
    const [finding] = lint(
      { file: "resolv.conf", kind: "resolv-conf", text: `${SERVER}options timeout:70\n` },
      null,
    ).filter(({ rule }) => rule === "option-clamped");
    expect(finding?.message).toBe('"timeout:70" is 60 for musl; 30 for glibc');
  });
});

describe("files inside a scenario", () => {
  test("findings stand at the place in the YAML", () => {
    const text =
      "title: T\nlookups: [a]\nfiles:\n  /etc/resolv.conf: |\n    nameserver 10.0.0.1\n    search a . b\n  /etc/nsswitch.conf:\n    text: |\n      hosts: dns files\n";
    expect(found("first.yaml", text)).toEqual(["6:14 search-dot", "9:14 nsswitch-dns-before-files"]);
  });

  test("they are looked at in a scenario that does not load, too", () => {
    const text = "title: T\nfiles:\n  /etc/resolv.conf: |\n    search a\n";
    expect(found("first.yaml", text)).toEqual(["1:1 scenario-invalid", "4:5 no-nameserver"]);
  });
});

describe("the kind of a file", () => {
  test.each([
    ["/etc/resolv.conf", "", "resolv-conf"],
    ["stub-resolv.conf.bak", "", "resolv-conf"],
    ["nsswitch.conf", "", "nsswitch"],
    ["a.yml", "", "scenario"],
    ["/dev/fd/63", "# x\n  nameserver 1.1.1.1\n", "resolv-conf"],
    ["-", "passwd: files\n", "nsswitch"],
    ["mine", "title: x\n", "scenario"],
    ["mine", "hello\n", null],
  ])("%s %j is %s", (file, text, kind) => {
    expect(kindOf(file, text)).toBe(kind);
  });
});

describe("scenarios of the catalogue show what a rule says", () => {
  const shown = ALL_RULES.flatMap(({ rules }) => rules).flatMap(({ id, shownBy }) =>
    shownBy.map((scenario) => [id, scenario] as const),
  );

  test.each(shown)("%s by %s", async (rule, scenario) => {
    const file = `${scenario}.yaml`;
    const text = byteString(await readFile(join(catalogueDirectory(), file)));
    expect(lint({ file, kind: "scenario", text }, null).map((finding) => finding.rule)).toContain(rule);
  });

  test("each rule on what resolvers read has one", () => {
    const proved = new Set(shown.map(([id]) => id));
    const ids = ALL_RULES.flatMap(({ rules }) => rules).map(({ id }) => id);
    expect(ids.filter((id) => !proved.has(id))).toEqual(["scenario-invalid", "nameserver-unserved"]);
  });
});
