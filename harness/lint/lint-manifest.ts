/** Findings in YAML of Kubernetes, Compose and cloud-init: in the files that it holds, and in what becomes a resolv.conf. */
import { toByteString, toDisplayText } from "../resolvers/go/index.ts";
import { ProblemsFailure } from "../yaml/problems.ts";
import { type Path, YamlSource } from "../yaml/source.ts";
import { dnsSettingsOf, keysOf, writtenConf } from "./dns-settings.ts";
import { type ConfKind, confKindOf, type Finding, type YamlKind } from "./finding.ts";
import { kindOf } from "./kind.ts";
import { findingAt, lintConf } from "./lint-conf.ts";
import { isTemplate } from "./placeholder.ts";
import { YAML_INVALID } from "./rules.ts";

type ManifestKind = Exclude<YamlKind, "scenario">;

interface Held {
  readonly path: Path;
  readonly kind: ConfKind;
}

/** @param bytes a byte string */
export function lintManifest(bytes: string, file: string, kind: ManifestKind): readonly Finding[] {
  const text = toDisplayText(bytes);
  return documentsIn(text).flatMap((document) => {
    try {
      return lintDocument(new YamlSource(document, file), kind);
    } catch (error) {
      if (!(error instanceof ProblemsFailure)) throw error;
      const hint = isTemplate(text) ? " (the file has placeholders: it looks like a template)" : "";
      return error.problems.map(({ place, message }) =>
        findingAt(YAML_INVALID, place, { message: `${message}${hint}` }),
      );
    }
  });
}

/** Each document of the file, on the lines on which it stands. Empty ones are left out. */
function documentsIn(text: string): readonly string[] {
  const lines = text.split("\n");
  const starts = [0, ...lines.flatMap((line, index) => (/^---(?:\s|$)/.test(line) ? [index + 1] : []))];
  return starts.flatMap((start, index) => {
    const next = starts[index + 1];
    const own = lines.slice(start, next === undefined ? undefined : next - 1);
    const isEmpty = own.every((line) => /^\s*(?:#.*|\.\.\.)?$/.test(line));
    return isEmpty ? [] : ["\n".repeat(start) + own.filter((line) => line !== "...").join("\n")];
  });
}

function lintDocument(source: YamlSource, kind: ManifestKind): readonly Finding[] {
  const files = heldIn(source, kind).flatMap((held) => {
    const text = source.valueAt(held.path);
    if (typeof text !== "string") return [];
    return lintConf(held.kind, toByteString(text), (line, column) =>
      source.placeInText(held.path, line, column),
    );
  });
  const settings = dnsSettingsOf(source, kind).flatMap((given) => {
    const conf = writtenConf(source, given);
    if (conf === null) return [];
    // Without servers of its own the place adds those that it has.
    const found = lintConf("resolv-conf", conf.text, conf.placeOf);
    return given.servers.length > 0 ? found : found.filter(({ rule }) => rule !== "no-nameserver");
  });
  return [...files, ...settings];
}

/** Texts that are files of a kind that lint reads. */
function heldIn(source: YamlSource, kind: ManifestKind): readonly Held[] {
  if (kind === "kubernetes") return mapsOfConfig(source, []);
  if (kind === "cloud-init") {
    return entriesOf(source.valueAt(["write_files"])).flatMap((_, index) => {
      const at = ["write_files", index];
      const name = source.valueAt([...at, "path"]);
      return typeof name === "string" ? held(source, [...at, "content"], name) : [];
    });
  }
  return keysOf(source.valueAt(["configs"])).flatMap((name) =>
    held(source, ["configs", name, "content"], name),
  );
}

/** The data of ConfigMaps, in lists of objects too. */
function mapsOfConfig(source: YamlSource, at: Path): readonly Held[] {
  if (source.valueAt([...at, "kind"]) === "ConfigMap") {
    return keysOf(source.valueAt([...at, "data"])).flatMap((key) => held(source, [...at, "data", key], key));
  }
  return entriesOf(source.valueAt([...at, "items"])).flatMap((_, index) =>
    mapsOfConfig(source, [...at, "items", index]),
  );
}

function held(source: YamlSource, path: Path, name: string): readonly Held[] {
  const text = source.valueAt(path);
  if (typeof text !== "string") return [];
  const kind = confKindOf(
    kindOf(name.replace(/\.(?:ya?ml|json)$/i, ""), /^nameserver[ \t]/m.test(text) ? text : ""),
  );
  return kind === null ? [] : [{ path, kind }];
}

function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
