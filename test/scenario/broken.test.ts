/** What a person sees for a broken file: the exact message, with line and column, and everything at once. */

import { expect, test } from "vitest";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { ProblemsFailure } from "../../harness/yaml/problems.ts";
import { NEWEST_GO, NEXT_GO } from "../support/go-versions.ts";

const HOSTS = ["centos-7.4", "centos-7.6", "default"];

function problems(text: string): readonly string[] {
  try {
    parseScenario(text, "broken.yaml", HOSTS);
  } catch (error) {
    if (!(error instanceof ProblemsFailure)) throw error;
    return error.problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`);
  }
  return ["accepted"];
}

/** A scenario that is right but for the lines that are put behind its first two. */
const withLines = (lines: string) => `title: Broken\nlookups: [www.example]\n${lines}\n`;
/** … but for one nameserver. */
const withServer = (lines: string) => withLines(`dns:\n  10.0.0.1:\n${lines.replaceAll(/^/gm, "    ")}`);
/** … but for one reply. */
const withReply = (reply: string) => withServer(`rules: [{ reply: { ${reply} } }]`);
/** … but for one expectation. */
const withCell = (cell: string) => withLines(`images: [alpine-3.8]\nexpect: { cells: { ${cell} } }`);

const KEYS =
  "title, about, refs, images, go, host, network, files, env, hostname, user, dns, lookups, expect, known, control";

const CASES: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ["an empty file", "", ["1:1 found nothing; allowed: a mapping"]],
  ["a list", "- x\n", ["1:1 found a list; allowed: a mapping"]],
  [
    "no title and no lookups",
    "about: x\n",
    [
      '1:1 "title" is missing; it takes one line of text, at most 200 characters',
      '1:1 "lookups" is missing; it takes a list',
    ],
  ],
  [
    "a misspelled key",
    withLines("serch: x\nhosts: default"),
    [
      `3:1 unknown key "serch"; allowed: ${KEYS}`,
      `4:1 unknown key "hosts" (did you mean "host"?); allowed: ${KEYS}`,
    ],
  ],
  [
    "no lookups in the list",
    "title: x\nlookups: []\n",
    ["2:10 lookups: found an empty list; allowed: at least 1 entry"],
  ],
  [
    "a lookup twice",
    "title: x\nlookups: [a, { name: a, family: ip }, { name: a, family: ip4 }]\n",
    ['2:14 lookups > #2: "a" (ip) stands twice in the list'],
  ],
  [
    "another family",
    "title: x\nlookups: [{ name: a, family: ipv6 }]\n",
    ['2:30 lookups > #1 > family: found "ipv6" (did you mean "ip6"?); allowed: ip, ip4, ip6'],
  ],
  [
    "a name with NUL",
    'title: x\nlookups: ["a\\0b"]\n',
    ['2:11 lookups > #1: found "a\\u{0}b"; allowed: a name without NUL, at most 2000 characters'],
  ],
  [
    "a number for a name",
    "title: x\nlookups: [0x7f]\n",
    [
      '2:11 lookups > #1: found the number 0x7f (put it in quotes: "0x7f"); allowed: a name without NUL, at most 2000 characters, or a mapping',
    ],
  ],
  [
    "Go versions without quotes, too old, and with unknown keys",
    withLines(`go: [1.20, "1.10", "${NEXT_GO}", { version: "1.22", tag: [netgo] }]`),
    [
      `3:6 go > #1: found the number 1.20 (put it in quotes: "1.20"); allowed: a Go version from 1.11 to ${NEWEST_GO}, or a patch release such as 1.22.5, or a mapping`,
      `3:12 go > #2: found "1.10"; allowed: a Go version from 1.11 to ${NEWEST_GO}, or a patch release such as 1.22.5`,
      `3:20 go > #3: found "${NEXT_GO}"; allowed: a Go version from 1.11 to ${NEWEST_GO}, or a patch release such as 1.22.5`,
      '3:47 go > #4: unknown key "tag" (did you mean "tags"?); allowed: version, cgo, tags, godebug, goLine',
    ],
  ],
  [
    "Go builds that cannot be",
    withLines('go: [{ version: "1.24", tags: [netgo, netcgo] }, "1.11", "1.11"]'),
    [
      "3:31 go > #1 > tags: Go 1.24 does not compile with both netgo and netcgo",
      "3:58 go > #3: stands twice in the list",
    ],
  ],
  [
    "an unknown host profile",
    withLines("host: [default, centos-76, default]"),
    [
      '3:17 host > #2: no host profile "centos-76" (did you mean "centos-7.6"?); there are centos-7.4, centos-7.6, default',
      '3:28 host > #3: "default" stands twice in the list',
    ],
  ],
  [
    "paths that leave the image or belong to the lab",
    withLines(
      "files: { etc/hosts: x, /etc/../shadow: x, //x: y, /proc/version: x, /.resolver-matrix/agent: x, /etc/: x }",
    ),
    ["etc/hosts", "/etc/../shadow", "//x", "/proc/version", "/.resolver-matrix/agent", "/etc/"].map(
      (path, index) =>
        `3:${[10, 24, 43, 51, 69, 97][index]} files: found the key "${path}"; allowed: an absolute path without "." and ".." segments, outside /proc, /sys and /dev`,
    ),
  ],
  [
    "files that say too much or nothing",
    withLines(
      "files:\n  /a: { text: x, base64: eA== }\n  /b: {}\n  /c: { symlink: /d, mode: '0644' }\n  /a/b: x",
    ),
    [
      "4:18 files > /a > base64: stands beside text; needs only one of text, base64, symlink, directory, error",
      "5:7 files > /b: says nothing about the content; needs one of text, base64, symlink, directory, error",
      "6:22 files > /c > mode: a symbolic link has none of its own",
      "7:3 files > /a/b: lies below /a, which is no directory",
    ],
  ],
  [
    "a mode that YAML reads as a number",
    withLines("files: { /a: { text: x, mode: 0644 } }"),
    [
      '3:31 files > /a > mode: found the number 0644 (put it in quotes: "0644"); allowed: permission bits in quotes, such as "0644"',
    ],
  ],
  [
    "bytes that are no base64",
    withLines("files: { /a: { base64: 'eA=' } }"),
    ['3:24 files > /a > base64: found "eA="; allowed: base64 text of at most 1048576 bytes'],
  ],
  [
    "a value of the environment without quotes",
    withLines("env: { RES_OPTIONS: 1, 2X: y }"),
    [
      '3:21 env > RES_OPTIONS: found the number 1 (put it in quotes: "1"); allowed: text without NUL',
      '3:24 env: found the key "2X"; allowed: the name of an environment variable',
    ],
  ],
  [
    "a host name with a blank and a negative user",
    withLines("hostname: my host\nuser: -1"),
    [
      '3:11 hostname: found "my host"; allowed: a host name of letters, digits, dots and hyphens, at most 64 characters',
      "4:7 user: found the number -1; allowed: a user id from 0 to 4294967294",
    ],
  ],
  [
    "nameservers that cannot be",
    withLines("dns:\n  10.0.0.300: {}\n  224.0.0.1: {}\n  ::: {}\n  FD00::1: {}\n  fd00:0::1: {}"),
    [
      '4:3 dns: found the key "10.0.0.300"; allowed: an IPv4 or IPv6 address',
      "5:3 dns > 224.0.0.1: cannot be a nameserver of the lab: a multicast address belongs to no machine; with udp: unreachable it can",
      "6:3 dns > ::: cannot be a nameserver of the lab: the unspecified address belongs to no machine; with udp: unreachable it can",
      "8:3 dns > fd00:0::1: is the same address as FD00::1",
    ],
  ],
  [
    "a port state that there is not",
    withServer("udp: opn\ntcp: true"),
    [
      '5:10 dns > 10.0.0.1 > udp: found "opn" (did you mean "open"?); allowed: open, closed, silent, unreachable',
      "6:10 dns > 10.0.0.1 > tcp: found the boolean true; allowed: open, closed, silent, unreachable",
    ],
  ],
  [
    "one unreachable transport",
    withServer("udp: unreachable\ntcp: open"),
    [
      "5:10 dns > 10.0.0.1 > udp: found unreachable while tcp is open; a route is per address, so both must be unreachable",
    ],
  ],
  [
    "the other unreachable transport",
    withServer("udp: silent\ntcp: unreachable"),
    [
      "6:10 dns > 10.0.0.1 > tcp: found unreachable while udp is silent; a route is per address, so both must be unreachable",
    ],
  ],
  [
    "an unreachable loopback address",
    withLines("dns: { 127.0.0.1: { udp: unreachable, tcp: unreachable } }"),
    ["3:26 dns > 127.0.0.1 > udp: a loopback address always has a route; use closed or silent"],
  ],
  [
    "durations without unit, with a blank, and too long",
    withServer("delay: 5\nrules: [{ reply: { delay: 3 s } }, { reply: { delay: 601s } }]"),
    [
      "5:12 dns > 10.0.0.1 > delay: found the number 5; allowed: a duration such as 0ms, 3s or 1.5s, at most 600s",
      '6:31 dns > 10.0.0.1 > rules > #1 > reply > delay: found "3 s"; allowed: a duration such as 0ms, 3s or 1.5s, at most 600s',
      '6:58 dns > 10.0.0.1 > rules > #2 > reply > delay: found "601s"; allowed: a duration such as 0ms, 3s or 1.5s, at most 600s',
    ],
  ],
  [
    "a zone with an error in its third line",
    withServer("zone: |\n  www.example. A 192.0.2.1\n\n  www.example. A 192.0.2.300\nmissing: NODATA"),
    [
      '8:22 dns > 10.0.0.1 > zone: A: "192.0.2.300" is not an IPv4 address (line 3 of the text)',
      '9:14 dns > 10.0.0.1 > missing: found "NODATA"; allowed: a response code such as NOERROR, NXDOMAIN, SERVFAIL or REFUSED, or its number, up to 15',
    ],
  ],
  [
    "records of a reply that cannot be read",
    withReply('answers: "A 1.2.3", before: [{ authority: "x" }]'),
    [
      '5:36 dns > 10.0.0.1 > rules > #1 > reply > answers: A: "1.2.3" is not an IPv4 address',
      "5:67 dns > 10.0.0.1 > rules > #1 > reply > before > #1 > authority: no record type on this line",
    ],
  ],
  [
    "a rule without reply, with conditions that there are not",
    withServer('rules: [{ when: { type: AAAAA, nth: 0, edn: true, name: "a..b\\\\" } }]'),
    [
      '5:13 dns > 10.0.0.1 > rules > #1: "reply" is missing; it takes a mapping',
      '5:29 dns > 10.0.0.1 > rules > #1 > when > type: found "AAAAA"; allowed: an RR type such as A, AAAA, CNAME or TYPE65',
      "5:41 dns > 10.0.0.1 > rules > #1 > when > nth: found the number 0; allowed: a number from 1 to 1000000",
      '5:44 dns > 10.0.0.1 > rules > #1 > when: unknown key "edn" (did you mean "edns"?); allowed: name, type, transport, edns, nth, source',
      '5:61 dns > 10.0.0.1 > rules > #1 > when > name: found "a..b\\\\"; allowed: a name pattern such as "www.example." or "*.example"',
    ],
  ],
  [
    "values of a reply that there are not",
    withReply("rcode: SERVFAL, truncate: maybe, close: rest, id: wrnog, duplicate: 99"),
    [
      '5:31 dns > 10.0.0.1 > rules > #1 > reply > rcode: found "SERVFAL"; allowed: a response code such as NOERROR, NXDOMAIN, SERVFAIL or REFUSED, or its number',
      '5:50 dns > 10.0.0.1 > rules > #1 > reply > truncate: found "maybe"; allowed: true or false, or a number of records from 0 to 10000',
      '5:64 dns > 10.0.0.1 > rules > #1 > reply > close: found "rest" (did you mean "reset"?); allowed: true or false, or reset, or a number of bytes from 0 to 65535',
      '5:74 dns > 10.0.0.1 > rules > #1 > reply > id: found "wrnog" (did you mean "wrong"?); allowed: same, wrong',
      "5:92 dns > 10.0.0.1 > rules > #1 > reply > duplicate: found the number 99; allowed: a number of replies from 1 to 16",
    ],
  ],
  [
    "replies from addresses that cannot send",
    withServer(
      "rules: [{ reply: { from: fd00::1 } }, { reply: { from: 10.0.0.2 } }]\n".concat("udp: open"),
    ).replace(/$/, "  10.0.0.2: { udp: closed }\n"),
    [
      "5:30 dns > 10.0.0.1 > rules > #1 > reply > from: no reply can come from fd00::1: 10.0.0.1 is of the other address family",
      "5:60 dns > 10.0.0.1 > rules > #2 > reply > from: no reply can come from 10.0.0.2: its udp is closed",
    ],
  ],
  [
    "an unknown verdict",
    withLines("expect: { verdict: diffrent }"),
    [
      '3:20 expect > verdict: found "diffrent"; allowed: agree, latency, wire, order, addresses, error-kind, outcome',
    ],
  ],
  [
    "a control that differs",
    withLines("expect: { verdict: outcome }\ncontrol: true"),
    ['3:20 expect > verdict: found "outcome", but a control differs nowhere'],
  ],
  [
    "keys of cells that the scenario does not run",
    withLines(
      'images: [alpine-3.8]\ngo: ["1.24"]\nexpect:\n  cells:\n    alpin-3.8: { error: answer }\n    go@1.19: { error: answer }\n    musl on centos-7.6: { error: answer }',
    ),
    [
      '7:5 expect > cells > alpin-3.8: no image or resolver "alpin-3.8" in this scenario (did you mean "alpine-3.8"?); it runs alpine-3.8, musl, glibc, go',
      '8:5 expect > cells > go@1.19: no Go version "1.19" in this scenario; it runs 1.24',
      '9:5 expect > cells > "musl on centos-7.6": no host "centos-7.6" in this scenario; it runs default',
    ],
  ],
  [
    "an expectation that says nothing",
    withCell("musl: {}, glibc: { source: documented }"),
    ["4:26 expect > cells > musl: expects nothing", "4:37 expect > cells > glibc: expects nothing"],
  ],
  [
    "an expectation of both an error and addresses",
    withCell("musl: { error: EAI_AGAIN, addresses: [192.0.2.1] }"),
    ["4:46 expect > cells > musl > addresses: stands beside an error; a lookup has one or the other"],
  ],
  [
    "a mode of a libc",
    withCell("alpine-3.8: { mode: cgo }, musl: { mode: dns }"),
    [
      "4:34 expect > cells > alpine-3.8 > mode: only Go cells have one; write it under alpine-3.8/go",
      "4:55 expect > cells > musl > mode: only Go cells have one; write it under go",
    ],
  ],
  [
    "values of an expectation that there are not",
    withCell(
      'musl: { addresses: [1.2.3], asks: ["10.0.0.1"], source: documentd }, go: { mode: "files dns" }',
    ),
    [
      '4:40 expect > cells > musl > addresses > #1: found "1.2.3"; allowed: an IPv4 or IPv6 address',
      '4:55 expect > cells > musl > asks > #1: found "10.0.0.1"; allowed: an address and port such as 10.0.0.1:53 or [fd00::1]:53',
      '4:76 expect > cells > musl > source: found "documentd" (did you mean "documented"?); allowed: documented',
      '4:101 expect > cells > go > mode: found "files dns" (did you mean "files,dns"?); allowed: cgo, files,dns, dns,files, files, dns',
    ],
  ],
  [
    "a reference that is no address",
    withLines("refs: [golang/go#35305]"),
    ['3:8 refs > #1: found "golang/go#35305"; allowed: a web address that begins with https:// or http://'],
  ],
  [
    "escape sequences, which must not reach a terminal",
    withLines('"\\e[2J": x\nhost: "\\e[31m"'),
    [
      `3:1 unknown key "\\u{1b}[2J"; allowed: ${KEYS}`,
      '4:7 host: found "\\u{1b}[31m"; allowed: the id of a host profile, or ./FILE.yaml beside the scenario',
      '4:7 host: no host profile "\\u{1b}[31m"; there are centos-7.4, centos-7.6, default',
    ],
  ],
];

test.each(CASES)("%s", (_, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test.each([
  [
    "65 nameservers",
    `dns: {${Array.from({ length: 65 }, (_, i) => `10.0.1.${i}: {}`).join(", ")}}`,
    "3:1 dns: found 65 nameservers; allowed: 64",
  ],
  [
    "257 rules",
    `dns: { 10.0.0.1: { rules: [${"{ reply: {} }, ".repeat(257)}] } }`,
    "3:1 dns: found 257 rules in all; allowed: 256",
  ],
  [
    "a file over 1 MiB",
    `files: { /a: "${"x".repeat(1024 * 1024 + 1)}" }`,
    `3:14 files > /a: found "${"x".repeat(60)}…"; allowed: text of at most 1048576 bytes`,
  ],
  [
    "files over 3 MiB in all",
    `files: { ${["/a", "/b", "/c", "/d"].map((path) => `${path}: &${path.slice(1)} "${"x".repeat(900_000)}"`).join(", ")} }`,
    "3:1 files: found 3600000 bytes in all; allowed: 3145728",
  ],
])("no more than is allowed: %s", (_, lines, expected) => {
  expect(problems(withLines(lines))).toEqual([expected]);
});

test("101 lookups are one too many", () => {
  const names = Array.from({ length: 101 }, (_, index) => `n${index}`).join(", ");
  expect(problems(`title: x\nlookups: [${names}]\n`)).toEqual([
    "2:10 lookups: found a list; allowed: at most 100 entries",
  ]);
});

test("everything that is wrong is told at once, also where a section is half right", () => {
  expect(
    problems(
      'titel: x\ndns:\n  10.0.0.1:\n    udp: opn\n    zone: "www.example. A x"\nfiles: { /a: {} }\nlookups: [a, a]\n',
    ),
  ).toEqual([
    '1:1 "title" is missing; it takes one line of text, at most 200 characters',
    `1:1 unknown key "titel" (did you mean "title"?); allowed: ${KEYS}`,
    '4:10 dns > 10.0.0.1 > udp: found "opn" (did you mean "open"?); allowed: open, closed, silent, unreachable',
    '5:27 dns > 10.0.0.1 > zone: A: "x" is not an IPv4 address',
    "6:14 files > /a: says nothing about the content; needs one of text, base64, symlink, directory, error",
    '7:14 lookups > #2: "a" (ip) stands twice in the list',
  ]);
});

test("the whole message names the file with every line", () => {
  expect(() => parseScenario("titel: x\nlookups: [a]\n", "dir/broken.yaml")).toThrow(
    `2 problems
  dir/broken.yaml:1:1: "title" is missing; it takes one line of text, at most 200 characters
  dir/broken.yaml:1:1: unknown key "titel" (did you mean "title"?); allowed: ${KEYS}`,
  );
});
