/** Where resolvers will part: with these files and this name, and depending on what DNS replies. */
import type { Circumstances } from "./circumstances.ts";
import { FILE_RULES } from "./differences/files.ts";
import { HOST_RULES } from "./differences/host.ts";
import { NAME_RULES } from "./differences/name.ts";
import { REPLY_RULES } from "./differences/replies.ts";
import type { DifferenceRule } from "./differences/rule.ts";
import { SEARCH_RULES } from "./differences/search.ts";
import { WAITING_RULES } from "./differences/waiting.ts";
import type { Difference } from "./explanation.ts";

const RULES: readonly DifferenceRule[] = [
  ...NAME_RULES,
  ...HOST_RULES,
  ...FILE_RULES,
  ...SEARCH_RULES,
  ...WAITING_RULES,
  ...REPLY_RULES,
];

/** Those that apply; first what is already certain. */
export function differencesOf(circumstances: Circumstances): readonly Difference[] {
  const found = RULES.flatMap(({ tell, ...rule }) => {
    const sides = tell(circumstances);
    return sides === null ? [] : [{ ...rule, sides }];
  });
  return [...found.filter(({ kind }) => kind === "here"), ...found.filter(({ kind }) => kind === "reply")];
}
