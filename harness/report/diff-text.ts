/** What changed between two runs, for people. */
import { type CellPlace, resolverName } from "../matrix/cell-place.ts";
import type { ChangedVerdict, ReportDiff, SlowerCell } from "../matrix/diff.ts";
import { lookupParticulars } from "../world/lookup-text.ts";
import { escapeTerminal } from "./escape.ts";
import { wordOf } from "./words.ts";

interface Section {
  readonly title: string;
  readonly entries: readonly (readonly string[])[];
}

/** Lines with a heading for each kind of change that there is; the last one says what did not change. */
export function diffText(diff: ReportDiff): string {
  const sections: readonly Section[] = [
    { title: "changed", entries: diff.changed.map((one) => [cellName(one), `${one.kind}: ${one.why}`]) },
    { title: "new differences", entries: diff.newDifferences.map(verdictEntry) },
    { title: "gone differences", entries: diff.goneDifferences.map(verdictEntry) },
    { title: "slower", entries: diff.slower.map(waitEntry) },
    { title: "faster", entries: diff.faster.map(waitEntry) },
    { title: "new cells", entries: diff.newCells.map((one) => [cellName(one)]) },
    { title: "gone cells", entries: diff.goneCells.map((one) => [cellName(one)]) },
  ];
  const told = sections.filter(({ entries }) => entries.length > 0).map(sectionText);
  const same = `${diff.same} ${diff.same === 1 ? "cell shows" : "cells show"} the same.`;
  return [...told, `${told.length === 0 ? "Nothing changed: " : ""}${same}\n`].join("\n");
}

function sectionText({ title, entries }: Section): string {
  const lines = entries.flatMap(([name = "", ...details]) => [
    `  ${name}`,
    ...details.map((line) => `    ${line}`),
  ]);
  return [`${entries.length} ${title}`, ...lines].map((line) => `${escapeTerminal(line)}\n`).join("");
}

function cellName(cell: CellPlace): string {
  const { scenario, lookup, image, host } = cell;
  const details = lookupParticulars(lookup);
  const on = host === "default" ? "" : ` on ${host}`;
  return `${scenario}: ${lookup.name}${details === "" ? "" : ` ${details}`} in ${image}${on} by ${resolverName(cell)}`;
}

function verdictEntry({ left, right, before, after, why }: ChangedVerdict): readonly string[] {
  const beside = [
    resolverName(right),
    right.image === left.image ? "" : `in ${right.image}`,
    right.host === left.host ? "" : `on ${right.host}`,
  ].filter((part) => part !== "");
  return [
    `${cellName(left)}, beside ${beside.join(" ")}`,
    `${wordOf(before).word} → ${wordOf(after).word}: ${why}`,
  ];
}

function waitEntry(cell: SlowerCell): readonly string[] {
  const [before, after] = [cell.waitedMsBefore, cell.waitedMsAfter].map(
    (ms) => `${(ms / 1000).toFixed(1)} s`,
  );
  return [cellName(cell), `waited ${before}, now ${after}`];
}
