/** What glibc makes of system calls that its host refuses from the lookup on. */
import { expect, test } from "vitest";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { glibcResolver } from "../../../harness/resolvers/glibc/index.ts";
import { parseScenario } from "../../../harness/scenario/parse.ts";
import { createSimulatedWorld } from "../../../harness/world/simulated.ts";
import type { CallAnswers } from "../../../harness/world/world.ts";

const SCENARIO = parseScenario(
  `title: x
files:
  /etc/resolv.conf: "nameserver 10.0.0.53\\n"
  /etc/hosts: "127.0.0.1 localhost\\n"
  /etc/nsswitch.conf: "hosts: files dns\\n"
dns:
  10.0.0.53: { zone: "www.example. 30 IN A 192.0.2.1\\n" }
lookups: [www.example]`,
  "x.yaml",
);

async function lookUp(version: string, calls: CallAnswers, name: string): Promise<string> {
  const { files, dns } = SCENARIO;
  const fixture = createFixture(dns);
  const machine = {
    files,
    fixture,
    calls,
    env: {},
    hostname: "lab",
    user: 0,
    routes: [],
    ipv6: true,
    seed: 1,
  };
  const resolver = glibcResolver({ version, release: null });
  const { result, trace } = await createSimulatedWorld(machine).run((world) =>
    resolver.resolve(world, { name, family: "ip" }),
  );
  const { outcome } = result;
  const what = outcome.kind === "answer" ? outcome.addresses.join(" ") : outcome.kind;
  return `${outcome.kind === "error" ? outcome.code : what}, ${trace.length} questions`;
}

// As real 2.31, 2.36 and 2.41 did in the lab.
test.each([
  ["2.31", "ENOSYS", "192.0.2.1, 2 questions"],
  ["2.31", "EPERM", "192.0.2.1, 2 questions"],
  ["2.36", "ENOSYS", "EAI_NONAME, 0 questions"],
  ["2.36", "EPERM", "EAI_NONAME, 0 questions"],
  ["2.41", "ENOSYS", "EAI_NONAME, 0 questions"],
  ["2.41", "EPERM", "192.0.2.1, 2 questions"],
] as const)("glibc %s with newfstatat answered %s", async (version, errno, expected) => {
  expect(await lookUp(version, { newfstatat: errno }, "www.example")).toBe(expected);
});

test("an address needs no file", async () => {
  expect(await lookUp("2.36", { newfstatat: "EPERM" }, "192.0.2.7")).toBe("192.0.2.7, 0 questions");
});
