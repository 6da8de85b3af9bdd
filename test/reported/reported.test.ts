/** Settings from public reports: what real libcs did with them when they were recorded, they and the models still do. */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { loadScenarios, type Outcome, type Report, type ReportCell, run } from "../../harness/index.ts";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";

const FOLDER = join(import.meta.dirname, "scenarios");
const RUN_LIMIT_MS = 120_000;

const local = await OPEN.local();
await local.value?.close();
const obstacle = local.reason ?? (await alpine()).reason;

function brief(outcome: Outcome): string {
  if (outcome.kind === "answer") return outcome.addresses.join(" ");
  return outcome.kind === "error" ? outcome.code : "never";
}

/** Every end that a cell can come to. */
function ends({ cells }: Report, scenario: string, resolver: RegExp): readonly (readonly string[])[] {
  const chosen = cells.filter((cell) => cell.scenario === scenario && resolver.test(cell.resolver));
  return chosen.map((cell: ReportCell) =>
    [
      ...new Set([...(cell.outcome === undefined ? [] : [cell.outcome]), ...cell.alternatives].map(brief)),
    ].toSorted(),
  );
}

describe.each([
  ["model", null],
  ["local", obstacle],
] as const)("%s", (engine, reason) => {
  describe.skipIf(reason !== null)(titled("reported settings", reason), () => {
    let report: Report;
    beforeAll(async () => {
      report = await run(await loadScenarios(FOLDER), { engine });
    }, RUN_LIMIT_MS);

    test("come to what was recorded", () => {
      expect(report.expectations.filter(({ ok }) => !ok)).toEqual([]);
      expect(report.expectations.length).toBeGreaterThan(100);
      expect(report.summary.unavailable).toBe(0);
    });

    test("with two servers and rotate Go has two ends, whatever the moment", () => {
      const both = ["10.1.2.3", "no such host"];
      for (const told of ends(report, "rotate-unequal-servers", /^go@/)) expect(told).toEqual(both);
    });

    test("musl takes whichever reply comes first", () => {
      for (const told of ends(report, "musl-two-servers-race", /^musl@/)) {
        expect(told).toContain("2001:db8::1 192.0.2.1");
        expect(told.some((end) => end.startsWith("EAI_NO"))).toBe(true);
      }
    });

    test("of two failures that race either may name Go's error", () => {
      for (const told of ends(report, "last-failure-counts", /^go@1\.19/)) {
        expect(told).toEqual(["no such host", "server misbehaving"]);
      }
    });
  });
});
