/** An A record whose last three bytes the message lacks. As seen with CentOS 7.4 (glibc 2.17-196) and Debian 13. */
import { expect, test } from "vitest";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { glibcResolver } from "../../../harness/resolvers/glibc/index.ts";
import { encodeMessage, header } from "../../../harness/wire/message.ts";
import { createSimulatedWorld } from "../../../harness/world/simulated.ts";
import type { Family } from "../../../harness/world/world.ts";
import { fileOfText } from "../../oracle/files.ts";

const whole = encodeMessage({
  header: header({ reply: true, recursionAvailable: true }),
  questions: [{ name: "h.test.", type: 1, class: 1 }],
  answers: [{ name: "h.test.", type: 1, class: 1, ttl: 30, data: Uint8Array.of(99, 1, 2, 3) }],
  authority: [],
  additional: [],
});

async function lookUp(version: string, family: Family) {
  const server = { address: "10.0.0.53", udp: "open", tcp: "open", delayMs: 0, zone: "" } as const;
  const rules = [{ when: { type: "A" }, reply: { raw: whole.slice(0, -3) } }];
  const world = createSimulatedWorld({
    files: {
      "/etc/resolv.conf": fileOfText("nameserver 10.0.0.53\n"),
      "/etc/nsswitch.conf": fileOfText("hosts: dns\n"),
    },
    env: {},
    hostname: "lab",
    fixture: createFixture([{ ...server, missing: "NXDOMAIN", rules }]),
    seed: 1,
  });
  const resolver = glibcResolver({ version, release: null });
  const { result } = await world.run((seen) => resolver.resolve(seen, { name: "h.test", family }));
  return result.outcome;
}

test.each(["ip", "ip4"] as const)("old glibc reads on behind the message, for family %s", async (family) => {
  expect(await lookUp("2.17", family)).toMatchObject({ kind: "answer", addresses: ["99.0.0.0"] });
});

test.each(["ip", "ip4"] as const)("new glibc has no address, for family %s", async (family) => {
  expect(await lookUp("2.41", family)).toMatchObject({ kind: "error", code: "EAI_NONAME" });
});
