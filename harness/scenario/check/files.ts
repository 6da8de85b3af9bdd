/** What no schema can say about `files`. */
import { utf8Length } from "../../wire/bytes.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import type { Path } from "../../yaml/source.ts";
import { type FilesText, type FileValue, fileMapping } from "../schema/files.ts";

/** All files of a scenario together; with a host profile's they travel to the lab in one message of 4 MiB. */
const MAX_TOTAL_BYTES = 3 * 1024 * 1024;
const MOST_FILES = 256;

const KINDS = ["text", "base64", "symlink", "directory", "error"] as const;

/** @param at where the files are listed */
export function checkFiles(reader: YamlReader, at: Path = ["files"]): void {
  const { source } = reader;
  const listed = source.valueAt(at);
  if (typeof listed !== "object" || listed === null) return;
  const paths = Object.keys(listed);
  if (paths.length > MOST_FILES) reader.report(at, `found ${paths.length} files; allowed: ${MOST_FILES}`);
  for (const path of paths) {
    const file = reader.part([...at, path], fileMapping);
    if (file !== undefined) checkKind(reader, [...at, path], file);
    const parent = paths.find(
      (other) => path.startsWith(`${other}/`) && !isDirectory(source.valueAt([...at, other])),
    );
    if (parent !== undefined) {
      reader.report([...at, path], `lies below ${parent}, which is no directory`, "key");
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

function checkKind(reader: YamlReader, at: Path, file: Exclude<FileValue, string | null>): void {
  const given = KINDS.filter((kind) => kind in file);
  const [first, second] = given;
  if (first === undefined) {
    reader.report(at, `says nothing about the content; needs one of ${KINDS.join(", ")}`);
  } else if (second !== undefined) {
    reader.report([...at, second], `stands beside ${first}; needs only one of ${KINDS.join(", ")}`, "key");
  } else if (first === "symlink" || first === "error") {
    const what = first === "symlink" ? "a symbolic link" : "a file that cannot be opened";
    for (const key of ["mode", "owner"] as const) {
      if (key in file) reader.report([...at, key], `${what} has none of its own`, "key");
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
