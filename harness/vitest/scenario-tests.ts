/** Which tests a scenario has, and how each of them ends. */
import { cellName, resolverName } from "../matrix/cell-place.ts";
import { isKnown } from "../matrix/differences.ts";
import { expectationOf } from "../matrix/expectations.ts";
import type { Plan, PlannedCell } from "../matrix/plan.ts";
import type { Report, ReportCell, ReportExpectation } from "../matrix/report-data.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { lookupKey, lookupParticulars } from "../world/lookup-text.ts";
import { cellError, ScenarioMismatch } from "./mismatch.ts";

export type TestEnd =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly error: Error }
  /** The cell, or one that the judgement needs, could not be observed. */
  | { readonly kind: "unavailable"; readonly reason: string };

export interface ScenarioTest {
  readonly name: string;
  end(report: Report): TestEnd;
}

const PASSED: TestEnd = { kind: "passed" };

/** A test for each cell, then those for what the scenario says of itself as a whole. */
export function scenarioTests(scenario: Scenario, plan: Plan): readonly ScenarioTest[] {
  const planned = plan.cells.filter((cell) => cell.scenario === scenario);
  return [
    ...planned.map((cell, index) => ({
      name: testName(cell),
      end: (report: Report) => cellEnd(scenario, index, report),
    })),
    ...wholeTests(scenario, plan.whole),
  ];
}

function testName({ lookup, image, host, resolver: { evidence }, resolverId }: PlannedCell): string {
  const details = lookupParticulars(lookup);
  const on = host.id === "default" ? "" : ` on ${host.id}`;
  const who = resolverName({ resolver: resolverId, evidence });
  return `${lookup.name}${details === "" ? "" : ` ${details}`} in ${image}${on} by ${who}`;
}

/** @param index of the cell among its scenario's, in the plan and in the report alike */
function cellEnd(scenario: Scenario, index: number, report: Report): TestEnd {
  const cell = report.cells.filter(({ scenario: id }) => id === scenario.id)[index];
  if (cell === undefined) throw new Error(`the report of ${scenario.id} has no cell ${index}`);
  if (!isKnown(cell)) return { kind: "unavailable", reason: cell.reason ?? "no reason given" };
  const unmet = report.expectations.find((expectation) => !expectation.ok && isAbout(expectation, cell));
  if (unmet === undefined) return PASSED;
  return { kind: "failed", error: cellError(unmet, expectationOf(scenario, cell), cell) };
}

function isAbout({ scenario, cell, lookup, host }: ReportExpectation, of: ReportCell): boolean {
  return (
    scenario === of.scenario &&
    cell === cellName(of) &&
    lookup !== undefined &&
    lookupKey(lookup) === lookupKey(of.lookup) &&
    host === of.host
  );
}

function wholeTests({ id, expect, known }: Scenario, whole: boolean): readonly ScenarioTest[] {
  const verdict = expect.verdict;
  return [
    ...(verdict === undefined || !whole
      ? []
      : [{ name: `verdict ${verdict.value}`, end: (report: Report) => judged(id, "verdict", report) }]),
    ...(known === null || !whole
      ? []
      : [{ name: `still differs: ${known}`, end: (report: Report) => judged(id, "known", report) }]),
    ...(whole && expect.cells.length > 0
      ? [{ name: "every expectation has its cell", end: (report: Report) => keysEnd(id, report) }]
      : []),
  ];
}

/** A judgement that is missing was impossible, because cells are. */
function judged(scenario: string, what: "verdict" | "known", report: Report): TestEnd {
  const found = report.expectations.find(
    (expectation) => expectation.scenario === scenario && expectation.cell === what,
  );
  if (found === undefined) {
    const lost = report.cells.find((cell) => cell.scenario === scenario && !isKnown(cell));
    return { kind: "unavailable", reason: `cannot be judged: ${lost?.reason ?? "nothing was compared"}` };
  }
  return found.ok ? PASSED : { kind: "failed", error: new ScenarioMismatch(found.message, found) };
}

function keysEnd(scenario: string, report: Report): TestEnd {
  const idle = report.expectations.filter(
    ({ scenario: id, cell, lookup, ok }) =>
      id === scenario && !ok && lookup === undefined && cell !== "verdict" && cell !== "known",
  );
  const [first] = idle;
  if (first === undefined) return PASSED;
  const message = idle.map((expectation) => expectation.message).join("\n");
  return { kind: "failed", error: new ScenarioMismatch(message, first) };
}
