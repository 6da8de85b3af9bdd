import { describe, expect, test } from "vitest";
import { createGoProcess, questions } from "../../../harness/resolvers/go/index.ts";
import type { Family } from "../../../harness/world/world.ts";
import { type MachineSetup, machine, pure } from "./support.ts";

const RESOLV = "nameserver 127.0.0.1\nnameserver 127.0.0.2\nsearch a.test\noptions attempts:2\n";

async function plan(setup: MachineSetup, name: string, family: Family = "ip", version = "1.24") {
  const { result, trace } = await machine({ resolv: RESOLV, ...setup }).run((world) =>
    questions(pure(version), world, { name, family }),
  );
  expect(trace).toEqual([]);
  return result;
}

test("every candidate with every type, and the servers in turn", async () => {
  const servers = ["127.0.0.1:53", "127.0.0.2:53", "127.0.0.1:53", "127.0.0.2:53"];
  expect(await plan({}, "h")).toEqual({
    order: "files,dns",
    endsWith: null,
    parallel: true,
    transport: "udp",
    edns: true,
    timeoutMs: 5000,
    questions: [
      { name: "h.a.test.", suffix: "a.test.", type: "A", servers },
      { name: "h.a.test.", suffix: "a.test.", type: "AAAA", servers },
      { name: "h.", suffix: null, type: "A", servers },
      { name: "h.", suffix: null, type: "AAAA", servers },
    ],
  });
});

test.each([
  ["search .\n", "1.19"],
  ["search .test x..y\n", "1.27"],
])("a candidate that no message can hold is not asked: %j in Go %s", async (search, version) => {
  const { questions } = await plan({ resolv: `nameserver 127.0.0.1\n${search}` }, "h", "ip4", version);
  expect(questions.map(({ name }) => name)).toEqual(["h."]);
});

test("a candidate that is not asked takes its turn at the servers", async () => {
  const resolv = `${RESOLV}search .\noptions rotate\n`;
  const { questions } = await plan({ resolv }, "a.b", "ip4", "1.19");
  expect(questions).toMatchObject([{ name: "a.b.", servers: { 0: "127.0.0.1:53" } }]);
  const single = await plan({ resolv }, "a", "ip4", "1.19");
  expect(single.questions).toMatchObject([{ name: "a.", servers: { 0: "127.0.0.2:53" } }]);
});

test("rotate", async () => {
  const { questions, parallel } = await plan({ resolv: `${RESOLV}options rotate single-request\n` }, "h.");
  expect(parallel).toBe(false);
  expect(questions.map(({ type, servers }) => [type, servers[0]])).toEqual([
    ["A", "127.0.0.1:53"],
    ["AAAA", "127.0.0.2:53"],
  ]);
});

describe("what ends a lookup before it asks", () => {
  test.each([
    ["192.0.2.1", "literal", null],
    ["", "no domain name", null],
    ["web", "hosts file", "files,dns"],
    ["123", "no domain name", "files,dns"],
    ["x.onion.", "no candidate", "files,dns"],
  ])("%j: %s", async (name, endsWith, order) => {
    expect(await plan({ hosts: "192.0.2.1 web\n" }, name)).toMatchObject({ endsWith, order, questions: [] });
  });

  test("order files", async () => {
    expect(await plan({ nss: "hosts: files\n" }, "h")).toMatchObject({ endsWith: "files only" });
  });
});

test.each([
  ["ip4", "1.24", ["A"]],
  ["ip4", "1.16", ["A", "AAAA"]],
  ["ip6", "1.24", ["AAAA"]],
] as const)("%s in Go %s", async (family, version, types) => {
  expect((await plan({}, "h.", family, version)).questions.map(({ type }) => type)).toEqual(types);
});

test("is what a lookup asks that is refused everywhere", async () => {
  const refusing = {
    resolv: "nameserver 127.0.0.1\nsearch a.test b.test\noptions ndots:2 attempts:2 single-request\n",
  };
  const planned = await plan(refusing, "x.y");
  const { trace } = await machine({
    ...refusing,
    dns: [
      { address: "127.0.0.1", udp: "open", tcp: "open", delayMs: 0, zone: "", missing: "REFUSED", rules: [] },
    ],
  }).run((world) => createGoProcess(pure("1.24"), world).lookupIPAddr("x.y"));
  expect(
    planned.questions.flatMap(({ name, type, servers }) => servers.map((server) => [server, name, type])),
  ).toEqual(trace.map(({ server, name, type }) => [server, name, type]));
});
