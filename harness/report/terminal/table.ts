/** Draws a matrix as text: columns side by side, and blocks below each other where the terminal is narrow. */
import type { CellLine } from "./cell-text.ts";
import type { MatrixColumn, ScenarioMatrix } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { padEnd, textWidth, truncate, wrap } from "./text-width.ts";

const INDENT = "  ";
const GAP = "   ";
/** Narrower, addresses break; wider, the eye loses the row, and in a narrow terminal the neighbour. */
const MIN_COLUMN = 15;
const MAX_COLUMN = 30;
const MAX_NARROW_COLUMN = 24;
const NARROW_TERMINAL = 120;
/** Row labels stand to the left of their cells while they take no more than this part of the width. */
const LABEL_SHARE = 0.24;

/** The lines of the table. `width`: columns of the terminal. */
export function tableLines(
  { rows, columns }: ScenarioMatrix,
  width: number,
  paint: Paint,
): readonly string[] {
  const labelWidth = Math.max(0, ...rows.map(textWidth));
  const beside = labelWidth <= Math.floor(width * LABEL_SHARE);
  const margin = beside ? labelWidth + GAP.length : 0;
  const room = Math.max(MIN_COLUMN, width - INDENT.length - margin);
  return blocksOf(columns, room, width < NARROW_TERMINAL ? MAX_NARROW_COLUMN : MAX_COLUMN).flatMap(
    (block, index) => [
      ...(index === 0 ? [] : [""]),
      ...headLines(block, margin, paint),
      ...rows.flatMap((label, row) =>
        rowLines(block, row, { label: truncate(label, room), beside, margin }, paint),
      ),
    ],
  );
}

interface SizedColumn extends MatrixColumn {
  readonly width: number;
}

interface RowLabel {
  readonly label: string;
  readonly beside: boolean;
  readonly margin: number;
}

/** As many columns side by side as there is room for. */
function blocksOf(
  columns: readonly MatrixColumn[],
  room: number,
  maxColumn: number,
): readonly (readonly SizedColumn[])[] {
  const blocks: SizedColumn[][] = [];
  let used = 0;
  for (const column of columns) {
    const sized = { ...column, width: Math.min(naturalWidth(column), maxColumn, room) };
    const block = blocks.at(-1);
    const next = used + GAP.length + sized.width;
    if (block !== undefined && next <= room) {
      block.push(sized);
      used = next;
    } else {
      blocks.push([sized]);
      used = sized.width;
    }
  }
  return blocks;
}

function naturalWidth({ resolvers, images, cells }: MatrixColumn): number {
  const texts = [resolvers, ...images, ...cells.flat().map(({ text }) => text)];
  return Math.max(MIN_COLUMN, ...texts.map(textWidth));
}

function headLines(block: readonly SizedColumn[], margin: number, paint: Paint): readonly string[] {
  const heads = block.map(({ resolvers, images, width }): readonly CellLine[] => [
    ...wrap(resolvers, width).map((text): CellLine => ({ text, style: "bold" })),
    ...images.flatMap((image) => wrap(image, width).map((text): CellLine => ({ text, style: "dim" }))),
  ]);
  const rule = block.map(({ width }) => paint("─".repeat(width), "dim")).join(GAP);
  return [...sideBySide(block, heads, margin, paint), INDENT + " ".repeat(margin) + rule];
}

function rowLines(
  block: readonly SizedColumn[],
  row: number,
  { label, beside, margin }: RowLabel,
  paint: Paint,
): readonly string[] {
  const cells = block.map(({ cells: all, width }) =>
    (all[row] ?? []).flatMap((line) => wrapped(line, width)),
  );
  const lines = sideBySide(block, cells, margin, paint);
  if (!beside) return [INDENT + paint(label, "bold"), ...lines];
  const [first = "", ...rest] = lines;
  return [INDENT + paint(padEnd(label, margin), "bold") + first.slice(INDENT.length + margin), ...rest];
}

/** What follows a broken line stands below its text, not below its glyph. */
function wrapped({ text, style }: CellLine, width: number): readonly CellLine[] {
  if (textWidth(text) <= width) return [{ text, style }];
  const [first = "", ...rest] = wrap(text.trimStart(), width - INDENT.length);
  const start = text.slice(0, text.length - text.trimStart().length);
  return [{ text: start + first, style }, ...rest.map((line): CellLine => ({ text: INDENT + line, style }))];
}

function sideBySide(
  block: readonly SizedColumn[],
  cells: readonly (readonly CellLine[])[],
  margin: number,
  paint: Paint,
): readonly string[] {
  const height = Math.max(0, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, y) => {
    const parts = block.map(({ width }, x) => {
      const line = cells[x]?.[y];
      const last = x === block.length - 1;
      if (line === undefined) return last ? "" : " ".repeat(width);
      return (
        paint(line.text, line.style) + (last ? "" : " ".repeat(Math.max(0, width - textWidth(line.text))))
      );
    });
    return (INDENT + " ".repeat(margin) + parts.join(GAP)).trimEnd();
  });
}
