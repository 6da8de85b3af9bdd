/** The same cell gives the same outcome and the same trace on both engines. */
import { afterAll, describe, expect, it } from "vitest";
import type { CellSetup, Observation } from "../../harness/lab/engine.ts";
import { alpine, cell, defaultHost, file, nameserver, OPEN, titled, useOwnCache } from "./support/labs.ts";

useOwnCache();
const image = await alpine();
const engines = { docker: await OPEN.docker(), local: await OPEN.local() };
const NAMES = ["docker", "local"] as const;
const lookup = { name: "name.test", family: "ip" } as const;
const signal = new AbortController().signal;

afterAll(async () => {
  await Promise.all(NAMES.map((name) => engines[name].value?.close()));
});

/** A trace without its times, and without the ports that the kernel chose for the client. */
function timeless({ outcome, trace }: Observation): unknown {
  return {
    outcome,
    trace: trace.map(({ atMs: _, clientPort: _port, reply, ...query }) => {
      if (reply === null) return { ...query, reply };
      const { atMs: __, ...said } = reply;
      return { ...query, reply: said };
    }),
  };
}

const both = image.reason ?? engines.docker.reason ?? engines.local.reason;

describe.skipIf(both !== null)(titled("the engines agree", both), () => {
  const rule = (reply: object, when: object = {}) => [{ ...nameserver, rules: [{ when, reply }] }];
  const cells: readonly (readonly [string, CellSetup["files"], Parameters<typeof cell>[0]])[] = [
    ["an answer", {}, [nameserver]],
    ["no such name", {}, [{ ...nameserver, zone: "" }]],
    ["SERVFAIL for AAAA", {}, rule({ rcode: "SERVFAIL" }, { type: "AAAA" })],
    ["a truncated reply", {}, rule({ truncate: true })],
    ["hosts before DNS", { "/etc/hosts": file("10.9.9.9 name.test\n") }, [nameserver]],
    [
      "an unreadable resolv.conf",
      { "/etc/resolv.conf": { kind: "directory", mode: 0o755, owner: 0 } },
      [nameserver],
    ],
    [
      "a search list",
      { "/etc/resolv.conf": file("nameserver 10.247.3.10\nsearch a.test test\noptions ndots:2\n") },
      [nameserver],
    ],
    [
      "a dead first server",
      { "/etc/resolv.conf": file("nameserver 10.247.3.9\nnameserver 10.247.3.10\n") },
      [{ ...nameserver, address: "10.247.3.9", udp: "closed" }, nameserver],
    ],
    ["a reply from elsewhere", {}, rule({ from: "10.247.3.99" }, { nth: 1 })],
  ];

  it.each(cells)("about %s", async (_, files, servers) => {
    const [docker, local] = await Promise.all(
      NAMES.map(async (name) => {
        if (engines[name].value === null || image.value === null) throw new Error("not skipped?");
        const station = await engines[name].value.station(image.value, defaultHost);
        return timeless(await station.observe(cell(servers, { files }), lookup, signal));
      }),
    );
    expect(docker).toEqual(local);
  });
});
