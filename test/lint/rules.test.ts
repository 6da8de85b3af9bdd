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
  hosts: "# ours\n127.0.0.1 localhost\n::1 localhost\n10.0.0.1 web.example web # remark\n",
  "host.conf": "multi on\n# remark\n",
  "first.yaml": 'title: T\nlookups: [www.example]\nfiles: { /etc/nsswitch.conf: "hosts: files dns\\n" }\n',
} as const;

function found(name: string, text: string): readonly string[] {
  const kind = kindOf(name, text);
  if (kind === null) throw new Error(`no kind for ${name}`);
  return lint({ file: name, kind, text }, ["default"]).map(
    ({ rule, line, column }) => `${line}:${column} ${rule}`,
  );
}

const SERVER = "nameserver 10.0.0.1\n";
const LONG = `search ${"a".repeat(63)}.example ${"b".repeat(63)}.example ${"c".repeat(63)}.example ${"d".repeat(63)}.example`;

/** Findings of each rule, as `line:column`. */
const CASES: readonly (readonly [rule: string, name: string, text: string, places: readonly string[]])[] = [
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
  [
    "placeholder",
    "resolv.conf",
    "nameserver {{ dns }}\nsearch @DOMAIN@ <domain>\n# {{ x }}\n",
    ["1:12", "2:8"],
  ],
  ["placeholder", "hosts", "10.0.0.1 @HOST@ web\n", ["1:10"]],
  ["no-nameserver", "resolv.conf", "nameserver {{ DNS }}\n", []],
  ["nameserver-address", "resolv.conf", "nameserver <dns>\n", []],
  ["nameserver-two-addresses", "resolv.conf", `${SERVER}nameserver 8.8.8.8 8.8.4.4\n`, ["2:20"]],
  [
    "nameserver-two-addresses",
    "resolv.conf",
    "nameserver 8.8.8.8 # 8.8.4.4\nnameserver 1.1.1.1, 1.0.0.1\n",
    [],
  ],
  ["nameservers-private-and-public", "resolv.conf", `${SERVER}nameserver 8.8.8.8\n`, ["2:12"]],
  [
    "nameservers-private-and-public",
    "resolv.conf",
    "nameserver 2001:4860:4860::8888\nnameserver fd00::1\n",
    ["2:12"],
  ],
  [
    "nameservers-private-and-public",
    "resolv.conf",
    `${SERVER}nameserver 172.31.0.2\nnameserver ::1\nnameserver 8.8.8.8\n`,
    [],
  ],
  ["nameservers-private-and-public", "resolv.conf", "nameserver 8.8.8.8\nnameserver 172.32.0.1\n", []],
  [
    "nameserver-zone",
    "resolv.conf",
    `${SERVER}nameserver fe80::1%eth0\nnameserver fe80::1%3\n`,
    ["2:12", "3:12"],
  ],
  ["nameserver-zone", "resolv.conf", "nameserver fe80::1\n", []],
  [
    "search-not-a-domain",
    "resolv.conf",
    `${SERVER}search a,b 10.0.0.1 http://c.example *.d "e" f.g-h_i\n`,
    ["2:8", "2:12", "2:21", "2:38", "2:42"],
  ],
  ["search-not-a-domain", "resolv.conf", `${SERVER}search a # b,c\ndomain a.example b,c\n`, []],
  [
    "search-invalid-name",
    "resolv.conf",
    `${SERVER}search .a b..c d. ${"e".repeat(64)} ${"f".repeat(63)} .\n`,
    ["2:8", "2:11", "2:19"],
  ],
  ["search-not-ascii", "resolv.conf", `${SERVER}search b\xc3\xbcro.example xn--bro-hoa.example\n`, ["2:8"]],
  [
    "option-spelling",
    "resolv.conf",
    `${SERVER}options ndots=2 timeout 1 ndots: 5 attempts:2 rotate\n`,
    ["2:9", "2:17", "2:27"],
  ],
  ["option-spelling", "resolv.conf", `${SERVER}options ndots:2 timeout rotate\n`, []],
  ["option-clamped", "resolv.conf", `${SERVER}options ndots: 3\n`, []],
  ["option-twice", "resolv.conf", `${SERVER}options ndots:1 timeout:1\noptions ndots:5\n`, ["3:9"]],
  ["option-twice", "resolv.conf", `${SERVER}options ndots:1 timeout:1 rotate rotate\n`, []],
  ["ndots-zero", "resolv.conf", `${SERVER}search a\noptions ndots:0\n`, ["3:9"]],
  ["ndots-zero", "resolv.conf", `${SERVER}options ndots:0\n`, []],
  ["ndots-zero", "resolv.conf", `${SERVER}search a\noptions ndots:1\n`, []],
  ["option-cleared", "resolv.conf", `${SERVER}options -edns0 -no-aaaa no-aaaa\n`, ["2:9", "2:16"]],
  ["hosts-no-final-newline", "hosts", "127.0.0.1 localhost\n10.0.0.1 a b", ["2:12"]],
  ["hosts-no-final-newline", "hosts", "10.0.0.1 a b # remark", []],
  ["hosts-no-final-newline", "hosts", "10.0.0.1 a b\n# remark", []],
  ["hosts-indented", "hosts", " 10.0.0.1 a\n\t# remark\n", ["1:2"]],
  [
    "hosts-address",
    "hosts",
    "010.0.0.1 a\n10.1 b\nfe80::1%lo c\nd.example e\n10.0.0.1 f\n::1 g\n",
    ["1:1", "2:1", "3:1", "4:1"],
  ],
  ["hosts-mapped-address", "hosts", "::ffff:192.0.2.9 a\n192.0.2.9 a\n::1 a\n", ["1:1"]],
  ["hosts-no-name", "hosts", "10.0.0.1\n10.0.0.2 # a\n10.0.0.3 a\n", ["1:1", "2:1"]],
  ["hosts-final-dot", "hosts", "10.0.0.1 www.example. www.example\n", ["1:10"]],
  ["hosts-capital-letters", "hosts", "10.0.0.1 Web\n10.0.0.2 DB db\n", ["1:10"]],
  ["hosts-long-line", "hosts", `10.0.0.1 ${"a".repeat(510)}\n# ${"b".repeat(600)}\n`, ["1:511"]],
  ["hosts-name-twice", "hosts", "10.0.0.1 a\n10.0.0.2 b A\n::1 a\n10.0.0.1 a\n", ["2:12"]],
  [
    "host-conf-no-effect",
    "host.conf",
    "order hosts,bind\nmulti on\n trim .example\nreorder on\n",
    ["1:1", "3:2", "4:1"],
  ],
  ["host-conf-unknown", "host.conf", "# spoof\nnospoof on\nmulti on\n", ["2:1"]],
  ["host-conf-value", "host.conf", "multi yes\nmulti on # x\nmulti\n", ["1:1", "3:1"]],
  ["host-conf-multi-off", "host.conf", "multi on\nmulti off\n", ["2:1"]],
  ["host-conf-multi-off", "host.conf", "multi off\nmulti on\n", []],
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
  ["option-unknown", "resolv.conf", `${SERVER}options edns0 inet6 ndots:1\n`, ["2:9", "2:15"]],
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
  [
    "nsswitch-source-for-some-names",
    "nsswitch.conf",
    "hosts: files mdns4_minimal dns mdns4\n",
    ["1:14", "1:32"],
  ],
  ["nsswitch-merge", "nsswitch.conf", "hosts: files [SUCCESS=merge] dns\n", ["1:8"]],
  ["nsswitch-merge", "nsswitch.conf", "group: files [SUCCESS=merge] systemd\nhosts: files dns\n", []],
  ["nsswitch-criteria-unknown-to-go", "nsswitch.conf", "hosts: files [SUCCESS=merge] dns\n", []],
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
  [
    "nameserver-unserved",
    "first.yaml",
    "title: T\nlookups: [a]\ndns: { 10.0.0.1: {} }\nfiles:\n  /etc/resolv.conf: |\n    nameserver 10.0.0.1\n    nameserver 10.0.0.2\n",
    ["7:5"],
  ],
  ["yaml-invalid", "pod.yaml", "apiVersion: v1\nkind: [\n", ["3:1"]],
  ["other-file", "resolved.conf", "[Resolve]\nDNS=1.1.1.1\n", ["1:1"]],
  ["scenario-invalid", "first.yaml", "title: \xff\nlookups: [a]\n", ["1:1"]],
];

/** Rules of which no scenario of the catalogue shows what they say: mistakes of writing, and other files. */
const WITHOUT_SCENARIO: readonly string[] = [
  ...["placeholder", "other-file", "template-skipped", "scenario-invalid", "yaml-invalid"],
  ...[
    "nameserver-two-addresses",
    "nameservers-private-and-public",
    "search-not-a-domain",
    "search-not-ascii",
  ],
  ...["option-twice", "ndots-zero", "nameserver-unserved"],
  ...["hosts-indented", "hosts-no-name", "hosts-long-line", "hosts-capital-letters"],
  ...["host-conf-no-effect", "host-conf-unknown", "host-conf-value", "host-conf-multi-off"],
];

test.each(CASES)("%s in %s %j", (rule, name, text, places) => {
  const ofRule = found(name, text).filter((finding) => finding.endsWith(` ${rule}`));
  expect(ofRule).toEqual(places.map((place) => `${place} ${rule}`));
});

test.each(Object.entries(GOOD))("nothing is found in a good %s", (name, text) => {
  expect(found(name, text)).toEqual([]);
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
    expect(
      rules.map(({ id }) => id).filter((id) => !tested.includes(id) && id !== "template-skipped"),
    ).toEqual([]);
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
    ).filter(({ rule }) => rule === "option-unknown");
    expect(finding?.message).toBe(
      'option "edns0" does nothing for Go 1.11–1.19, musl; Go 1.11–1.19 with cgo leaves lookups to libc',
    );
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
      "title: T\nlookups: [a]\ndns: { 10.0.0.1: {} }\nfiles:\n  /etc/resolv.conf: |\n    nameserver 10.0.0.1\n    search a . b\n  /etc/nsswitch.conf:\n    text: |\n      hosts: dns files\n";
    expect(found("first.yaml", text)).toEqual(["7:14 search-dot", "10:14 nsswitch-dns-before-files"]);
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
    ["/etc/hosts", "", "hosts"],
    ["hosts.txt", "", "hosts"],
    ["host.conf", "", "host-conf"],
    ["mine", "10.0.0.1 web\n", "hosts"],
    ["mine", "multi on\n", "host-conf"],
    ["mine", "nameserver=8.8.8.8\n", "resolv-conf"],
    ["resolved.conf", "", "resolved-conf"],
    ["resolvconf.conf", "", "resolvconf-conf"],
    ["gai.conf", "", "gai-conf"],
    ["resolv.conf.yaml", "# x\nsearch a.example\nnameserver 10.0.0.1\n", "resolv-conf"],
    ["a.yaml", "apiVersion: apps/v1\nkind: Deployment\n", "kubernetes"],
    ["a.json", '{ "apiVersion": "v1" }', "kubernetes"],
    ["compose.yaml", "services:\n  web: {}\n", "compose"],
    ["user-data", "#cloud-config\n", "cloud-init"],
    ["50-cloud-init.yaml", "network:\n  version: 2\n", "netplan"],
    ["a.yaml", "files:\n  /etc/resolv.conf: |\n    nameserver 10.0.0.1\n", "scenario"],
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
    expect(ids.filter((id) => !proved.has(id)).toSorted()).toEqual(WITHOUT_SCENARIO.toSorted());
  });
});
