/** Go's columns in several images that say the same: one column, until somebody wants each. */
import { cellAt, data, judgementOf } from "./data.js";

/** @import { Row } from "./filters.js" */

/**
 * Columns by what they say in some rows: each libc's alone, those of a Go build together where no row tells them apart.
 * What stands together comes last, builds in the same images side by side.
 * @param {readonly Row[]} rows
 * @param {readonly number[]} columns
 * @returns {number[][]}
 */
export function sameColumns(rows, columns) {
  /** @type {{ name: string, says: (string | null)[], members: number[] }[]} */
  const groups = [];
  for (const column of columns) {
    const { name = "", isLibc = true } = data.layout.columns[column] ?? {};
    const says = rows.map((row) => saidBy(row.cells[column] ?? null));
    const group = isLibc ? null : groups.find((one) => one.name === name && isCompatible(one.says, says));
    if (!group) groups.push({ name: isLibc ? "" : name, says, members: [column] });
    else {
      group.members.push(column);
      group.says = group.says.map((said, row) => said ?? says[row] ?? null);
    }
  }
  const alone = groups.filter(({ members }) => members.length === 1);
  const together = new Map(
    groups
      .filter(({ members }) => members.length > 1)
      .map((one) => [one, one.members.map(imageAt).join("\n")]),
  );
  const images = [...new Set(together.values())];
  return [
    ...alone.map(({ members }) => members),
    ...images.flatMap((set) => [...together].flatMap(([{ members }, of]) => (of === set ? [members] : []))),
  ];
}

/** @param {number} column */
function imageAt(column) {
  return data.layout.columns[column]?.image ?? "";
}

/**
 * A scenario leaves images out; where one is missing the others speak for it.
 * @param {(string | null)[]} some
 * @param {(string | null)[]} others
 */
function isCompatible(some, others) {
  return some.every((said, row) => said === null || others[row] === null || said === others[row]);
}

/** @param {number | null} index */
function saidBy(index) {
  if (index === null) return null;
  const { outcome, evidence, program, flaky, elapsedMs } = cellAt(index);
  const word = data.cellWords[index];
  const addresses = outcome?.kind === "answer" ? outcome.addresses : [];
  const unmet = judgementOf(index).unmet.length;
  return JSON.stringify([word, addresses, evidence, program, flaky, unmet, Math.round(elapsedMs / 1000)]);
}
