/** System calls that the host answers, as the code behind them sees it. */
import { errnoNumber } from "../../world/errno.ts";
import type { CallAnswers, Errno } from "../../world/world.ts";

/** The call is made; it fails with an errno; it returns a value without having done anything. */
export type CallResult =
  | { readonly kind: "made" }
  | { readonly kind: "failed"; readonly errno: Errno }
  | { readonly kind: "returned"; readonly value: number };

/** What becomes of a system call. A host answers with an errno by its name, or with what the call returns. */
export function callResult(calls: CallAnswers, name: string): CallResult {
  const answer = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (answer === undefined) return { kind: "made" };
  if (typeof answer === "number") return { kind: "returned", value: answer };
  // Errno names that Linux has not are no answers.
  return errnoNumber(answer) === null ? { kind: "made" } : { kind: "failed", errno: answer };
}

/** Why a call fails; null where it does not. */
export function failureOf(calls: CallAnswers, name: string): Errno | null {
  const result = callResult(calls, name);
  return result.kind === "failed" ? result.errno : null;
}
