/** What can be cut from a scenario file: edits of its YAML document, so that comments and style stay. */
import { type Document, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from "yaml";

/** A smaller text of the scenario. */
export type Cut = (text: string) => string | null;

/** Keys whose absence says something of its own, or that tell people what the file is. */
const KEPT: ReadonlySet<string> = new Set([
  "title",
  "about",
  "refs",
  "images",
  "go",
  "lookups",
  "dns",
  "files",
  "expect",
]);
/** Below these every entry is one of several; what remains is still a scenario. */
const LISTS: readonly (readonly string[])[] = [["images"], ["go"], ["host"], ["lookups"]];
const MAPS: readonly (readonly string[])[] = [["dns"], ["files"], ["env"]];

/** Cuts for the text as it is now, from the coarse to the fine. */
export function cutsOf(text: string): readonly Cut[] {
  const document = parseDocument(text);
  return [
    ...LISTS.flatMap((path) => listCuts(document, path)),
    ...MAPS.flatMap((path) => entryCuts(document, path)),
    ...keyCuts(document),
    ...serverPaths(document).flatMap((path) => [
      ...listCuts(document, [...path, "rules"]),
      ...["rules", "zone", "delay", "missing", "udp", "tcp"].map((key) => without([...path, key])),
      ...textCuts(document, [...path, "zone"]),
      ...ruleCuts(document, path),
    ]),
    ...filePaths(document).flatMap((path) => textCuts(document, path)),
  ];
}

/** Lines as long as their author made them. */
export function textOfDocument(document: Document): string {
  return document.toString({ lineWidth: 0 }).replace(/\n*$/, "\n");
}

type Path = readonly (string | number)[];

function without(path: Path): Cut {
  return (text) => {
    const document = parseDocument(text);
    return document.deleteIn(path) ? textOfDocument(document) : null;
  };
}

/** Each item, and all but each. */
function listCuts(document: Document, path: Path): readonly Cut[] {
  const list = document.getIn(path);
  if (!isSeq(list) || list.items.length < 2) return [];
  const only = list.items.map(
    (_, kept): Cut =>
      (text) => {
        const copy = parseDocument(text);
        const items = copy.getIn(path);
        if (!isSeq(items)) return null;
        items.items = items.items.filter((__, place) => place === kept);
        return textOfDocument(copy);
      },
  );
  return [...only, ...list.items.map((_, place) => without([...path, place]))];
}

function entryCuts(document: Document, path: Path): readonly Cut[] {
  const map = document.getIn(path);
  if (!isMap(map)) return [];
  return map.items.map((pair) => without([...path, keyOf(pair)]));
}

function keyCuts({ contents }: Document): readonly Cut[] {
  if (!isMap(contents)) return [];
  return contents.items.map(keyOf).flatMap((key) => (KEPT.has(key) ? [] : [without([key])]));
}

function serverPaths(document: Document): readonly Path[] {
  const dns = document.get("dns");
  return isMap(dns) ? dns.items.map((pair) => ["dns", keyOf(pair)]) : [];
}

/** Conditions and parts of replies. */
function ruleCuts(document: Document, server: Path): readonly Cut[] {
  const rules = document.getIn([...server, "rules"]);
  if (!isSeq(rules)) return [];
  return rules.items.flatMap((_, place) =>
    ["when", "reply"].flatMap((part) => entryCuts(document, [...server, "rules", place, part])),
  );
}

function filePaths(document: Document): readonly Path[] {
  const files = document.get("files");
  if (!isMap(files)) return [];
  return files.items.map((pair) => {
    const path = ["files", keyOf(pair)];
    return isMap(pair.value) && (pair.value as YAMLMap).has("text") ? [...path, "text"] : path;
  });
}

/** Lines of a text, and words of those that hold several. */
function textCuts(document: Document, path: Path): readonly Cut[] {
  const node = document.getIn(path, true);
  if (!isScalar(node) || typeof node.value !== "string") return [];
  const lines = node.value.split(/(?<=\n)/);
  const withLines =
    (kept: readonly string[]): Cut =>
    (text) => {
      const copy = parseDocument(text);
      const scalar = copy.getIn(path, true);
      if (!isScalar(scalar)) return null;
      scalar.value = kept.join("");
      return textOfDocument(copy);
    };
  const others = (place: number) => lines.filter((_, other) => other !== place);
  return [
    ...(lines.length > 1 ? lines.map((_, place) => withLines(others(place))) : []),
    ...lines.flatMap((line, place) =>
      wordCuts(line).map((shorter) =>
        withLines(lines.map((old, other) => (other === place ? shorter : old))),
      ),
    ),
  ];
}

/** The line without each of its words but the first two; none for short lines. */
function wordCuts(line: string): readonly string[] {
  const words = [...line.matchAll(/[ \t]+[^ \t\r\n]+/g)];
  if (words.length < 2) return [];
  return words.map(({ index, 0: word }) => line.slice(0, index) + line.slice(index + word.length));
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}
