/** What the tables of programs share: how a host name looks in a pattern, common advice, and a row in few words. */

import type { LookupOutcome, TextRow } from "./types.ts";

/** A host name in a text; bounded, so that no long word makes a pattern slow. */
export const HOST = "[^\\s:'\"`;,()]{1,255}";

export const TRY = "look the name up with resolver-matrix try to see the code";
export const REACH = "is the server reachable over UDP and TCP port 53 from the container's network?";
export const NOT_TOLD_CODE = "it does not say whether the name is missing or the server is silent";

/** A row, of a failed lookup where `more` does not say otherwise. */
export const row = (
  path: string,
  code: string,
  pattern: RegExp,
  meaning: string,
  next: readonly string[],
  more: { readonly lookup?: LookupOutcome; readonly notMeaning?: string } = {},
): TextRow => ({ pattern, path, code, lookup: "failed", meaning, next, ...more });
