/** What is told where a service cannot work, or has no room; as seen with each of these builds. */
import { describe, expect, test } from "vitest";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { glibcResolver } from "../../../harness/resolvers/glibc/index.ts";
import { createSimulatedWorld } from "../../../harness/world/simulated.ts";
import type { SimulatedFile, SimulatedTree } from "../../../harness/world/simulated-files.ts";
import type { Family } from "../../../harness/world/world.ts";
import { fileOfText } from "../../oracle/files.ts";

type Build = readonly [version: string, release: string | null];
const CENTOS_7_4: Build = ["2.17", "196.el7_4.2"];
const CENTOS_7_5: Build = ["2.17", "222.el7"];
const AMAZON_2: Build = ["2.26", "64.amzn2"];
const EL_8: Build = ["2.28", "151.el8"];
const DEBIAN_11: Build = ["2.31", null];
const DEBIAN_12: Build = ["2.36", null];

const DIRECTORY: SimulatedFile = { kind: "directory", mode: 0o755, owner: 0 };
const RESOLV_CONF = fileOfText("nameserver 10.0.0.53\n");
const manyAddresses = (count: number) =>
  Array.from({ length: count }, (_, index) => `@ A 10.9.0.${index}`).join("\n");

async function lookUp(
  [version, release]: Build,
  files: SimulatedTree,
  name: string,
  family: Family,
  count = 1,
) {
  const server = { address: "10.0.0.53", udp: "open", tcp: "open", delayMs: 0, zone: "" } as const;
  const rules = [{ when: { type: "A" }, reply: { answers: manyAddresses(count) } }];
  const world = createSimulatedWorld({
    files: { "/etc/resolv.conf": RESOLV_CONF, ...files },
    env: {},
    hostname: "lab",
    fixture: createFixture([{ ...server, missing: "NXDOMAIN", rules }]),
    seed: 1,
  });
  const resolver = glibcResolver({ version, release });
  const { result, trace } = await world.run((seen) => resolver.resolve(seen, { name, family }));
  const { outcome } = result;
  return { told: outcome.kind === "error" ? outcome.code : outcome.kind, questions: trace.length };
}

describe("a hosts file that is not there, in front of nothing else", () => {
  const files = { "/etc/nsswitch.conf": fileOfText("hosts: files\n") };
  test.each([
    [CENTOS_7_4, "EAI_NODATA"],
    [AMAZON_2, "EAI_NODATA"],
    [EL_8, "EAI_NODATA"],
    [DEBIAN_11, "EAI_NONAME"],
    [DEBIAN_12, "EAI_NONAME"],
  ] as const)("%s: %s", async (build, told) => {
    expect((await lookUp(build, files, "foo.bar", "ip")).told).toBe(told);
    expect((await lookUp(build, files, "foo.bar", "ip4")).told).toBe("EAI_NONAME");
  });
});

describe("a hosts file that is a directory", () => {
  const files = { "/etc/hosts": DIRECTORY, "/etc/nsswitch.conf": fileOfText("hosts: files dns\n") };
  test.each([
    [CENTOS_7_4, "answer"],
    [AMAZON_2, "answer"],
    [EL_8, "EAI_SYSTEM"],
    [DEBIAN_11, "EAI_SYSTEM"],
    [DEBIAN_12, "EAI_SYSTEM"],
  ] as const)("%s: %s for one family", async (build, told) => {
    expect((await lookUp(build, files, "h.test", "ip4")).told).toBe(told);
    expect((await lookUp(build, files, "h.test", "ip")).told).toBe("answer");
  });

  test("CentOS 7.4 still tells of it when a service behind is missing", async () => {
    const missing = { "/etc/nsswitch.conf": fileOfText("hosts: files nonesuch\n") };
    const unreadable = { ...missing, "/etc/hosts": DIRECTORY };
    const empty = { ...missing, "/etc/hosts": fileOfText("") };
    expect((await lookUp(CENTOS_7_4, unreadable, "h.test", "ip")).told).toBe("EAI_SYSTEM");
    expect((await lookUp(CENTOS_7_4, empty, "h.test", "ip")).told).toBe("EAI_NONAME");
  });
});

describe("a reply with many addresses is asked for again where they do not fit the first buffer", () => {
  test.each([
    [CENTOS_7_4, 38, "a".repeat(13), 1],
    [CENTOS_7_4, 38, "a".repeat(14), 2],
    [CENTOS_7_4, 39, "a".repeat(7), 1],
    [CENTOS_7_4, 39, "a".repeat(8), 2],
    [CENTOS_7_5, 36, "a".repeat(10), 1],
    [CENTOS_7_5, 36, "a".repeat(11), 2],
    [AMAZON_2, 36, "a".repeat(11), 2],
  ] as const)("%s: %i addresses of %s.test", async (build, count, label, questions) => {
    const files = { "/etc/nsswitch.conf": fileOfText("hosts: dns\n") };
    expect((await lookUp(build, files, `${label}.test`, "ip4", count)).questions).toBe(questions);
  });
});

test.each([CENTOS_7_4, EL_8, DEBIAN_12])("%s: * is no name, whatever the flags", async (...build) => {
  expect((await lookUp(build, {}, "*", "ip")).told).toBe("EAI_NONAME");
});
