/** Checks what a scenario file says that a run must show. */

import type { Place } from "../errors.ts";
import { UNKNOWN_LIBC } from "../resolvers/id.ts";
import { bySpecificity, isTargetOf } from "../scenario/cell-key.ts";
import type { CellExpectation, Scenario } from "../scenario/scenario.ts";
import { unservedNameservers } from "../scenario/unserved.ts";
import { cellMismatch } from "./cell-mismatch.ts";
import { cellName } from "./cell-place.ts";
import { isKnown } from "./differences.ts";
import type { ReportCell, ReportComparison, ReportExpectation } from "./report-data.ts";
import { compareSeverity, worstVerdict } from "./verdict.ts";

/**
 * Checks one scenario. Cells that are unavailable are not judged: the run tells of them anyway.
 *
 * @param whole whether the scenario ran on all of its images and Go builds; then every key must have its cell, and what it
 *   says of itself as a whole must hold
 */
export function checkExpectations(
  scenario: Scenario,
  cells: readonly ReportCell[],
  comparisons: readonly ReportComparison[],
  whole: boolean,
): readonly ReportExpectation[] {
  const complete = cells.every(isKnown);
  return [
    ...cells.flatMap((cell) => checkCell(scenario, cell)),
    ...(whole ? idleKeys(scenario, cells) : []),
    // Fewer images differ less, and others in other ways.
    ...(whole ? checkVerdict(scenario, comparisons, complete) : []),
    ...checkKnown(scenario, comparisons, complete && whole),
  ];
}

function checkCell(scenario: Scenario, cell: ReportCell): readonly ReportExpectation[] {
  if (!isKnown(cell)) return [];
  const expected = expectationOf(scenario, cell);
  if (expected === null) return [];
  const mismatch = cellMismatch(expected, cell);
  const place = mismatch === null ? expected.place : (expected.places[mismatch.field] ?? expected.place);
  const origin = expected.source === "documented" ? " (expected from documents, not from a run)" : "";
  return [
    {
      scenario: scenario.id,
      cell: cellName(cell),
      lookup: cell.lookup,
      host: cell.host,
      ok: mismatch === null,
      message: mismatch === null ? "as expected" : `${mismatch.message}${origin}${unservedHint(scenario)}`,
      ...lineOf(place),
    },
  ];
}

/** A likely cause that no cell shows: what goes to an address without a server is lost. */
function unservedHint({ files, dns }: Scenario): string {
  const file = files["/etc/resolv.conf"];
  if (file?.kind !== "content") return "";
  const text = new TextDecoder("utf-8").decode(file.bytes);
  const [first] = unservedNameservers(
    text,
    dns.map(({ address }) => address),
  );
  if (first === undefined) return "";
  return `; note that dns has no server ${first.address}, which line ${first.line} of /etc/resolv.conf lists`;
}

/** What the scenario expects of the cell: the most specific key that names it; null for nothing. */
export function expectationOf({ expect }: Scenario, cell: ReportCell): CellExpectation | null {
  const [first = null] = expect.cells
    .filter(({ target }) => isTargetOf(target, cell))
    .toSorted((a, b) => bySpecificity(a.target, b.target));
  return first;
}

/** Keys that no cell answers to: a slip of the pen, which would otherwise never be noticed. */
function idleKeys(scenario: Scenario, cells: readonly ReportCell[]): readonly ReportExpectation[] {
  // The libc of an image that cannot be had may be any.
  const unsure = cells.some(({ resolver }) => resolver === UNKNOWN_LIBC);
  if (unsure) return [];
  return (
    scenario.expect.cells
      .filter((expected) => !isForOtherImage(scenario, expected))
      // A range speaks of versions that other images have, too.
      .filter(({ target }) => target.resolver?.versions?.kind !== "range")
      .filter(({ target }) => !cells.some((cell) => isTargetOf(target, cell)))
      .map(({ key, place }) => ({
        scenario: scenario.id,
        cell: key,
        ok: false,
        message: `no cell of this scenario is "${key}"`,
        ...lineOf(place),
      }))
  );
}

/** Images of which scenarios know something from documents alone, and on which they do not run by themselves. */
export function imagesOfDocuments(scenarios: readonly Scenario[]): readonly string[] {
  const images = scenarios.flatMap((scenario) =>
    scenario.expect.cells
      .filter((expected) => isForOtherImage(scenario, expected))
      .flatMap(({ target }) => target.image ?? []),
  );
  return [...new Set(images)].toSorted();
}

/** Whether it is known from documents of an image on which the scenario does not run by itself. */
export function isForOtherImage({ images }: Scenario, { source, target }: CellExpectation): boolean {
  return source === "documented" && target.image !== null && images?.includes(target.image) === false;
}

function checkVerdict(
  scenario: Scenario,
  comparisons: readonly ReportComparison[],
  complete: boolean,
): readonly ReportExpectation[] {
  const expected = scenario.expect.verdict;
  const worst = worstVerdict(comparisons.map(({ verdict }) => verdict));
  if (expected === undefined || worst === null) return [];
  const ok = worst === expected.value;
  // A cell that could not be observed may be the one that differs most.
  if (!complete && compareSeverity(worst, expected.value) < 0) return [];
  const heaviest = comparisons.find(({ verdict }) => verdict === worst);
  const message = ok
    ? "as expected"
    : `expected verdict ${expected.value}, got ${worst}: ${heaviest?.why ?? ""}`;
  return [{ scenario: scenario.id, cell: "verdict", ok, message, ...lineOf(expected.place) }];
}

function checkKnown(
  scenario: Scenario,
  comparisons: readonly ReportComparison[],
  complete: boolean,
): readonly ReportExpectation[] {
  if (scenario.known === null || comparisons.length === 0) return [];
  const differs = comparisons.some(({ verdict }) => verdict !== "agree");
  if (!differs && !complete) return [];
  const message = differs
    ? "still differs"
    : `the known difference is gone; the key "known" can go: ${scenario.known.text}`;
  return [{ scenario: scenario.id, cell: "known", ok: differs, message, ...lineOf(scenario.known.place) }];
}

function lineOf({ file, line }: Place): { readonly file: string; readonly line: number } {
  return { file, line };
}
