/** `files` of a scenario or host profile: from what is written to what the lab lays down. */

import type { FileSpec } from "./scenario.ts";
import type { FilesText, FileValue } from "./schema/files.ts";

const FILE_MODE = 0o644;
const DIRECTORY_MODE = 0o755;

export function fileSpecs(files: FilesText): Readonly<Record<string, FileSpec>> {
  return Object.fromEntries(Object.entries(files).map(([path, value]) => [path, fileSpec(value)]));
}

function fileSpec(value: FileValue): FileSpec {
  if (value === null) return { kind: "absent" };
  if (typeof value === "string") return content(new TextEncoder().encode(value), {});
  if (value.symlink !== undefined) return { kind: "symlink", target: value.symlink };
  if (value.error !== undefined) return { kind: "failing", errno: value.error };
  if (value.directory === true) {
    return { kind: "directory", mode: value.mode ?? DIRECTORY_MODE, owner: value.owner ?? 0 };
  }
  return content(value.base64 ?? new TextEncoder().encode(value.text ?? ""), value);
}

function content(
  bytes: Uint8Array,
  { mode, owner }: { readonly mode?: number; readonly owner?: number },
): FileSpec {
  return { kind: "content", bytes, mode: mode ?? FILE_MODE, owner: owner ?? 0 };
}
