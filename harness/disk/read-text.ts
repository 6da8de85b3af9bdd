/** Files that people wrote: read whole, within bounds, as UTF-8. */

import { Failure } from "../errors.ts";
import { ProblemsFailure } from "../yaml/problems.ts";
import { shown } from "../yaml/shown.ts";
import { MAX_TEXT_BYTES } from "../yaml/syntax.ts";
import { readInputFile, UnreadableInput } from "./input-file.ts";

/**
 * @param file path, also the name that messages carry
 * @throws Failure "usage" when it cannot be read, is too large or is not UTF-8
 */
export async function readText(file: string): Promise<string> {
  const bytes = await readBounded(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const place = { file, ...firstBadByte(bytes) };
    throw new ProblemsFailure([{ place, message: "not UTF-8; write exact bytes with base64:" }], cause);
  }
}

async function readBounded(file: string): Promise<Uint8Array> {
  const place = { file, line: 1, column: 1 };
  try {
    return (await readInputFile(file, MAX_TEXT_BYTES)).bytes;
  } catch (cause) {
    if (!(cause instanceof UnreadableInput)) throw cause;
    if (cause.errno === "EFBIG")
      throw new ProblemsFailure([{ place, message: `larger than ${MAX_TEXT_BYTES} bytes` }]);
    if (cause.errno === null || cause.errno === "EISDIR")
      throw new ProblemsFailure([{ place, message: "not a file" }]);
    throw new Failure("usage", `cannot read ${shown(file)}: ${cause.message}`, { place, cause });
  }
}

/** Line and column of the first byte that UTF-8 does not allow there. */
function firstBadByte(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  // What decodes without complaint is the part before it; the decoder writes U+FFFD for the rest.
  const good = new TextDecoder("utf-8").decode(bytes).split("\ufffd", 1)[0] ?? "";
  const lines = good.split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
