/** Where a resolver races with itself, every one of its outcomes is found, whatever way the lab went. */
import { describe, expect, it } from "vitest";
import { createFixture } from "../../harness/fixture/fixture.ts";
import { everyWay, othersThan, outcomesOf } from "../../harness/matrix/all-outcomes.ts";
import { orderDecides } from "../../harness/matrix/order-decides.ts";
import { goResolver, ordinaryBuild } from "../../harness/resolvers/go/index.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import type { HostProfile } from "../../harness/scenario/scenario.ts";
import type { TraceEvent } from "../../harness/trace/event.ts";
import type { Outcome } from "../../harness/world/world.ts";

const HOST: HostProfile = {
  id: "default",
  title: "",
  imitates: "",
  refs: [],
  syscalls: {},
  sysctls: {},
  user: null,
  files: {},
};

async function outcomes(version: string, text: string, host = HOST): Promise<readonly string[] | null> {
  const { dns, files, lookups } = parseScenario(`title: x\n${text}`, "x.yaml");
  const [lookup] = lookups;
  if (lookup === undefined) throw new Error("no lookup");
  const create = () => createFixture(dns);
  const setup = { files: {}, env: {}, hostname: "lab", user: 0, fixture: create() };
  const all = await everyWay(goResolver(ordinaryBuild(version)), lookup, setup, host, files, create);
  return all === null ? null : outcomesOf(all).map(brief);
}

function brief(outcome: Outcome): string {
  if (outcome.kind === "answer") return outcome.addresses.join(" ");
  return outcome.kind === "never" ? "never" : outcome.text;
}

/** Real Go 1.19: 93 of 100 runs "server misbehaving", 7 "no such host". */
it("finds both failures where the last one counts", async () => {
  expect(
    await outcomes(
      "1.19",
      `files: { /etc/resolv.conf: "nameserver 10.0.0.53\\noptions timeout:1 attempts:1\\n" }
dns:
  10.0.0.53:
    rules:
      - { when: { type: A }, reply: { rcode: SERVFAIL } }
      - { when: { type: AAAA }, reply: { rcode: NOERROR } }
lookups: [www.example]`,
    ),
  ).toEqual([
    "lookup www.example on 10.0.0.53:53: server misbehaving",
    "lookup www.example on 10.0.0.53:53: no such host",
  ]);
});

describe("with rotate and two unequal servers", () => {
  const rotate = (server: string) => `files:
  /etc/resolv.conf: "options timeout:1 attempts:1 rotate\\nnameserver 10.0.0.1\\nnameserver 10.0.0.2\\n"
dns:
  10.0.0.1: ${server}
  10.0.0.2: {}
lookups: [www.example]`;

  /** Real Go 1.19: an answer in 12 of 100 runs with 30 ms before the first server's replies, and two servers to blame. */
  it("finds the answer of a type that starts at the other server, and both errors", async () => {
    const found = await outcomes("1.19", rotate('{ delay: 30ms, zone: "www.example. A 192.0.2.1\\n" }'));
    expect(new Set(found)).toEqual(
      new Set([
        "lookup www.example on 10.0.0.2:53: no such host",
        "lookup www.example on 10.0.0.1:53: no such host",
        "192.0.2.1",
      ]),
    );
  });
});

it("gives the others beside what happened, each once, whatever the client port", () => {
  const error = (port: number): Outcome => ({
    kind: "error",
    class: "temporary",
    code: "i/o timeout",
    text: `read udp 10.0.0.1:${port}->10.0.0.53:53: i/o timeout`,
  });
  const answer: Outcome = { kind: "answer", addresses: ["192.0.2.1"] };
  expect(othersThan(error(4000), [answer, error(5000)])).toEqual([answer]);
});

it("does not stand for a kernel with other settings", async () => {
  const host = { ...HOST, sysctls: { "net.ipv4.ip_nonlocal_bind": "1" } };
  expect(await outcomes("1.19", "lookups: [x]", host)).toBeNull();
});

describe("a libc that asks several servers at once", () => {
  const event = (server: string, atMs: number, replyMs: number, answers: number): TraceEvent => ({
    atMs,
    server,
    transport: "udp",
    name: "www.example.",
    type: "A",
    edns: false,
    reply: { atMs: replyMs, rcode: "NOERROR", answers, truncated: false },
    icmp: null,
  });

  it("takes what comes first, where they say different things", () => {
    expect(orderDecides([event("10.0.0.1:53", 0, 0.4, 0), event("10.0.0.2:53", 0.1, 0.5, 1)])).toContain(
      "10.0.0.1:53 and 10.0.0.2:53 are asked at once",
    );
  });

  it.each([
    ["they agree", [event("10.0.0.1:53", 0, 0.4, 1), event("10.0.0.2:53", 0.1, 0.5, 1)]],
    ["one answers much later", [event("10.0.0.1:53", 0, 0.4, 0), event("10.0.0.2:53", 0.1, 900, 1)]],
    [
      "the second is asked after the first",
      [event("10.0.0.1:53", 0, 0.4, 0), event("10.0.0.2:53", 20, 21, 1)],
    ],
    ["there is one server", [event("10.0.0.1:53", 0, 0.4, 0), event("10.0.0.1:53", 0.1, 0.5, 1)]],
  ])("has no choice where %s", (_, trace) => {
    expect(orderDecides(trace)).toBeNull();
  });
});
