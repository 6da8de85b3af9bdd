/** What the words behind `explain` mean: an error text, a scenario with or without a name, or a name. */

import { Failure } from "../../errors.ts";
import { readErrorText } from "../../explain/error-text.ts";

export type ExplainTarget =
  /** `name`: the one in the text that is to be explained with the given files; null without files. */
  | { readonly kind: "error-text"; readonly text: string; readonly name: string | null }
  | { readonly kind: "scenario"; readonly scenario: string; readonly name: string | null }
  | { readonly kind: "name"; readonly name: string };

/**
 * A word with a slash, or that ends in .yaml, is a scenario: no host name looks so. Words with blanks between them are
 * an error text, in quotes or not. `hasFiles`: files were given, so the one word is a name whatever it looks like, and of
 * an error text the name in it is explained with them.
 * @throws Failure "usage" where nothing fits
 */
export function explainTarget(words: readonly string[], hasFiles: boolean): ExplainTarget {
  const [first, second] = words;
  if (first === undefined) {
    throw new Failure("usage", "nothing to explain", {
      advice: "name a host name, a scenario, or an error text in quotes",
    });
  }
  if (words.length <= 2 && isScenario(first))
    return { kind: "scenario", scenario: first, name: second ?? null };
  const text = words.join(" ");
  const textName = /\s/.test(text) ? (readErrorText(text)?.name ?? null) : null;
  if (hasFiles && textName !== null) return { kind: "error-text", text, name: textName };
  if (words.length === 1 && (hasFiles || !(/\s/.test(text) || isErrorWord(text)))) {
    return { kind: "name", name: first };
  }
  if (!hasFiles) return { kind: "error-text", text, name: null };
  throw new Failure("usage", `one name is explained with these files, not ${words.length}`);
}

/** A word in capitals, or an exception's name, that is known as an error: EAI_AGAIN, SERVFAIL, ERR_NAME_NOT_RESOLVED. */
function isErrorWord(word: string): boolean {
  return (
    /^(?:net::)?[A-Z][A-Z\d_]+$|(?:Exception|Error|gaierror)$/.test(word) && readErrorText(word) !== null
  );
}

function isScenario(word: string): boolean {
  return !/\s/.test(word) && (word.includes("/") || /\.ya?ml$/.test(word));
}
