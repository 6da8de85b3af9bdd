/** What a libc came to, as one text that does not depend on chance. */
import type { LibcRun } from "./emulated-libc.ts";

export function normaliseOutcome({ outcome, errno }: LibcRun): string {
  switch (outcome.kind) {
    case "answer":
      return `${outcome.addresses.join(" ")} (${outcome.canonicalName ?? "no canonical name"})`;
    case "error":
      return [outcome.code, JSON.stringify(outcome.text), ...(errno === null ? [] : [errno])].join(" ");
    case "never":
      return "never";
  }
}
