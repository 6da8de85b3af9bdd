/** The matrix as rows and columns, from the cells of a report: what every tabular reporter draws. */

import { cellName, comparedPlaces, placeKey } from "../matrix/cell-place.ts";
import type { Report, ReportCell, ReportExpectation } from "../matrix/report-data.ts";
import type { Verdict } from "../scenario/scenario.ts";
import { lookupDetails, lookupKey } from "../world/lookup-text.ts";
import type { Lookup } from "../world/world.ts";
import { compareAnswerers, type NamedAnswerer, namedAnswerer } from "./answerer.ts";
import { heaviest } from "./words.ts";

export interface Column extends NamedAnswerer {
  readonly image: string;
}

export interface Row {
  readonly scenario: string;
  readonly topic: string;
  readonly lookup: Lookup;
  /** What is asked besides the name, in words. */
  readonly details: string;
  readonly host: string;
  /** One entry per column: index into `report.cells`, or null where the scenario does not use the column. */
  readonly cells: readonly (number | null)[];
}

/** What the comparisons and expectations say about one cell. */
export interface Judgement {
  /**
   * The heaviest verdict among the comparisons of which the cell is the right side, or the side that fails where the
   * other answers; null where it is none's.
   */
  readonly verdict: Verdict | null;
  /** Indices into `report.comparisons` in which the cell is either side. */
  readonly comparisons: readonly number[];
  /** Indices into `report.expectations` that name this cell and are not met. */
  readonly unmet: readonly number[];
}

/** The cells of one comparison: indices into `report.cells`, null for one that the report does not hold. */
export interface Sides {
  readonly left: number | null;
  readonly right: number | null;
}

export interface Layout {
  readonly columns: readonly Column[];
  /** By topic and then in the order in which the report's cells name them. */
  readonly rows: readonly Row[];
  /** One entry per cell of the report. */
  readonly judgements: readonly Judgement[];
  /** One entry per comparison of the report. */
  readonly sides: readonly Sides[];
}

/**
 * Arranges a report's cells. Columns: images in the report's order, those of which nothing could be observed last;
 * each with its libc first, then Go by version.
 */
export function layoutOf(report: Report): Layout {
  const columns = columnsOf(report);
  const sides = sidesOf(report);
  return { columns, rows: rowsOf(report, columns), judgements: judgementsOf(report, sides), sides };
}

/**
 * The topic of a scenario: the first folder of its id, else the folder that its file is in, "other" for a file in none.
 * @param id "founding/indented"; "broker" for a file that was named itself or whose folder was
 * @param file "dns/broker.yaml", as the report has it; may be absent, as of a scenario that a damaged report lost
 */
export function topicOf(id: string, file = ""): string {
  const slash = id.indexOf("/");
  if (slash > 0) return id.slice(0, slash);
  const folder = file.split(/[\\/]/).at(-2) ?? "";
  return folder === "" || folder === "." || folder === ".." ? "other" : folder;
}

function columnsOf(report: Report): Column[] {
  const columns = new Map<string, Column>();
  for (const cell of report.cells) {
    columns.set(cellName(cell), { image: cell.image, ...namedAnswerer(cell) });
  }
  const observed = new Set(
    report.cells.flatMap((cell) => (cell.evidence === "unavailable" ? [] : [cell.image])),
  );
  const imageRank = new Map(report.images.map(({ id }, rank) => [id, rank]));
  const rankOf = ({ image }: Column) =>
    (imageRank.get(image) ?? imageRank.size) + (observed.has(image) ? 0 : imageRank.size + 1);
  return [...columns.values()].sort(
    (left, right) => rankOf(left) - rankOf(right) || compareAnswerers(left, right),
  );
}

function rowsOf(report: Report, columns: readonly Column[]): Row[] {
  const columnIndex = new Map(columns.map((column, index) => [cellName(column), index]));
  const topics = new Map<string, Map<string, Row & { readonly cells: (number | null)[] }>>();
  const files = new Map(report.scenarios.map(({ id, file }) => [id, file]));
  report.cells.forEach((cell, index) => {
    const { scenario, lookup, host } = cell;
    const topic = topicOf(scenario, files.get(scenario));
    const rows = topics.get(topic) ?? new Map();
    topics.set(topic, rows);
    const key = keyOf(scenario, lookupKey(lookup), host);
    const row = rows.get(key) ?? {
      scenario,
      topic,
      lookup,
      details: lookupDetails(lookup),
      host,
      cells: columns.map(() => null),
    };
    rows.set(key, row);
    row.cells[columnIndex.get(cellName(cell)) ?? 0] = index;
  });
  return [...topics.values()].flatMap((rows) => [...rows.values()]);
}

function sidesOf(report: Report): Sides[] {
  const cells = new Map(report.cells.map((cell, index) => [placeKey(cell), index]));
  return report.comparisons.map((comparison) => {
    const [left, right] = comparedPlaces(comparison).map((place) => cells.get(placeKey(place)) ?? null);
    return { left: left ?? null, right: right ?? null };
  });
}

function judgementsOf(report: Report, sides: readonly Sides[]): Judgement[] {
  const comparisons: number[][] = report.cells.map(() => []);
  const verdicts: Verdict[][] = report.cells.map(() => []);
  report.comparisons.forEach(({ verdict }, index) => {
    const { left, right } = sides[index] ?? { left: null, right: null };
    if (left !== null) {
      comparisons[left]?.push(index);
      if (verdict === "outcome" && report.cells[left]?.outcome?.kind !== "answer")
        verdicts[left]?.push(verdict);
    }
    if (right !== null) {
      comparisons[right]?.push(index);
      verdicts[right]?.push(verdict);
    }
  });
  const unmet = groupedBy(
    report.expectations.flatMap((expectation, index) => (expectation.ok ? [] : [{ ...expectation, index }])),
    ({ scenario }) => scenario,
  );
  return report.cells.map((cell, index) => ({
    verdict: heaviest(verdicts[index] ?? []),
    comparisons: comparisons[index] ?? [],
    unmet: (unmet.get(cell.scenario) ?? [])
      .filter((expectation) => isAbout(expectation, cell))
      .map(({ index }) => index),
  }));
}

/** Whether an expectation names this cell. */
export function isAbout({ cell, lookup, host }: ReportExpectation, of: ReportCell): boolean {
  return (
    cell === cellName(of) &&
    (lookup === undefined || lookupKey(lookup) === lookupKey(of.lookup)) &&
    (host === undefined || host === of.host)
  );
}

/** Map.groupBy, which Node 20 does not have. */
export function groupedBy<T>(entries: readonly T[], keyOfEntry: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const key = keyOfEntry(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** Names may contain any character, so there is no separator of our own. */
function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
