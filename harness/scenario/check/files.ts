/** What no schema can say about `files`. */
import { utf8Length } from "../../wire/bytes.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import { type FilesText, type FileValue, fileMapping } from "../schema/files.ts";

/** All files of a scenario together; with a host profile's they travel to the lab in one message of 4 MiB. */
const MAX_TOTAL_BYTES = 3 * 1024 * 1024;
const MOST_FILES = 256;

const KINDS = ["text", "base64", "symlink", "directory"] as const;

export function checkFiles(reader: YamlReader): void {
  const { source } = reader;
  const listed = source.valueAt(["files"]);
  if (typeof listed !== "object" || listed === null) return;
  const paths = Object.keys(listed);
  if (paths.length > MOST_FILES)
    reader.report(["files"], `found ${paths.length} files; allowed: ${MOST_FILES}`);
  for (const path of paths) {
    const file = reader.part(["files", path], fileMapping);
    if (file !== undefined) checkKind(reader, path, file);
    const parent = paths.find(
      (other) => path.startsWith(`${other}/`) && !isDirectory(source.valueAt(["files", other])),
    );
    if (parent !== undefined) {
      reader.report(["files", path], `lies below ${parent}, which is no directory`, "key");
    }
  }
}

/** Reports files that are too large together. */
export function checkTotal(reader: YamlReader, files: FilesText): void {
  const bytes = Object.values(files).reduce((sum, value) => sum + sizeOf(value), 0);
  if (bytes > MAX_TOTAL_BYTES) {
    reader.report(["files"], `found ${bytes} bytes in all; allowed: ${MAX_TOTAL_BYTES}`, "key");
  }
}

function checkKind(reader: YamlReader, path: string, file: Exclude<FileValue, string | null>): void {
  const given = KINDS.filter((kind) => kind in file);
  const [first, second] = given;
  if (first === undefined) {
    reader.report(["files", path], `says nothing about the content; needs one of ${KINDS.join(", ")}`);
  } else if (second !== undefined) {
    reader.report(
      ["files", path, second],
      `stands beside ${first}; needs only one of ${KINDS.join(", ")}`,
      "key",
    );
  } else if (first === "symlink") {
    for (const key of ["mode", "owner"] as const) {
      if (key in file) reader.report(["files", path, key], "a symbolic link has none of its own", "key");
    }
  }
}

function isDirectory(value: unknown): boolean {
  return typeof value === "object" && value !== null && "directory" in value;
}

function sizeOf(value: FileValue): number {
  if (value === null) return 0;
  if (typeof value === "string") return utf8Length(value);
  return value.base64?.length ?? utf8Length(value.text ?? "");
}
