/** Writes expectations into the text of a scenario file; all the rest stays as its author wrote it. */
import { type Document, isMap, isScalar, type Node, parseDocument, stringify } from "yaml";

/** What to change below `expect`. */
export interface ExpectationEdit {
  readonly verdict: string | null;
  readonly drop: readonly string[];
  readonly add: readonly (readonly [key: string, fields: object])[];
}

/** New text for the old text between two offsets. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with the edit in it. Comments and the order of keys stay; the text must be a scenario that loads. */
export function updateExpectations(text: string, edit: ExpectationEdit): string {
  return updateFlow(text, edit) ?? changeLines(text, edit) ?? append(text, edit) ?? writeAnew(text, edit);
}

/**
 * For a file that is one pair of braces, as all JSON is: the value of `expect` is written as JSON, which any such file may hold.
 * Null for any other file.
 */
function updateFlow(text: string, { verdict, drop, add }: ExpectationEdit): string | null {
  const document = parseDocument(text);
  const { contents } = document;
  if (!isMap<Node, Node | null>(contents) || contents.flow !== true) return null;
  const written: unknown = document.get("expect", true);
  const expected: { verdict?: string; cells?: Record<string, object> } =
    written === undefined ? {} : document.toJS().expect;
  const { verdict: had, cells: kept = {} } = expected;
  const cells = {
    ...Object.fromEntries(Object.entries(kept).filter(([key]) => !drop.includes(key))),
    ...Object.fromEntries(add),
  };
  const now = verdict ?? had;
  const value = JSON.stringify({
    ...(now === undefined ? {} : { verdict: now }),
    ...(Object.keys(cells).length === 0 ? {} : { cells }),
  });
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === "expect");
  const [from, to] = pair?.value?.range ?? [];
  if (from !== undefined && to !== undefined) return text.slice(0, from) + value + text.slice(to);
  const end = contents.items.at(-1)?.value?.range?.[1];
  return end === undefined ? null : `${text.slice(0, end)}, "expect": ${value}${text.slice(end)}`;
}

/** Changes single lines where each key has lines of its own, as in nearly all files; null for any other layout. */
function changeLines(text: string, { verdict, drop, add }: ExpectationEdit): string | null {
  const document = parseDocument(text);
  const expected = entries(document.get("expect", true));
  const cells = entries(document.getIn(["expect", "cells"], true));
  const cellsKey = expected?.find(({ name }) => name === "cells")?.from;
  const last = cells?.at(-1);
  if (expected === null || cells === null || cellsKey === undefined || last === undefined) return null;
  const added = new Map(add);
  if (added.size === 0 && cells.every(({ name }) => drop.includes(name))) return null;

  const newLine = text.includes("\r\n") ? "\r\n" : "\n";
  const changes: Change[] = [];
  if (verdict !== null) {
    const old = expected.find(({ name }) => name === "verdict");
    const indent = indentAt(text, cellsKey);
    changes.push(
      old === undefined
        ? { from: cellsKey, to: cellsKey, text: `verdict: ${verdict}${newLine}${indent}` }
        : { from: old.valueFrom, to: old.to, text: verdict },
    );
  }
  for (const { name, from, valueFrom, to } of cells) {
    if (!drop.includes(name)) continue;
    const again = added.get(name);
    if (again === undefined) changes.push({ from: lineStart(text, from), to: lineEnd(text, to), text: "" });
    else changes.push({ from: valueFrom, to, text: fieldsText(again) });
    added.delete(name);
  }
  const end = lineEnd(text, last.to);
  const lines = [...added].map(
    ([key, fields]) => `${indentAt(text, last.from)}${flowText(key)}: ${fieldsText(fields)}${newLine}`,
  );
  const gap = lines.length > 0 && text[end - 1] !== "\n" ? newLine : "";
  changes.push({ from: end, to: end, text: gap + lines.join("") });
  return changes
    .toSorted((a, b) => b.from - a.from || b.to - a.to)
    .reduce((result, { from, to, text: now }) => result.slice(0, from) + now + result.slice(to), text);
}

/** Puts the section behind the text of a file that expects nothing yet; null where it does. */
function append(text: string, { verdict, add }: ExpectationEdit): string | null {
  if (parseDocument(text).has("expect")) return null;
  const newLine = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = [
    "expect:",
    ...(verdict === null ? [] : [`  verdict: ${verdict}`]),
    ...(add.length === 0 ? [] : ["  cells:"]),
    ...add.map(([key, fields]) => `    ${flowText(key)}: ${fieldsText(fields)}`),
  ];
  return `${text.trimEnd()}${newLine}${lines.map((line) => `${line}${newLine}`).join("")}`;
}

interface Entry {
  readonly name: string;
  /** Where the key begins, where its value begins, and where the value ends, without what follows on the line. */
  readonly from: number;
  readonly valueFrom: number;
  readonly to: number;
}

/** The entries of a mapping in block style; null for anything else. */
function entries(node: unknown): readonly Entry[] | null {
  if (!isMap<Node, Node | null>(node) || node.flow) return null;
  const all = node.items.flatMap(({ key, value }) => {
    const [from] = key.range ?? [];
    const [valueFrom, to] = value?.range ?? [];
    if (!isScalar(key) || from === undefined || valueFrom === undefined || to === undefined) return [];
    return [{ name: String(key.value), from, valueFrom, to }];
  });
  return all.length === node.items.length ? all : null;
}

function fieldsText(fields: object): string {
  const parts = Object.entries(fields).map(([name, value]: [string, unknown]) => {
    const written = Array.isArray(value)
      ? `[${value.map((entry: unknown) => (isFields(entry) ? fieldsText(entry) : flowText(entry))).join(", ")}]`
      : flowText(value);
    return `${name}: ${written}`;
  });
  return `{ ${parts.join(", ")} }`;
}

function isFields(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A text as it may stand inside brackets. */
function flowText(value: unknown): string {
  // Quoted although YAML does not ask for it: people take 10.0.0.1:53 for a key and a value.
  if (typeof value === "string" && value.includes(":")) return JSON.stringify(value);
  const list = stringify([value], { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 });
  return list.trim().slice(1, -1);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Behind the line's end, or the end of the text. The value of a block ends behind its last line already. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

function indentAt(text: string, offset: number): string {
  return " ".repeat(offset - lineStart(text, offset));
}

/** Rewrites the whole of `expect`, for a file that has it inside braces or nothing but a verdict in it. */
function writeAnew(text: string, edit: ExpectationEdit): string {
  const document = parseDocument(text);
  if (edit.verdict !== null) document.setIn(["expect", "verdict"], edit.verdict);
  for (const key of edit.drop) document.deleteIn(["expect", "cells", key]);
  for (const [key, fields] of edit.add) {
    const node = document.createNode(fields, { flow: true });
    const cells = document.getIn(["expect", "cells"], true);
    if (isMap(cells)) cells.set(key, node);
    else document.setIn(["expect", "cells"], document.createNode({ [key]: node }));
  }
  return splice(text, document.toString({ lineWidth: 0, flowCollectionPadding: true }));
}

/** Takes only `expect` from what was rewritten: the rest would lose blank lines and the author's line breaks. */
function splice(text: string, written: string): string {
  const [old, now] = [extent(parseDocument(text)), extent(parseDocument(written))];
  if (old === null || now === null) throw new TypeError("only what a scenario expects can be rewritten");
  const rest = text.slice(old[1]);
  return `${text.slice(0, old[0])}${written.slice(...now).trimEnd()}\n${rest.replace(/^\n+/, "")}`;
}

/** Where `expect` begins and ends. */
function extent({ contents }: Document): readonly [from: number, to: number] | null {
  if (!isMap<Node, Node | null>(contents)) return null;
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === "expect");
  const from = pair?.key.range?.[0];
  const to = pair?.value?.range?.[2];
  return from === undefined || to === undefined ? null : [from, to];
}
