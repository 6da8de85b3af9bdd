/** The model of glibc against what real glibcs were recorded doing: outcome, questions, and time. */
import { describe, expect, test } from "vitest";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { glibcResolver } from "../../../harness/resolvers/glibc/index.ts";
import { parseResolverId } from "../../../harness/resolvers/id.ts";
import type { Resolver } from "../../../harness/resolvers/resolver.ts";
import { runtimeFiles } from "../../../harness/scenario/runtime-files.ts";
import { createSimulatedWorld } from "../../../harness/world/simulated.ts";
import type { Outcome } from "../../../harness/world/world.ts";
import {
  type GoldenLibc,
  type GoldenOutcome,
  type GoldenScenario,
  goldenLibcs,
  goldenScenarios,
} from "../../oracle/libc/golden.ts";

/** Recorded times come in steps of 100 ms, and from busy machines, which take longer and never less. */
const SLACK_MS = { early: 150, late: 3000, lateForEachQuestion: 50 } as const;
/** The recording's servers made up as many addresses, but other ones. */
const OTHER_ADDRESSES: ReadonlySet<string> = new Set([
  "exchange/cnt40",
  "exchange/many100-tcp",
  "exchange/udp64",
]);
/** Nobody was there to record what was asked. */
const UNSEEN: ReadonlySet<string> = new Set(["exchange/only-closed"]);

const scenarios = (await goldenScenarios()).filter(({ beyond }) => beyond === null);
const libcs = goldenLibcs().filter(({ libc }) => libc.startsWith("glibc@"));

describe.each(libcs)("$id", (libc) => {
  const resolver = modelOf(libc);
  const recorded = scenarios.filter(({ id }) => libc.results.has(id));

  test.each(recorded)("$id", async (golden) => {
    const wanted = libc.results.get(golden.id);
    const { outcome, errno, elapsedMs, questions } = await play(resolver, golden);
    const [first] = wanted?.outcomes ?? [];
    expect(comparable(golden.id, told(outcome, errno))).toEqual(comparable(golden.id, first));
    if (!UNSEEN.has(golden.id)) {
      const recordedQuestions = wanted?.questions.map(
        ({ server, transport, edns, type, name }) =>
          `${server} ${transport} ${edns ? "edns" : "plain"} ${type} ${name}`,
      );
      expect(questions.toSorted()).toEqual(recordedQuestions?.toSorted());
    }
    const lateMs = (wanted?.elapsedMs ?? 0) - elapsedMs;
    expect(lateMs).toBeGreaterThan(-SLACK_MS.early);
    expect(lateMs).toBeLessThan(SLACK_MS.late + questions.length * SLACK_MS.lateForEachQuestion);
  });
});

function modelOf({ id, libc }: GoldenLibc): Resolver {
  const parsed = parseResolverId(libc);
  if (parsed === null) throw new RangeError(`not a resolver: ${libc}`);
  const release = parsed.release ?? (id.endsWith("-upstream") ? "upstream" : null);
  return glibcResolver({ version: parsed.version, release });
}

async function play(resolver: Resolver, { scenario, host, lookup }: GoldenScenario) {
  const world = createSimulatedWorld({
    files: { ...runtimeFiles(scenario), ...host.files, ...scenario.files },
    env: scenario.env,
    hostname: scenario.hostname ?? "lab",
    fixture: createFixture(scenario.dns),
    user: scenario.user ?? host.user ?? 0,
    calls: host.syscalls,
    seed: 1,
  });
  const { result, elapsedMs, trace } = await world.run((machine) => resolver.resolve(machine, lookup));
  const questions = trace.map(
    ({ server, transport, edns, type, name }) =>
      `${server} ${transport} ${edns ? "edns" : "plain"} ${type} ${name}`,
  );
  return { ...result, elapsedMs, questions };
}

function told(outcome: Outcome, errno: string | undefined): GoldenOutcome | Outcome {
  if (outcome.kind === "answer") return outcome;
  if (outcome.kind === "never") return outcome;
  return { kind: "error", code: outcome.code, ...(errno === undefined ? {} : { errno }) };
}

/** Without what was not recorded. */
function comparable(id: string, outcome: GoldenOutcome | Outcome | undefined): unknown {
  if (outcome?.kind === "error") return { kind: outcome.kind, code: outcome.code };
  if (outcome?.kind === "answer" && OTHER_ADDRESSES.has(id)) return { addresses: outcome.addresses.length };
  return outcome;
}
