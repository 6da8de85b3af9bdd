/** A YAML file as values that remember where in the text they stand. */
import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { Place } from "../errors.ts";
import { ProblemsFailure } from "./problems.ts";
import { parseSyntax, type SyntaxTree } from "./syntax.ts";
import { type Expansion, expand, keyText } from "./value.ts";

/** Keys of mappings and indexes of lists, from the root of the file. */
export type Path = readonly (string | number)[];

export class YamlSource {
  readonly file: string;
  readonly text: string;
  /** The whole file: null, boolean, number, string, arrays and objects without prototype. */
  readonly value: unknown;
  readonly #tree: SyntaxTree;
  readonly #aliases: Expansion["aliases"];

  /**
   * @param file the name that places carry
   * @throws ProblemsFailure with every syntax error, tag, duplicate key and broken alias
   */
  constructor(text: string, file: string) {
    this.file = file;
    this.text = text;
    this.#tree = parseSyntax(text, file);
    const { value, aliases, faults } = expand(this.#tree.document.contents);
    if (faults.length > 0) {
      throw new ProblemsFailure(
        faults.map(({ offset, message }) => ({ place: this.#tree.placeAt(offset), message })),
      );
    }
    this.value = value;
    this.#aliases = aliases;
  }

  /** The value at `path`; undefined where there is none. */
  valueAt(path: Path): unknown {
    let value: unknown = this.value;
    for (const step of path) {
      if (typeof value !== "object" || value === null) return undefined;
      if (!Object.hasOwn(value, step)) return undefined;
      value = Reflect.get(value, step);
    }
    return value;
  }

  /** Where the value at `path` begins; for a path that is not in the file, where its nearest parent begins. */
  placeOf(path: Path): Place {
    return this.#tree.placeAt(this.#find(path).node?.range?.[0] ?? 0);
  }

  /** Where the key (or the list entry) at the end of `path` begins. */
  placeOfKey(path: Path): Place {
    const found = this.#find(path);
    return this.#tree.placeAt((found.key ?? found.node)?.range?.[0] ?? 0);
  }

  /**
   * Where line and column (from 1) of a multi-line text stand in the file. Exact for literal blocks (`|`) and for
   * text on one line without escapes; for other ways to write text, the place where the text begins.
   */
  placeInText(path: Path, line: number, column: number): Place {
    const { node } = this.#find(path);
    const start = this.placeOf(path);
    if (!isScalar(node) || typeof node.value !== "string") return start;
    const written = node.value.split("\n")[line - 1];
    if (written === undefined) return start;
    if (node.type === "BLOCK_LITERAL") {
      // The range of a block begins at its "|"; the text begins on the next line.
      const fileLine = start.line + line;
      const raw = this.#line(fileLine);
      if (raw?.endsWith(written)) {
        const indent = written === "" ? 0 : raw.length - written.length;
        return { file: this.file, line: fileLine, column: indent + column };
      }
    }
    const raw = this.text.slice(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
    const quote = node.type === "PLAIN" ? 0 : 1;
    const onOneLine = line === 1 && raw.length === node.value.length + 2 * quote;
    return onOneLine ? { ...start, column: start.column + quote + column - 1 } : start;
  }

  /** How a scalar is written in the file, such as 1.20 for the number 1.2; null for anything else. */
  writtenAt(path: Path): string | null {
    const { node } = this.#find(path);
    return isScalar(node) ? (node.source ?? null) : null;
  }

  #line(line: number): string | undefined {
    return this.text.split("\n")[line - 1]?.replace(/\r$/, "");
  }

  #find(path: Path): { readonly key: Node | null; readonly node: Node | null } {
    let key: Node | null = null;
    let node: Node | null = this.#tree.document.contents;
    for (const step of path) {
      const next = this.#step(node, step);
      if (next === null) return { key: null, node };
      key = next.key;
      node = next.node;
    }
    return { key, node: this.#resolved(node) };
  }

  #step(
    parent: Node | null,
    step: string | number,
  ): { readonly key: Node; readonly node: Node | null } | null {
    const node = this.#resolved(parent);
    if (isMap<Node, Node | null>(node)) {
      const pair = node.items.find(({ key }) => keyText(key) === String(step));
      return pair === undefined ? null : { key: pair.key, node: pair.value };
    }
    if (isSeq<Node>(node)) {
      const item = node.items[Number(step)];
      return item === undefined ? null : { key: item, node: item };
    }
    return null;
  }

  #resolved(node: Node | null): Node | null {
    return isAlias(node) ? (this.#aliases.get(node) ?? node) : node;
  }
}
