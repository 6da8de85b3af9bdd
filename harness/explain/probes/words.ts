/** What a lookup came to, in a few words. */
import { toDisplayText } from "../../resolvers/text.ts";
import type { Outcome } from "../../world/world.ts";
import type { Result } from "./ask.ts";
import { FOUND } from "./servers.ts";

/** Shorter waits are round trips. */
const SHORTEST_WAIT_MS = 300;

/** "IPv4 and IPv6", "EAI_AGAIN after 5 s", "no such host, nobody is asked". Equal words: the same to whoever waits for it. */
export function wordsOf({ outcome, alternatives, trace, elapsedMs }: Result): string {
  const first = outcomeWords(outcome);
  const others = [...new Set(alternatives.map(outcomeWords))].filter((words) => words !== first);
  const race = others.length === 0 ? "" : ` or ${others.join(" or ")}, as replies happen to come`;
  const wait =
    outcome.kind === "never" || elapsedMs < SHORTEST_WAIT_MS ? "" : ` after ${secondsText(elapsedMs)}`;
  return `${first}${wait}${race}${trace.length === 0 ? ", nobody is asked" : ""}`;
}

/** "5 s", "2.5 s". */
export function secondsText(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

/** Whether some address is found for certain. */
export function answers({ outcome, alternatives }: Result): boolean {
  const isAnswer = (one: Outcome) => one.kind === "answer" && one.addresses.length > 0;
  return isAnswer(outcome) && alternatives.every(isAnswer);
}

/** A name of a trace (RFC 1035 presentation form) as people write it. */
export function displayName(name: string): string {
  return toDisplayText(
    name.replace(/\\(\d{3})|\\(.)/g, (_, digits: string | undefined, character: string | undefined) =>
      digits === undefined ? (character ?? "") : String.fromCharCode(Number(digits)),
    ),
  );
}

function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case "never":
      return `never comes back: ${outcome.because}`;
    case "error":
      return outcome.code;
    case "answer":
      return addressWords(outcome.addresses);
  }
}

/** In whatever order: sorting has sections of its own. */
function addressWords(addresses: readonly string[]): string {
  const found = [...new Set(addresses)].toSorted();
  const text = found.join(" ");
  if (text === `${FOUND.A} ${FOUND.AAAA}`) return "IPv4 and IPv6";
  if (text === FOUND.A) return "IPv4";
  if (text === FOUND.AAAA) return "IPv6";
  return text === "" ? "an empty answer" : text;
}
