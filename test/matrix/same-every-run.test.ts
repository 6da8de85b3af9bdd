/** On virtual time two runs of real libcs show the same to the microsecond, however busy the machine is. */
import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { loadScenarios, type Report, run } from "../../harness/index.ts";
import { diffReports, isSame } from "../../harness/matrix/diff.ts";
import { diffText } from "../../harness/report/diff-text.ts";
import { normalisePorts } from "../../harness/resolvers/go/index.ts";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";

const BUSY_LOOPS = 4;
/** Races, timeouts, several processes in one cell, hosts that refuse calls. */
const SCENARIOS = [
  ...["founding/healthy", "founding/host-readv", "founding/indented-resolv-conf"],
  ...["callers-deadline", "caller-gives-up", "first-server-silent", "first-server-formerr", "rotate"].map(
    (name) => `timeouts-and-servers/${name}`,
  ),
  ...["only-server-closed", "second-server-answers-first", "unreachable-server"].map(
    (name) => `timeouts-and-servers/${name}`,
  ),
  ...["sendmmsg", "clone3", "setsockopt", "resolv-conf-missing"].map((name) => `hosts/${name}`),
];

const engine = await OPEN.local("virtual");
await engine.value?.close();
const missing = engine.reason ?? (await alpine()).reason;

const loops: ChildProcess[] = [];
afterEach(() => {
  for (const loop of loops.splice(0)) loop.kill("SIGKILL");
});

function beBusy(): void {
  for (let count = 0; count < BUSY_LOOPS; count += 1)
    loops.push(spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }));
}

/** The cells without the ports that the kernel chose for clients. */
function cellsOf({ cells }: Report): unknown {
  const text = JSON.stringify(cells, (key, value: unknown) => {
    if (key === "clientPort") return undefined;
    return typeof value === "string" ? normalisePorts(value) : value;
  });
  return JSON.parse(text);
}

test.skipIf(missing !== null)(
  titled("a run and another one beside busy loops show the same", missing),
  async () => {
    const scenarios = await loadScenarios(SCENARIOS);
    expect(scenarios).toHaveLength(SCENARIOS.length);
    const options = { engine: "local", clock: "virtual", repeat: 0 } as const;
    const before = await run(scenarios, options);
    beBusy();
    const after = await run(scenarios, options);
    expect(before.summary.observed).toBeGreaterThan(SCENARIOS.length);
    const diff = diffReports(before, after);
    expect(isSame(diff), diffText(diff)).toBe(true);
    expect(cellsOf(after)).toEqual(cellsOf(before));
  },
);
