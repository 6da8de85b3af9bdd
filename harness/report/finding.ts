/** What a single lookup came to, in one sentence: "≠ musl fails with EAI_AGAIN, glibc and Go answer". */
import type { Report, ReportCell } from "../matrix/report-data.ts";
import type { Verdict } from "../scenario/scenario.ts";
import { lookupKey } from "../world/lookup-text.ts";
import type { Outcome } from "../world/world.ts";
import { namedAnswerer } from "./answerer.ts";
import { groupedBy } from "./layout.ts";
import { heaviest, wordOf } from "./words.ts";

type Known = ReportCell & { readonly outcome: Outcome };

/** As prose has them; others go by their own names. */
const FAMILY_NAMES: Readonly<Record<string, string>> = { go: "Go" };
/** Verdicts under which everybody came to the same; how they part is the verdict's own meaning. */
const LIGHT: ReadonlySet<Verdict> = new Set(["agree", "wire", "latency"]);
const MAX_ADDRESSES = 3;

/**
 * The sentence, unescaped; null for a report of several lookups or hosts, which no sentence holds, and for one without
 * a cell that anything is known of.
 */
export function findingOf({ cells, comparisons }: Report): string | null {
  const places = new Set(
    cells.map(({ scenario, lookup, host }) => `${scenario} ${lookupKey(lookup)} ${host}`),
  );
  const known = cells.filter((cell): cell is Known => cell.outcome !== undefined);
  if (places.size !== 1 || known.length === 0) return null;
  const verdict = heaviest(comparisons.map((comparison) => comparison.verdict)) ?? "agree";
  const { glyph, meaning } = wordOf(verdict);
  if (LIGHT.has(verdict)) {
    const who = namesOf(known, known);
    const all = who.length === 1 ? who[0] : "all";
    const said = known.slice(0, 1).map(({ outcome }) => wholeOf(outcome, who.length > 1));
    return `${glyph} ${all} ${said}${verdict === "agree" ? "" : ` (${meaning})`}`;
  }
  const says = verdict === "outcome" ? kindOf : wholeOf;
  const groups = [...groupedBy(known, ({ outcome }) => says(outcome, true)).values()];
  const told = groups.map((group) => {
    const names = namesOf(group, known);
    return `${listed(names)} ${group.slice(0, 1).map(({ outcome }) => says(outcome, names.length > 1))}`;
  });
  return `${glyph} ${told.join(", ")}`;
}

/** Whether it answers: what the verdict "outcome" is about. */
function kindOf(outcome: Outcome, many: boolean): string {
  if (outcome.kind === "answer") return many ? "answer" : "answers";
  if (outcome.kind === "never") return many ? "never come back" : "never comes back";
  return `${many ? "fail" : "fails"} with ${outcome.code}`;
}

function wholeOf(outcome: Outcome, many: boolean): string {
  if (outcome.kind !== "answer") return kindOf(outcome, many);
  const { addresses } = outcome;
  const shown = addresses.slice(0, MAX_ADDRESSES).join(" ") || "no address";
  const rest = addresses.length - MAX_ADDRESSES;
  return `${kindOf(outcome, many)} ${shown}${rest > 0 ? ` +${rest} more` : ""}`;
}

/** Families of which every cell is in the group by their name, others resolver by resolver. */
function namesOf(group: readonly Known[], all: readonly Known[]): readonly string[] {
  return [...groupedBy(group, familyOf)].flatMap(([family, members]) => {
    const whole = all.filter((cell) => familyOf(cell) === family);
    if (whole.length === members.length) return [FAMILY_NAMES[family] ?? family];
    return [...new Set(members.map(({ resolver }) => resolver))];
  });
}

function familyOf({ resolver }: Known): string {
  return namedAnswerer({ resolver }).family;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
