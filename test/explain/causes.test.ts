/** Why cells fail or differ, over the whole catalogue on the models. */
import { beforeAll, describe, expect, test } from "vitest";
import { loadScenarios } from "../../harness/disk/load.ts";
import { CAUSES } from "../../harness/explain/causes/causes.ts";
import { run } from "../../harness/library/run.ts";
import { causeGroups } from "../../harness/matrix/causes-text.ts";
import { comparedPlaces, placeKey } from "../../harness/matrix/cell-place.ts";
import type { Report } from "../../harness/matrix/report-data.ts";

let report: Report;
beforeAll(async () => {
  report = await run(await loadScenarios([]), { engine: "model" });
}, 120_000);

describe("the causes of the catalogue", () => {
  test("are there for every cell that fails or differs", () => {
    const differing = new Set(
      report.comparisons
        .filter(({ verdict }) => verdict !== "agree")
        .flatMap((comparison) => comparedPlaces(comparison).map(placeKey)),
    );
    const concerned = report.cells.filter(
      (cell) =>
        cell.outcome !== undefined && (cell.outcome.kind !== "answer" || differing.has(placeKey(cell))),
    );
    expect(concerned.length).toBeGreaterThan(2000);
    const without = concerned
      .filter(({ cause }) => cause === undefined)
      .map(({ scenario, image, resolver }) => `${scenario} ${image} ${resolver}`);
    expect(without).toEqual([]);
  });

  test("stay away from cells that answer as all others do", () => {
    const differing = new Set(
      report.comparisons
        .filter(({ verdict }) => verdict !== "agree")
        .flatMap((comparison) => comparedPlaces(comparison).map(placeKey)),
    );
    const wrong = report.cells.filter(
      (cell) => cell.cause !== undefined && cell.outcome?.kind === "answer" && !differing.has(placeKey(cell)),
    );
    expect(wrong).toEqual([]);
  });

  test("are shown by the scenarios that they name", () => {
    const agreed = new Set(report.scenarios.filter(({ verdict }) => verdict === "agree").map(({ id }) => id));
    const unshown = CAUSES.filter(({ id, scenario }) => {
      // Everybody loses the same there, and the scenario's own servers make up for it: no cell fails or differs.
      if (agreed.has(scenario)) return false;
      const cells = report.cells.filter((cell) => cell.scenario === scenario);
      return !causeGroups(cells).some(({ cause }) => cause.id === id);
    }).map(({ id, scenario }) => `${id}: ${scenario}`);
    expect(unshown).toEqual([]);
  });

  test("have an id each, one sentence, and an address", () => {
    const twice = CAUSES.map(({ id }) => id).filter((id, place, all) => all.indexOf(id) !== place);
    // The host's refusal of open and of openat is one cause, found by either.
    expect(twice).toEqual(["host-refuses-open"]);
    for (const { id, text, reference } of CAUSES) {
      expect(text, id).toMatch(/^[A-Za-z"/[.][^\n]*\.$/);
      expect(() => new URL(reference), id).not.toThrow();
    }
  });
});
