/** Remedies, tried on the models. */
import { beforeAll, describe, expect, test } from "vitest";
import { loadScenarios } from "../../harness/disk/load.ts";
import { textOf } from "../../harness/fix/files.ts";
import { type Fixes, findFixes, isWhole } from "../../harness/fix/fix.ts";
import { loadCatalogue } from "../../harness/library/catalogue.ts";
import type { Catalogue } from "../../harness/matrix/plan.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";

/** [scenario, the remedy that stands first, remedies that mend all, too]. */
const FIRST: readonly (readonly [string, string, readonly string[]])[] = [
  ["founding/indented-resolv-conf", "mend-indentation", ["write-resolv-conf"]],
  ["founding/host-readv", "alpine-3.9", ["musl → debian-13-glibc", "ordinary-host"]],
  ["kubernetes/search-domain-servfail", "final-dot", ["ndots:1", "search-nxdomain"]],
  ["kubernetes/aaaa-refused", "aaaa-nodata", ["musl → debian-13-glibc"]],
  ["address-families/aaaa-dropped", "aaaa-nodata", []],
  ["edns/formerr-to-edns", "netdns=cgo", ["go@1.18", "edns-tolerated"]],
  ["hosts-and-nsswitch/nsswitch-dns-first", "nsswitch", []],
  ["hosts-and-nsswitch/hosts-no-final-newline", "mend-hosts", []],
  ["hosts-and-nsswitch/hosts-octal", "mend-hosts", []],
  ["names/double-dot", "sound-name", []],
  ["numeric/hexadecimal", "plain-address", []],
  ["resolv-conf/crlf", "mend-line-ends", []],
  ["resolv-conf/zero-timeout", "without timeout:0", ["timeout:1"]],
  ["search-and-ndots/servfail-stops-search", "whole-name", ["without search a.example"]],
  ["timeouts-and-servers/first-server-silent", "without nameserver 10.0.0.51", []],
  ["truncation-and-tcp/truncated-partial", "alpine-3.20", ["small-replies"]],
];

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await loadCatalogue();
});

async function fixesOf(id: string): Promise<Fixes> {
  const [scenario] = await loadScenarios([id]);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  return findFixes(scenario, catalogue, new AbortController().signal);
}

function inline(text: string): Promise<Fixes> {
  return findFixes(parseScenario(text, "/x/scenarios/a/b.yaml"), catalogue, new AbortController().signal);
}

function wholeOf({ remedies }: Fixes): readonly string[] {
  return remedies.filter(isWhole).map(({ remedy }) => remedy.id);
}

describe("what stands first", () => {
  test.each(FIRST)("for %s is %s", async (id, first, others) => {
    const whole = wholeOf(await fixesOf(id));
    expect(whole[0]).toBe(first);
    expect(whole).toEqual(expect.arrayContaining([...others]));
  });
});

test.each(["errors/both-nxdomain", "errors/garbage", "timeouts-and-servers/only-server-closed"])(
  "nothing mends %s, and nothing is said to",
  async (id) => {
    const { remedies, tried, health } = await fixesOf(id);
    expect(health.every((one) => one !== "well")).toBe(true);
    expect(tried).toBeGreaterThan(50);
    expect(remedies.filter(isWhole)).toEqual([]);
  },
);

test("where all is well nothing is tried", async () => {
  const { tried, remedies, health } = await fixesOf("founding/healthy");
  expect(health.every((one) => one === "well")).toBe(true);
  expect([tried, remedies]).toEqual([0, []]);
});

const CLUSTER = `
title: An outside name, and one of the cluster that is written short
images: [debian-13-musl, debian-13-glibc]
go: ["1.24"]
files:
  /etc/resolv.conf: "nameserver 10.0.0.1\\nsearch bad.example svc.example\\noptions ndots:5\\n"
dns:
  10.0.0.1:
    zone: |
      www.example. A 192.0.2.1
      db.prod.svc.example. A 10.0.0.7
    rules:
      - when: { name: "www.example.bad.example" }
        reply: { rcode: SERVFAIL }
lookups: [www.example]
`;

describe("a remedy that costs other names", () => {
  test("says which, and does not stand first", async () => {
    const { remedies } = await inline(CLUSTER);
    const ndots = remedies.find(({ remedy }) => remedy.id === "without search svc.example");
    const withoutAny = remedies.find(({ remedy }) => remedy.id === "without search");
    expect(withoutAny?.lostNames ?? ndots?.lostNames).toContain("db.prod");
    const [first] = remedies;
    expect(first?.remedy.id).toBe("final-dot");
    expect(first?.lostNames).toEqual([]);
  });
});

test("a remedy that gives everybody the wrong address mends nothing", async () => {
  const { remedies } = await inline(`
title: One name in /etc/hosts, another address in DNS, and DNS first
images: [debian-13-musl, debian-13-glibc]
go: []
files:
  /etc/resolv.conf: "nameserver 10.0.0.1\\n"
  /etc/hosts: "10.1.1.1 app.example\\n"
  /etc/nsswitch.conf: "hosts: dns files\\n"
dns:
  10.0.0.1: { zone: "app.example. A 10.9.9.9\\n" }
lookups: [{ name: app.example, family: ip4 }]
`);
  expect(remedies.filter(isWhole).map(({ remedy }) => remedy.id)).toContain("nsswitch");
  expect(remedies.find(({ remedy }) => remedy.id === "final-dot")).toBeUndefined();
});

test("every remedy keeps the places of the cells, and its text is what was tried", async () => {
  const { scenario, cells, remedies } = await fixesOf("resolv-conf/crlf");
  for (const { remedy, cells: after } of remedies) {
    expect(after.length, remedy.id).toBe(cells.length);
    const [conf] = remedy.paste.filter(({ place }) => place === "resolv.conf");
    const host = catalogue.hosts.find(({ id }) => id === "default");
    if (conf === undefined || host === undefined) continue;
    const { images = [], go = [] } = { images: scenario.images ?? [], go: scenario.go ?? [] };
    const setting = {
      ...{ host, catalogue, cells, wanted: new Map() },
      scenario: { ...remedy.scenario, images, go },
    };
    expect(textOf(setting, "/etc/resolv.conf"), remedy.id).toBe(conf.text);
  }
});
