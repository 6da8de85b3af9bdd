/** An image's file as a definition. */
import type { z } from "zod";
import { YamlReader } from "../yaml/reader.ts";
import { YamlSource } from "../yaml/source.ts";
import type { DeclaredLibc, ImageDefinition, ImageSource } from "./image.ts";
import { imageFile } from "./schema.ts";

type Written = z.infer<typeof imageFile>;
type WrittenSource = Written["sources"][number];

/** The key that says what kind of source it is, and the keys that may stand beside it. */
const KINDS = {
  registry: [],
  archive: ["sha256"],
  debian: ["packages", "files"],
} as const satisfies Readonly<Record<string, readonly (keyof WrittenSource)[]>>;

type Kind = keyof typeof KINDS;

/** Reads the text of an image's file. `file` is the name that messages carry. Throws Failure "usage". */
export function parseImageDefinition(text: string, file: string, id: string): ImageDefinition {
  const source = new YamlSource(text, file);
  const reader = new YamlReader(source, imageFile);
  const sources = reader.whole?.sources.map((entry, index) => imageSource(entry, index, reader)) ?? [];
  const written = reader.finish();
  return {
    id,
    title: written.title,
    libc: written.libc === undefined ? null : declaredLibc(written.libc),
    sources: sources.filter((entry) => entry !== null),
    default: written.default ?? false,
    unverified: written.unverified ?? false,
    ...(written.etc === undefined ? {} : { etc: written.etc }),
  };
}

function declaredLibc(written: NonNullable<Written["libc"]>): DeclaredLibc {
  const { family, version, release = null, buildIds = [] } = written;
  return { family, version, release, buildIds };
}

/** One source, or null once the reader was told what is wrong with it. */
function imageSource(written: WrittenSource, index: number, reader: YamlReader): ImageSource | null {
  const path = ["sources", index];
  const kinds = Object.keys(written).filter(isKind);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    reader.report(
      path,
      `found ${kinds.join(" and ") || "no kind"}; allowed: one of registry, archive, debian`,
    );
    return null;
  }
  const strangers = Object.keys(written).filter((key) => key !== kind && !isOneOf(key, KINDS[kind]));
  for (const key of strangers) reader.report([...path, key], `does not go with ${kind}`, "key");
  const { registry, archive, sha256 = {}, debian, packages, files = {} } = written;
  if (registry !== undefined) return { kind: "registry", reference: registry };
  if (archive !== undefined) return { kind: "archive", pattern: archive, sha256 };
  if (debian !== undefined && packages !== undefined)
    return { kind: "debian", suite: debian, packages, files };
  reader.report(path, '"packages" is missing; it takes a list of Debian packages');
  return null;
}

function isKind(key: string): key is Kind {
  return key in KINDS;
}

function isOneOf(key: string, keys: readonly string[]): boolean {
  return keys.includes(key);
}
