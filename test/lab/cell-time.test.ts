/** A libc on the time of its cell: it waits as long as ever, and the run does not. */
import { afterAll, describe, expect, it } from "vitest";
import type { Engine, Observation } from "../../harness/lab/engine.ts";
import { openLocalEngine } from "../../harness/lab/local/engine.ts";
import { alpine, cell, defaultHost, nameserver, OPEN, titled, useOwnCache } from "./support/labs.ts";

useOwnCache();
const image = await alpine();
const local = await OPEN.local();
const lookup = { name: "name.test", family: "ip" } as const;
const signal = new AbortController().signal;
const why = image.reason ?? local.reason;

afterAll(() => local.value?.close());

async function observe(engine: Engine | null, server: object): Promise<Observation> {
  if (engine === null || image.value === null) throw new Error("not skipped?");
  const station = await engine.station(image.value, defaultHost);
  return station.observe(cell([{ ...nameserver, ...server }], {}), lookup, signal);
}

/** Without what the kernel chooses by itself: the client's ports. */
function shown({ outcome, trace, elapsedMs }: Observation): unknown {
  return { outcome, elapsedMs, trace: trace.map(({ clientPort: _, ...event }) => event) };
}

describe.skipIf(why !== null)(titled("on the virtual clock", why), () => {
  it("a silent server takes musl its five seconds, to the millisecond", async () => {
    const { outcome, elapsedMs } = await observe(local.value, { udp: "silent" });
    expect(outcome).toMatchObject({ kind: "error", code: "EAI_AGAIN" });
    expect(Math.round(elapsedMs)).toBe(5000);
  });

  it("a reply comes when the fixture's delay is over", async () => {
    const { trace } = await observe(local.value, { delayMs: 700 });
    expect(trace.map(({ atMs, reply }) => Math.round((reply?.atMs ?? 0) - atMs))).toEqual([700, 700]);
  });

  it("two observations are equal, times included", async () => {
    const [first, second] = [
      await observe(local.value, { udp: "silent" }),
      await observe(local.value, { udp: "silent" }),
    ];
    expect(shown(second)).toEqual(shown(first));
  });

  it("the real clock, where it is asked for, shows the same outcome and questions", async () => {
    const engine = await openLocalEngine("real");
    try {
      expect(engine.clock).toEqual({ kind: "real", because: "as asked" });
      const questions = ({ outcome, trace }: Observation) => ({
        outcome,
        asked: trace.map(({ server, name, type }) => `${server} ${name} ${type}`),
      });
      expect(questions(await observe(engine, {}))).toEqual(questions(await observe(local.value, {})));
    } finally {
      await engine.close();
    }
  });
});
