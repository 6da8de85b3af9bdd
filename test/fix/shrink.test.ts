/** The smallest scenario that shows the same, on the models. */
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { loadScenarios } from "../../harness/disk/load.ts";
import { shows } from "../../harness/fix/difference.ts";
import { type Shrunk, shrink } from "../../harness/fix/shrink.ts";
import { runOnModels } from "../../harness/fix/trial.ts";
import { loadCatalogue } from "../../harness/library/catalogue.ts";
import type { Catalogue } from "../../harness/matrix/plan.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";

const signal = new AbortController().signal;
let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await loadCatalogue();
});

async function shrunkOf(id: string): Promise<Shrunk & { readonly before: string }> {
  const [scenario] = await loadScenarios([id]);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  const before = await readFile(scenario.file, "utf8");
  return { ...(await shrink(before, scenario, catalogue, signal)), before };
}

describe.each(["kubernetes/search-domain-servfail", "resolv-conf/crlf", "founding/host-readv"])(
  "%s",
  (id) => {
    test("becomes smaller, reads as a scenario, and shows the same", async () => {
      const { text, before, difference, scenario } = await shrunkOf(id);
      expect(text.length).toBeLessThan(before.length);
      const again = parseScenario(text, scenario.file, [...catalogue.hosts.map((host) => host.id)]);
      const [shown] = await runOnModels([again], catalogue, signal);
      expect(shown !== undefined && shows(shown, difference)).toBe(true);
      expect(again.title).toBe(scenario.title);
      expect(again.expect.cells).toEqual([]);
    });
  },
);

test("what a difference does not need is cut, and comments and style of the rest stay", async () => {
  const text = `# A bug report.
title: A search domain that fails
images: [alpine-3.20, alpine-3.22, debian-13-glibc]
go: ["1.19", "1.24"]
files:
  # As the cluster writes it.
  /etc/resolv.conf: |
    nameserver 10.0.0.1
    nameserver 10.0.0.2
    search fails.example sound.example other.example
    options ndots:5 edns0 timeout:3
  /etc/hosts: "127.0.0.1 localhost\\n"
env: { GODEBUG: "netdns=go" }
hostname: web.example
dns:
  10.0.0.1:
    zone: |
      www.example. A 192.0.2.1
      db.example. A 192.0.2.2
    rules:
      - when: { name: nobody.example, type: A }
        reply: { rcode: REFUSED }
      - when: { name: "*.fails.example" }
        reply: { rcode: SERVFAIL }
  10.0.0.2: { udp: closed }
lookups:
  - www.example
  - db.example
`;
  const scenario = parseScenario(text, "/x/scenarios/a/b.yaml");
  const small = await shrink(text, scenario, catalogue, signal);
  expect(small.text).toBe(`# A bug report.
title: A search domain that fails
images: [ alpine-3.20 ]
go: [ "1.19" ]
files:
  # As the cluster writes it.
  /etc/resolv.conf: |
    nameserver 10.0.0.1
    search fails.example
    options ndots:5
dns:
  10.0.0.1:
    zone: |
      www.example. A 192.0.2.1
    rules:
      - when: { name: "*.fails.example" }
        reply: { rcode: SERVFAIL }
lookups:
  - www.example
`);
});

test("a scenario in which all is alike and well is none to shrink", async () => {
  await expect(shrunkOf("founding/healthy")).rejects.toThrow("shows no difference");
});
