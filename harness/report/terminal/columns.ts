/** The columns of one scenario: image/resolver, those of a family that say the same in every row drawn as one. */

import { cellName } from "../../matrix/cell-place.ts";
import type { ReportCell, ReportExpectation } from "../../matrix/report-data.ts";
import { lookupKey, lookupParticulars } from "../../world/lookup-text.ts";
import { distinct, type NamedAnswerer, namedAnswerer } from "../answerer.ts";
import { escapeTerminal } from "../escape.ts";
import { groupedBy } from "../layout.ts";
import { askedServers, type CellLine, cellLines } from "./cell-text.ts";

export interface MatrixColumn {
  /** "musl@1.2.2 1.2.3". */
  readonly resolvers: string;
  /** One per line: images, or "all 7 images". */
  readonly images: readonly string[];
  /** One entry per row. */
  readonly cells: readonly (readonly CellLine[])[];
}

export interface ScenarioMatrix {
  /** What each row looks up, and on which host where there are several. */
  readonly rows: readonly string[];
  readonly columns: readonly MatrixColumn[];
}

interface DrawnColumn {
  readonly resolvers: readonly NamedAnswerer[];
  readonly images: readonly string[];
  readonly cells: readonly (readonly CellLine[])[];
  /** Equal for columns that say the same, also in what their cells have no room for. */
  readonly content: string;
}

/** Arranges the cells of one scenario: libcs in the order of the images, Go last. */
export function scenarioMatrix(
  cells: readonly ReportCell[],
  expectations: readonly ReportExpectation[],
): ScenarioMatrix {
  const rows = [...groupedBy(cells, rowKey).values()];
  const unmet = new Set(expectations.filter(({ ok }) => !ok).map(expectationKey));
  const drawnRows = rows.map((row) => {
    const tellAsked = new Set(row.filter(isKnown).map((cell) => askedServers(cell).join(" "))).size > 1;
    return new Map(
      row.map((cell) => [cellName(cell), cellLines(cell, tellAsked, unmet.has(cellKey(cell)))] as const),
    );
  });
  const columns = [...groupedBy(cells, cellName)].map(([key, column]): DrawnColumn => {
    const drawn = drawnRows.map((row) => row.get(key) ?? []);
    return {
      resolvers: distinct(column.map(namedAnswerer)),
      images: unique(column.map(({ image }) => image)),
      cells: drawn,
      content: JSON.stringify([
        drawn,
        column.map(({ outcome }) => (outcome?.kind === "answer" ? outcome.addresses : "")),
      ]),
    };
  });
  const imageCount = new Set(cells.map(({ image }) => image)).size;
  const manyHosts = new Set(cells.map(({ host }) => host)).size > 1;
  return {
    rows: rows.map(([cell]) => (cell === undefined ? "" : rowLabel(cell, manyHosts))),
    columns: merge(columns).map((column) => titled(column, imageCount)),
  };
}

/**
 * First one resolver in all the images where it says the same (Go builds, mostly); then resolvers of a family.
 * Go builds join only with the same images, so that a title always means every build in every image.
 */
function merge(columns: readonly DrawnColumn[]): readonly DrawnColumn[] {
  const perResolver = joined(columns, ({ resolvers }) => resolvers.map(({ name }) => name).join(" "));
  const perFamily = joined(perResolver, ({ resolvers: [first], images }) =>
    first?.isLibc === false ? `go ${images.join(" ")}` : (first?.family ?? ""),
  );
  return perFamily.toSorted(
    (a, b) => Number(a.resolvers[0]?.isLibc === false) - Number(b.resolvers[0]?.isLibc === false),
  );
}

function joined(
  columns: readonly DrawnColumn[],
  keyOf: (column: DrawnColumn) => string,
): readonly DrawnColumn[] {
  const groups = groupedBy(columns, (column) => JSON.stringify([keyOf(column), column.content]));
  return [...groups.values()].map((group) => ({
    resolvers: distinct(group.flatMap(({ resolvers }) => resolvers)),
    images: unique(group.flatMap(({ images }) => images)),
    cells: group[0]?.cells ?? [],
    content: group[0]?.content ?? "",
  }));
}

function titled({ resolvers, images, cells }: DrawnColumn, imageCount: number): MatrixColumn {
  const all = images.length > 1 && images.length === imageCount;
  return {
    resolvers: escapeTerminal(resolverNames(resolvers)),
    images: all
      ? [images.length === 2 ? "both images" : `all ${images.length} images`]
      : images.map(escapeTerminal),
    cells,
  };
}

/** "go@1.11 1.19": the family once. */
export function resolverNames(resolvers: readonly NamedAnswerer[]): string {
  return [...groupedBy(resolvers, ({ family }) => family).values()]
    .map(([first, ...others]) => [first?.name ?? "", ...others.map(({ version }) => version)].join(" "))
    .join(" ");
}

/** "name", "name (ip6)", "name (within 3s)". */
export function lookupLabel(lookup: ReportCell["lookup"]): string {
  const shown = lookup.name === "" ? '""' : escapeTerminal(lookup.name);
  const details = lookupParticulars(lookup);
  return details === "" ? shown : `${shown} (${escapeTerminal(details)})`;
}

function rowLabel({ lookup, host }: ReportCell, manyHosts: boolean): string {
  return manyHosts ? `${lookupLabel(lookup)} on ${escapeTerminal(host)}` : lookupLabel(lookup);
}

function rowKey({ lookup, host }: ReportCell): string {
  return JSON.stringify([lookupKey(lookup), host]);
}

function cellKey(cell: ReportCell): string {
  return JSON.stringify([lookupKey(cell.lookup), cell.host, cellName(cell)]);
}

function expectationKey({ lookup, host, cell }: ReportExpectation): string {
  return JSON.stringify([lookup === undefined ? null : lookupKey(lookup), host, cell]);
}

function isKnown({ outcome }: ReportCell): boolean {
  return outcome !== undefined;
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
