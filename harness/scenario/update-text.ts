/** Writes expectations into the text of a scenario file; all the rest stays as its author wrote it. */
import { type Document, isMap, type Pair, parseDocument, type YAMLMap } from "yaml";

/** What to change below `expect`. */
export interface ExpectationEdit {
  readonly verdict: string | null;
  readonly drop: readonly string[];
  readonly add: readonly (readonly [key: string, fields: object])[];
}

/** The text with the edit in it. Comments and the order of keys stay; the text must be a scenario that loads. */
export function updateExpectations(text: string, edit: ExpectationEdit): string {
  const document = parseDocument(text);
  if (edit.verdict !== null) document.setIn(["expect", "verdict"], edit.verdict);
  for (const key of edit.drop) document.deleteIn(["expect", "cells", key]);
  for (const [key, fields] of edit.add) {
    const node = document.createNode(fields, { flow: true });
    const cells = document.getIn(["expect", "cells"], true);
    if (isMap(cells)) cells.set(key, node);
    else document.setIn(["expect", "cells"], document.createNode({ [key]: node }));
  }
  const written = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return splice(text, written);
}

/** Takes only `expect` from what was written anew: the rest would lose blank lines and the author's line breaks. */
function splice(text: string, written: string): string {
  const [newFrom, newTo] = extent(parseDocument(written)) ?? [written.length, written.length];
  const section = written.slice(newFrom, newTo).trimEnd();
  const old = extent(parseDocument(text));
  if (old === null) return `${text.trimEnd()}\n${section}\n`;
  const [from, to] = old;
  const rest = text.slice(to);
  return `${text.slice(0, from)}${section}\n${rest.replace(/^\n+/, "")}`;
}

/** Where `expect` begins and ends. */
function extent(document: Document): readonly [from: number, to: number] | null {
  const { contents } = document;
  if (!isMap(contents)) return null;
  const pair = (contents as YAMLMap<Node, Node>).items.find(
    ({ key }: Pair<Node, Node>) => key.value === "expect",
  );
  const from = pair?.key.range?.[0];
  const to = pair?.value?.range?.[2];
  return from === undefined || to === undefined ? null : [from, to];
}

/** What every node of a parsed document has. */
interface Node {
  readonly value?: unknown;
  readonly range?: readonly [start: number, valueEnd: number, nodeEnd: number] | null;
}
