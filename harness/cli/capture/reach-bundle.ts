/** A place of which a bundle tells. */
import { BundleError, readBundle } from "../../capture/bundle.ts";
import { readInputFile, UnreadableInput } from "../../disk/input-file.ts";
import { Failure } from "../../errors.ts";
import { byteString } from "../../wire/bytes.ts";
import { printable } from "../../yaml/shown.ts";
import type { Reached } from "./write-capture.ts";

/** Rejects with Failure "usage" for what cannot be read or is no bundle. */
export async function reachBundle(file: string): Promise<Reached> {
  try {
    return readBundle(byteString((await readInputFile(file)).bytes));
  } catch (cause) {
    if (cause instanceof UnreadableInput)
      throw new Failure("usage", `cannot read ${printable(file)}`, { cause });
    if (!(cause instanceof BundleError)) throw cause;
    throw new Failure("usage", cause.message, {
      place: { file, line: cause.line, column: 1 },
      advice: "make it anew with the script of: resolver-matrix capture --script",
      cause,
    });
  }
}
