/** A repetition on a real engine: the nameserver of a cell is not itself the first time. */
import { afterAll, expect, test } from "vitest";
import type { Fixture } from "../../harness/fixture/dns-server.ts";
import { createFixture } from "../../harness/fixture/fixture.ts";
import { planRun } from "../../harness/matrix/plan.ts";
import { runPlan } from "../../harness/matrix/run.ts";
import { EXPECTATIONS } from "../../harness/matrix/standard.ts";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { silentListener } from "./fake-engine.ts";
import { catalogue, expectation, scenario, server } from "./samples.ts";

const image = await alpine();
// Only by the real clock does a cell run once more.
const engine = await OPEN.local("real");
afterAll(() => engine.value?.close());
const missing = image.reason ?? engine.reason;

test.skipIf(missing !== null)(
  titled("a cell of a real libc that answers when it is repeated is flaky", missing),
  async () => {
    if (image.value === null || engine.value === null) throw new Error("unreachable: the test is skipped");
    const { value: ready } = image;
    const { value: lab } = engine;
    const zone = "db.example. 30 IN A 192.0.2.1\n";
    const story = scenario({
      images: ["alpine-3.8"],
      go: [],
      dns: [server({ zone })],
      expect: { cells: [expectation("musl", { addresses: ["192.0.2.1"], asks: ["10.0.0.1:53"] })] },
    });
    let asked = 0;
    const packets: number[] = [];
    const { scenarios } = await runPlan(
      planRun([story], catalogue, { images: null, go: null }),
      {
        engineOf: () => lab,
        obtain: async () => ({ ...ready, libc: null }),
        knownLibcs: [],
        standIn: null,
        // The server of the first cell that asks knows no names. Others are made that nobody asks.
        createFixture: (servers) => {
          const whole = createFixture(servers);
          const empty = createFixture(servers.map((one) => ({ ...one, zone: "" })));
          let chosen: Fixture | null = null;
          return {
            ...whole,
            answer: (...question) => {
              chosen ??= asked++ === 0 ? empty : whole;
              return chosen.answer(...question);
            },
          };
        },
      },
      {
        concurrency: { all: 1, busy: 1 },
        signal: new AbortController().signal,
        listener: { ...silentListener, cellRepeated: (_, seen) => void packets.push(seen.length) },
        repeat: 1,
        standard: EXPECTATIONS,
      },
    );
    expect(scenarios[0]?.expectations).toMatchObject([{ ok: true }]);
    expect(scenarios[0]?.cells).toMatchObject([
      {
        resolver: "musl@1.1.19",
        evidence: "observed",
        outcome: { kind: "answer", addresses: ["192.0.2.1"] },
        flaky: true,
        firstOutcome: { kind: "error", code: "EAI_NONAME" },
      },
    ]);
    expect(packets).toHaveLength(1);
    expect(packets[0]).toBeGreaterThanOrEqual(4);
  },
);
