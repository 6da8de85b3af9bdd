/** When a long-lived process notices that its files have changed. */
import { describe, expect, test } from "vitest";
import { createGoProcess, type GoBuild, type GoProcess } from "../../../harness/resolvers/go/index.ts";
import type { SimulatedTree } from "../../../harness/world/simulated-files.ts";
import { type MachineSetup, machine, pure, server, text } from "./support.ts";

const SERVERS = [1, 2, 3].map((last) =>
  server(`127.0.0.${last}`, [{ when: { type: "A" }, reply: { answers: `@ 30 IN A 127.9.9.${last}` } }]),
);
const ABSENT = { kind: "absent" } as const;

/** Calls `use` at each time; files change at theirs. */
async function over(
  build: GoBuild,
  setup: MachineSetup,
  changes: Readonly<Record<number, SimulatedTree>>,
  times: readonly number[],
  use: (process: GoProcess) => Promise<string>,
): Promise<readonly string[]> {
  const simulated = machine({ dns: SERVERS, ...setup });
  for (const [timeMs, tree] of Object.entries(changes)) simulated.at(Number(timeMs), tree);
  const { result } = await simulated.run(async (world) => {
    const process = createGoProcess(build, world);
    const seen: string[] = [];
    for (const timeMs of times) {
      await world.clock.sleep(timeMs - world.clock.nowMs());
      seen.push(await use(process));
    }
    return seen;
  });
  return result;
}

async function lookUp(process: GoProcess, name = "h.test"): Promise<string> {
  const { answer } = await process.lookupHost(name);
  if (answer.kind === "never") throw new Error(`the lookup never returns: ${answer.because}`);
  return answer.kind === "answer" ? answer.addresses.join(" ") : answer.error.text;
}

describe("resolv.conf", () => {
  const to2 = { "/etc/resolv.conf": text("nameserver 127.0.0.2\n", 1_800_000_000_000) };

  test("is looked at again after five seconds", async () => {
    const seen = await over(pure("1.26"), {}, { 1000: to2 }, [0, 2000, 4900, 5500], lookUp);
    expect(seen).toEqual(["127.9.9.1", "127.9.9.1", "127.9.9.1", "127.9.9.2"]);
  });

  test("not with no-reload, which Go 1.19 does not know", async () => {
    const resolv = "nameserver 127.0.0.1\noptions no-reload\n";
    expect(await over(pure("1.20"), { resolv }, { 1000: to2 }, [0, 6000], lookUp)).toEqual([
      "127.9.9.1",
      "127.9.9.1",
    ]);
    expect(await over(pure("1.19"), { resolv }, { 1000: to2 }, [0, 6000], lookUp)).toEqual([
      "127.9.9.1",
      "127.9.9.2",
    ]);
  });

  test("an unchanged modification time hides a change", async () => {
    const sameTime = { "/etc/resolv.conf": text("nameserver 127.0.0.2\n") };
    expect(await over(pure("1.26"), {}, { 1000: sameTime }, [0, 6000], lookUp)).toEqual([
      "127.9.9.1",
      "127.9.9.1",
    ]);
  });

  test("Go 1.27 looks at once while it has only the default servers", async () => {
    const appears = { 1000: { "/etc/resolv.conf": text("nameserver 127.0.0.3\n") } };
    expect(await over(pure("1.26"), { resolv: null }, appears, [0, 2000, 6000], lookUp)).toEqual([
      "127.9.9.1",
      "127.9.9.1",
      "127.9.9.3",
    ]);
    expect(await over(pure("1.27"), { resolv: null }, appears, [0, 2000, 2100], lookUp)).toEqual([
      "127.9.9.1",
      "127.9.9.3",
      "127.9.9.3",
    ]);
  });

  test("removed: default servers", async () => {
    const resolv = "nameserver 127.0.0.2\n";
    const seen = await over(
      pure("1.24"),
      { resolv },
      { 1000: { "/etc/resolv.conf": ABSENT } },
      [0, 6000],
      lookUp,
    );
    expect(seen).toEqual(["127.9.9.2", "127.9.9.1"]);
  });

  test("reading it again starts the turns of rotate over", async () => {
    const resolv =
      "nameserver 127.0.0.1\nnameserver 127.0.0.2\nnameserver 127.0.0.3\noptions rotate single-request\n";
    const again = { "/etc/resolv.conf": text(resolv, 1_800_000_000_000) };
    const ask = async (process: GoProcess) => {
      const { answer } = await process.lookupIP("ip4", "h.test");
      if (answer.kind === "never") throw new Error(`the lookup never returns: ${answer.because}`);
      return answer.kind === "answer" ? answer.addresses.join(" ") : answer.error.text;
    };
    expect(await over(pure("1.24"), { resolv }, { 1000: again }, [0, 10, 6000, 6010], ask)).toEqual([
      "127.9.9.1",
      "127.9.9.2",
      "127.9.9.1",
      "127.9.9.2",
    ]);
  });
});

describe("the order of files and dns", () => {
  const hosts = "192.0.2.40 h.test\n";
  const dnsFirst = { "/etc/nsswitch.conf": text("hosts: dns files\n", 1_800_000_000_000) };

  test("is that of the first lookup up to Go 1.19, then of nsswitch.conf as it is", async () => {
    const seen = (version: string) =>
      over(pure(version), { hosts }, { 1000: dnsFirst }, [0, 4000, 6000], lookUp);
    expect(await seen("1.19")).toEqual(["192.0.2.40", "192.0.2.40", "192.0.2.40"]);
    expect(await seen("1.20")).toEqual(["192.0.2.40", "192.0.2.40", "127.9.9.1"]);
  });

  test("a lookup that needs no DNS does not age resolv.conf before Go 1.20", async () => {
    const to2 = { "/etc/resolv.conf": text("nameserver 127.0.0.2\n", 1_800_000_000_000) };
    const names = ["h.test", "other.test"];
    const seen = (version: string) => {
      let next = 0;
      return over(pure(version), { hosts }, { 1000: to2 }, [0, 8000], (process) =>
        lookUp(process, names[next++] ?? ""),
      );
    };
    expect(await seen("1.19")).toEqual(["192.0.2.40", "127.9.9.1"]);
    expect(await seen("1.20")).toEqual(["192.0.2.40", "127.9.9.2"]);
  });

  test("an mdns.allow that appears counts from Go 1.21 on", async () => {
    const setup = { nss: "hosts: files mdns4 dns\n" };
    const appears = { 1000: { "/etc/mdns.allow": text("*\n") } };
    const decide = async (process: GoProcess) => (await process.decide("h.test")).order;
    const seen = (version: string) =>
      over({ ...pure(version), cgo: true }, setup, appears, [0, 2000], decide);
    expect(await seen("1.20")).toEqual(["files,dns", "files,dns"]);
    expect(await seen("1.21")).toEqual(["files,dns", "cgo"]);
  });
});

describe("hosts", () => {
  const changed = { "/etc/hosts": text("192.0.2.41 h.test\n", 1_800_000_000_000) };
  const hosts = "192.0.2.40 h.test\n";

  test("is looked at again after five seconds", async () => {
    expect(await over(pure("1.24"), { hosts }, { 1000: changed }, [0, 4900, 5100], lookUp)).toEqual([
      "192.0.2.40",
      "192.0.2.40",
      "192.0.2.41",
    ]);
  });

  test("at once while it says nothing", async () => {
    expect(await over(pure("1.24"), { hosts: "" }, { 1000: changed }, [0, 1100], lookUp)).toEqual([
      "127.9.9.1",
      "192.0.2.41",
    ]);
  });

  test("another size is a change, whatever the time", async () => {
    const longer = { "/etc/hosts": text("192.0.2.41 h.test x\n") };
    expect(await over(pure("1.24"), { hosts }, { 1000: longer }, [0, 5100], lookUp)).toEqual([
      "192.0.2.40",
      "192.0.2.41",
    ]);
  });

  test("removed: forgotten from Go 1.21 on", async () => {
    const removed = { 1000: { "/etc/hosts": ABSENT } };
    expect(await over(pure("1.20"), { hosts }, removed, [0, 6000], lookUp)).toEqual([
      "192.0.2.40",
      "192.0.2.40",
    ]);
    expect(await over(pure("1.21"), { hosts }, removed, [0, 6000], lookUp)).toEqual([
      "192.0.2.40",
      "127.9.9.1",
    ]);
  });
});
