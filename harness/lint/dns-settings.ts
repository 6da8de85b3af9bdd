/** DNS settings of Kubernetes, Compose and cloud-init: what becomes a resolv.conf, and where each word of it stands. */
import type { Place } from "../errors.ts";
import { toByteString } from "../resolvers/go/index.ts";
import type { Path, YamlSource } from "../yaml/source.ts";
import type { YamlKind } from "./finding.ts";

/** A word of the resolv.conf and the value that it comes from. */
interface Part {
  readonly text: string;
  readonly path: Path;
}

export interface DnsSettings {
  readonly servers: readonly Part[];
  readonly searches: readonly Part[];
  readonly options: readonly Part[];
}

/** A resolv.conf that is written from settings. */
export interface WrittenConf {
  /** A byte string. */
  readonly text: string;
  readonly placeOf: (line: number, column: number) => Place;
}

/** All settings of the file, in its order. */
export function dnsSettingsOf(
  source: YamlSource,
  kind: Exclude<YamlKind, "scenario">,
): readonly DnsSettings[] {
  switch (kind) {
    case "kubernetes":
      return pathsOf(source.value, "dnsConfig").map((path) => ({
        servers: partsAt(source, [...path, "nameservers"]),
        searches: partsAt(source, [...path, "searches"]),
        options: namedOptionsAt(source, [...path, "options"]),
      }));
    case "compose":
      return keysOf(source.valueAt(["services"])).map((service) => ({
        servers: partsAt(source, ["services", service, "dns"]),
        searches: partsAt(source, ["services", service, "dns_search"]),
        options: partsAt(source, ["services", service, "dns_opt"]),
      }));
    case "cloud-init":
      return [
        {
          servers: partsAt(source, ["resolv_conf", "nameservers"]),
          searches: partsAt(source, ["resolv_conf", "searchdomains"]),
          options: keysOf(source.valueAt(["resolv_conf", "options"])).map((name) => {
            const path = ["resolv_conf", "options", name];
            const value = source.valueAt(path);
            return { text: value === true ? name : `${name}:${String(value)}`, path };
          }),
        },
      ];
  }
}

/** The resolv.conf; null where nothing is set. */
export function writtenConf(
  source: YamlSource,
  { servers, searches, options }: DnsSettings,
): WrittenConf | null {
  const lines = [
    ...servers.map((part) => lineOf("nameserver", [part])),
    ...(searches.length === 0 ? [] : [lineOf("search", searches)]),
    ...(options.length === 0 ? [] : [lineOf("options", options)]),
  ];
  if (lines.length === 0) return null;
  return {
    text: lines.map(({ text }) => `${text}\n`).join(""),
    placeOf: (line, column) => {
      const starts = lines[line - 1]?.starts ?? [];
      const part = starts.findLast(({ at }) => at <= column) ?? starts[0];
      return source.placeOf(part?.path ?? []);
    },
  };
}

function lineOf(keyword: string, parts: readonly Part[]) {
  let text = keyword;
  const starts = parts.map((part) => {
    const at = text.length + 2;
    text += ` ${toByteString(part.text).replaceAll(/[\r\n]+/g, " ")}`;
    return { at, path: part.path };
  });
  return { text, starts };
}

/** A text, or a list of texts. */
function partsAt(source: YamlSource, path: Path): readonly Part[] {
  const value = source.valueAt(path);
  if (typeof value === "string") return [{ text: value, path }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown, index) =>
    typeof entry === "string" ? [{ text: entry, path: [...path, index] }] : [],
  );
}

/** A list of { name, value }. */
function namedOptionsAt(source: YamlSource, path: Path): readonly Part[] {
  const value = source.valueAt(path);
  if (!Array.isArray(value)) return [];
  return value.flatMap((_, index) => {
    const at = [...path, index];
    const name = source.valueAt([...at, "name"]);
    const given = source.valueAt([...at, "value"]);
    if (typeof name !== "string") return [];
    const hasValue = given !== undefined && given !== null && given !== "";
    return [{ text: hasValue ? `${name}:${String(given)}` : name, path: [...at, "name"] }];
  });
}

/** Where mappings have a key, at any depth. */
export function pathsOf(value: unknown, key: string, at: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => pathsOf(entry, key, [...at, index]));
  return keysOf(value).flatMap((name) => {
    const inner = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    return name === key ? [[...at, name]] : pathsOf(inner, key, [...at, name]);
  });
}

export function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}
