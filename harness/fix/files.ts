/** Files of a setting as text, and settings with another text there. */
import type { FileSpec, Scenario } from "../scenario/scenario.ts";
import { byteString, byteStringBytes } from "../wire/bytes.ts";
import type { Setting } from "./remedy.ts";

/** 0644, owned by root: what everybody can read. */
const READABLE = { mode: 0o644, owner: 0 } as const;

/** What stands at a path: the scenario's, else the host's; undefined for the image's own. */
export function fileOf({ scenario, host }: Setting, path: string): FileSpec | undefined {
  return scenario.files[path] ?? host.files[path];
}

/** The text (a byte string), null where nothing there can be read by the user who looks up. */
export function textOf(setting: Setting, path: string): string | null {
  const file = fileOf(setting, path);
  if (file?.kind !== "content") return null;
  const user = setting.scenario.user ?? setting.host.user ?? 0;
  const isForbidden = user !== 0 && user !== file.owner && (file.mode & 0o044) === 0;
  return isForbidden ? null : byteString(file.bytes);
}

export function withFile({ scenario }: Setting, path: string, text: string): Scenario {
  const file: FileSpec = { kind: "content", bytes: byteStringBytes(text), ...READABLE };
  return { ...scenario, files: { ...scenario.files, [path]: file } };
}

/** Lines without their ends. */
export function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, "").split("\n");
}

export function wordsOf(line: string): readonly string[] {
  return line.split(/[ \t\r]+/).filter((word) => word !== "");
}
