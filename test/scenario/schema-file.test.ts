/** schema/scenario.json in an editor's place: it accepts the catalogue and refuses what a person is told is wrong. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { catalogueDirectory, scenarioFiles } from "../../harness/disk/catalogue.ts";
import { packageRoot } from "../../harness/package-root.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { NEWEST_GO, NEXT_GO } from "../support/go-versions.ts";

const schema = JSON.parse(await readFile(join(packageRoot, "schema", "scenario.json"), "utf8"));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true, validateFormats: false }).compile(schema);

/** Where the whole file is meant. */
const ROOT = "the file";

function refusals(text: string): readonly string[] {
  validate(parse(text));
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath === "" ? ROOT : instancePath} ${message ?? ""}`,
  );
}

const files = await scenarioFiles(catalogueDirectory());

test("there are scenarios to accept", () => expect(files.length).toBeGreaterThan(30));

test.each(files)("accepts %s", async (file) => {
  expect(refusals(await readFile(file, "utf8"))).toEqual([]);
});

const withLines = (lines: string) => `title: Broken\nlookups: [www.example]\n${lines}\n`;
const withServer = (value: string) => withLines(`dns: { 10.0.0.1: ${value} }`);
const withReply = (reply: string) => withServer(`{ rules: [{ reply: { ${reply} } }] }`);
const withCell = (cell: string) => withLines(`images: [alpine-3.8]\nexpect: { cells: { ${cell} } }`);

/** Where the schema sees it, and what a person reads. */
const BROKEN: readonly (readonly [text: string, path: string, message: string])[] = [
  ["about: x\n", ROOT, '"title" is missing; it takes one line of text, at most 200 characters'],
  ["- x\n", ROOT, "found a list; allowed: a mapping"],
  ["title: x\nlookups: []\n", "/lookups", "lookups: found an empty list; allowed: at least 1 entry"],
  [
    "title: x\nlookups: [0x7f]\n",
    "/lookups/0",
    'lookups > #1: found the number 0x7f (put it in quotes: "0x7f"); allowed: a name without NUL, at most 2000 characters, or a mapping',
  ],
  [
    "title: x\nlookups: [{ name: a, family: ipv6 }]\n",
    "/lookups/0/family",
    'lookups > #1 > family: found "ipv6" (did you mean "ip6"?); allowed: ip, ip4, ip6',
  ],
  [withLines("serch: x"), ROOT, 'unknown key "serch"'],
  [withLines("go: [1.20]"), "/go", 'go > #1: found the number 1.20 (put it in quotes: "1.20")'],
  [
    withLines(`go: ["${NEXT_GO}"]`),
    "/go",
    `go > #1: found "${NEXT_GO}"; allowed: a Go version from 1.11 to ${NEWEST_GO}`,
  ],
  [
    withLines('go: [{ version: "1.22", tag: [netgo] }]'),
    "/go",
    'go > #1: unknown key "tag" (did you mean "tags"?); allowed: version, cgo, tags, godebug, goLine',
  ],
  [
    withLines("files: { /a: { text: x, mode: 0644 } }"),
    "/files/~1a",
    'files > /a > mode: found the number 0644 (put it in quotes: "0644"); allowed: permission bits in quotes, such as "0644"',
  ],
  [withLines("files: { etc/hosts: x }"), "/files", 'files: found the key "etc/hosts"'],
  [
    withLines("env: { RES_OPTIONS: 1 }"),
    "/env/RES_OPTIONS",
    'env > RES_OPTIONS: found the number 1 (put it in quotes: "1"); allowed: text without NUL',
  ],
  [withLines("hostname: my host"), "/hostname", 'hostname: found "my host"; allowed: a host name'],
  [withLines("user: -1"), "/user", "user: found the number -1; allowed: a user id from 0 to 4294967294"],
  [
    withServer("{ udp: opn }"),
    "/dns/10.0.0.1/udp",
    'dns > 10.0.0.1 > udp: found "opn" (did you mean "open"?); allowed: open, closed, silent, unreachable',
  ],
  [
    withServer("{ delay: 5 }"),
    "/dns/10.0.0.1/delay",
    "dns > 10.0.0.1 > delay: found the number 5; allowed: a duration such as 0ms, 3s or 1.5s, at most 600s",
  ],
  [
    withServer("{ rules: [{ when: { type: A } }] }"),
    "/dns/10.0.0.1/rules/0",
    'dns > 10.0.0.1 > rules > #1: "reply" is missing; it takes a mapping',
  ],
  [
    withReply("id: wrnog"),
    "/dns/10.0.0.1/rules/0/reply/id",
    'reply > id: found "wrnog" (did you mean "wrong"?); allowed: same, wrong',
  ],
  [
    withReply("duplicate: 99"),
    "/dns/10.0.0.1/rules/0/reply/duplicate",
    "reply > duplicate: found the number 99; allowed: a number of replies from 1 to 16",
  ],
  [
    withLines("expect: { verdict: diffrent }"),
    "/expect/verdict",
    'expect > verdict: found "diffrent"; allowed: agree, latency, wire, order, addresses, error-kind, outcome',
  ],
  [
    withCell('go: { mode: "files dns" }'),
    "/expect/cells/go/mode",
    'expect > cells > go > mode: found "files dns" (did you mean "files,dns"?)',
  ],
  [
    withCell("musl: { source: documentd }"),
    "/expect/cells/musl/source",
    'expect > cells > musl > source: found "documentd" (did you mean "documented"?); allowed: documented',
  ],
  [
    withLines("refs: [golang/go#35305]"),
    "/refs/0",
    'refs > #1: found "golang/go#35305"; allowed: a web address',
  ],
];

describe.each(BROKEN)("%s", (text, path, message) => {
  test(`is refused at ${path}`, () => {
    const seen = refusals(text);
    expect(
      seen.filter((refusal) => refusal.startsWith(path)),
      seen.join("\n"),
    ).not.toEqual([]);
  });

  test("is told to a person", () => {
    expect(() => parseScenario(text, "broken.yaml")).toThrow(message);
  });
});
