/**
 * A document tree to plain values. Aliases are expanded within a budget, tags and duplicate keys are refused:
 * what a reader sees in the file is what the value holds.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import { shown } from "./shown.ts";

/** Most values after aliases are expanded. */
const MAX_VALUES = 100_000;
/** Most characters of text after aliases are expanded. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

export interface Expansion {
  readonly value: unknown;
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  readonly faults: readonly Fault[];
}

/** Something refused at an offset of the text. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

interface Expanded {
  readonly node: Node;
  readonly value: unknown;
  readonly values: number;
  readonly characters: number;
}

/** The text of a mapping's key, or null for a key that is not plain text. */
export function keyText(key: unknown): string | null {
  if (!isScalar(key)) return null;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** Expands the tree below `root`. Never throws; what is refused is in `faults`. */
export function expand(root: Node | null): Expansion {
  const aliases = new Map<Alias, Node>();
  const anchors = new Map<string, Expanded | "open">();
  const faults: Fault[] = [];
  let values = 0;
  let characters = 0;
  let overflow = false;

  const refuse = (node: Node, message: string): void => {
    faults.push({ offset: node.range?.[0] ?? 0, message });
  };
  const spend = (node: Node, moreValues: number, moreCharacters: number): boolean => {
    values += moreValues;
    characters += moreCharacters;
    if (!overflow && (values > MAX_VALUES || characters > MAX_CHARACTERS)) {
      overflow = true;
      refuse(node, "aliases expand to more than a file may hold");
    }
    return !overflow;
  };

  const convert = (node: Node): unknown => {
    if (node.tag !== undefined) refuse(node, "found a YAML tag; tags are not allowed");
    if (isAlias(node)) return dereference(node);
    const start = { values, characters };
    const anchor = "anchor" in node ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, "open");
    const value = content(node);
    if (anchor !== undefined) {
      anchors.set(anchor, {
        node,
        value,
        values: values - start.values,
        characters: characters - start.characters,
      });
    }
    return value;
  };

  const dereference = (alias: Alias): unknown => {
    const anchor = anchors.get(alias.source);
    if (anchor === undefined)
      refuse(alias, `found the alias ${shown(alias.source)}, but no such anchor before it`);
    else if (anchor === "open")
      refuse(alias, `the alias ${shown(alias.source)} stands inside its own anchor`);
    else if (spend(alias, anchor.values, anchor.characters)) {
      aliases.set(alias, anchor.node);
      return anchor.value;
    }
    return null;
  };

  const content = (node: Node): unknown => {
    if (isScalar(node)) return scalar(node);
    if (!spend(node, 1, 0)) return null;
    if (isSeq<Node>(node)) return node.items.map(convert);
    if (!isMap<unknown, Node | null>(node)) return null;
    // No prototype: keys come from outside.
    const mapping: Record<string, unknown> = Object.create(null);
    for (const pair of node.items) {
      const key = pairKey(pair, node);
      if (key === null) continue;
      if (Object.hasOwn(mapping, key)) refuse(keyNode(pair, node), `the key ${shown(key)} stands twice`);
      else mapping[key] = pair.value === null ? null : convert(pair.value);
    }
    return mapping;
  };

  const pairKey = (pair: Pair<unknown, Node | null>, mapping: Node): string | null => {
    const key = keyText(pair.key);
    // zod passes over "__proto__" in silence, so it must not get that far.
    if (key !== null && key !== "__proto__") {
      const tagged = isScalar(pair.key) && (pair.key.tag !== undefined || pair.key.anchor !== undefined);
      if (tagged) refuse(keyNode(pair, mapping), "a key cannot have a tag or an anchor");
      return key;
    }
    refuse(
      keyNode(pair, mapping),
      key === null ? "a key must be plain text" : `${shown(key)} cannot be a key`,
    );
    return null;
  };

  const scalar = (node: Scalar): unknown => {
    const { value } = node;
    spend(node, 1, typeof value === "string" ? value.length : 1);
    if (typeof value === "string" && /\p{Surrogate}/u.test(value))
      refuse(node, "found half of a surrogate pair in the text");
    return value;
  };

  return { value: root === null ? null : convert(root), aliases, faults };
}

function keyNode(pair: Pair<unknown, unknown>, mapping: Node): Node {
  return isScalar(pair.key) || isAlias(pair.key) || isMap(pair.key) || isSeq(pair.key) ? pair.key : mapping;
}
