/** What a capture writes is read back as it was. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Captured, scenarioText } from "../../harness/capture/scenario-text.ts";
import type { DnsServer } from "../../harness/fixture/dns-server.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import type { FileSpec } from "../../harness/scenario/scenario.ts";

const SERVER: DnsServer = {
  ...{ address: "10.0.0.53", udp: "open", tcp: "closed", delayMs: 12, missing: "REFUSED" },
  zone: "h.test. A 192.0.2.1\n",
  rules: [
    { when: { name: "*.corp.test.", type: "AAAA", edns: true }, reply: { drop: true } },
    { when: { transport: "tcp" }, reply: { raw: Uint8Array.of(0, 1, 0x80, 0, 255) } },
    { when: { name: "x.test." }, reply: { answers: "x.test. A 192.0.2.3\n", tc: true } },
  ],
};
const BASE: Omit<Captured, "files"> = {
  ...{ title: "h.test as seen from a test", about: ["A sentence."], images: ["alpine-3.8"], env: {} },
  ...{ hostname: "box", user: 0, servers: [SERVER], lookups: [{ name: "h.test", family: "ip" }] },
};

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("n", " ", "\t", "\r", "\n", "#", ":", "'", '"', "é", "|", "-"),
    maxLength: 60,
  }),
);
const file: fc.Arbitrary<FileSpec> = fc.oneof(
  fc.constant({ kind: "absent" } as const),
  fc.constant({ kind: "directory", mode: 0o755, owner: 0 } as const),
  fc.constant({ kind: "failing", errno: "EACCES" } as const),
  fc.constant({ kind: "symlink", target: "/run/resolv.conf" } as const),
  fc.record({
    kind: fc.constant("content" as const),
    bytes: bytes.map((content) =>
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    ),
    mode: fc.constantFrom(0o644, 0o600),
    owner: fc.constantFrom(0, 1000),
  }),
);

test("servers, rules and messages", () => {
  const { dns, hostname, images, lookups, user } = parseScenario(
    scenarioText({ ...BASE, user: 1000, files: {} }),
    "x.yaml",
  );
  expect(dns).toEqual([SERVER]);
  expect({ hostname, images, user }).toEqual({ hostname: "box", images: ["alpine-3.8"], user: 1000 });
  expect(lookups.map(({ name, family }) => ({ name, family }))).toEqual(BASE.lookups);
});

test("files of any bytes", () => {
  fc.assert(
    fc.property(file, (one) => {
      const text = scenarioText({ ...BASE, files: { "/etc/resolv.conf": one } });
      expect(parseScenario(text, "x.yaml").files).toEqual({ "/etc/resolv.conf": one });
    }),
  );
});

test("names and variables that YAML would take for something else", () => {
  const lookups = ["yes", "1.2", "null", "- x", "a: b", "#"].map((name) => ({ name, family: "ip" as const }));
  const env = { RES_OPTIONS: "ndots:2 # no", LOCALDOMAIN: "", GODEBUG: "netdns=go" };
  const read = parseScenario(scenarioText({ ...BASE, files: {}, lookups, env }), "x.yaml");
  expect(read.lookups.map(({ name }) => name)).toEqual(lookups.map(({ name }) => name));
  expect(read.env).toEqual(env);
});
