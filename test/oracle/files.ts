/** Files of a case. */
import type { FileSpec } from "../../harness/scenario/scenario.ts";

/** A readable file with this text. */
export function fileOfText(text: string): FileSpec {
  return { kind: "content", bytes: new TextEncoder().encode(text), mode: 0o644, owner: 0 };
}
