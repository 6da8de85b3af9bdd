/** The glyph and the word for everything a report shows: never a colour alone. One table, so that reporters agree. */
import type { ReportCell } from "../matrix/report-data.ts";
import type { Verdict } from "../scenario/scenario.ts";
import type { Outcome } from "../world/world.ts";

export interface VerdictWord {
  readonly verdict: Verdict;
  readonly glyph: string;
  readonly word: string;
  readonly meaning: string;
}

/** From the lightest to the heaviest. */
export const verdictWords: readonly VerdictWord[] = [
  { verdict: "agree", glyph: "=", word: "agree", meaning: "same result" },
  { verdict: "latency", glyph: "◷", word: "latency", meaning: "same result, much later" },
  { verdict: "wire", glyph: "∿", word: "wire", meaning: "same result, other packets" },
  { verdict: "order", glyph: "⇅", word: "order", meaning: "same addresses in another order" },
  { verdict: "addresses", glyph: "∆", word: "addresses", meaning: "other addresses" },
  { verdict: "error-kind", glyph: "≉", word: "error kind", meaning: "both fail, in other ways" },
  { verdict: "outcome", glyph: "≠", word: "outcome", meaning: "one answers, the other fails" },
];

const byVerdict = new Map(verdictWords.map((entry, weight) => [entry.verdict, { ...entry, weight }]));

/** Glyph, word and weight of a verdict. */
export function wordOf(verdict: Verdict): VerdictWord & { readonly weight: number } {
  const entry = byVerdict.get(verdict);
  if (entry === undefined) throw new Error(`no such verdict: ${verdict}`);
  return entry;
}

/** The heaviest of some verdicts; null of none. */
export function heaviest(verdicts: readonly Verdict[]): Verdict | null {
  return verdicts.reduce<Verdict | null>(
    (worst, verdict) => (worst === null || wordOf(verdict).weight > wordOf(worst).weight ? verdict : worst),
    null,
  );
}

/** A cell that was as expected only when it was repeated. */
export const flakyWord = { glyph: "↻", word: "flaky" } as const;

/** A cell that no image stands behind, though it should. */
export const standInWord = { glyph: "≈", word: "emulated" } as const;

/** Whether a model takes the place of a real libc that could not be had. Go is always emulated. */
export function isStandIn({ insteadOf, resolver }: Pick<ReportCell, "insteadOf" | "resolver">): boolean {
  return insteadOf !== undefined && !resolver.startsWith("go@");
}

export interface CellWord {
  readonly glyph: string;
  /** Unescaped: addresses and error codes come from outside. */
  readonly word: string;
}

/** What a cell came to, in a few characters: "✓ 10.21.42.97", "✗ EAI_AGAIN", "? unavailable", "≈✓ 10.21.42.97". */
export function cellWord(cell: ReportCell): CellWord {
  if (cell.outcome === undefined) return { glyph: "?", word: "unavailable" };
  const { glyph, word } = outcomeWord(cell.outcome);
  return { glyph: isStandIn(cell) ? `${standInWord.glyph}${glyph}` : glyph, word };
}

function outcomeWord(outcome: Outcome): CellWord {
  if (outcome.kind === "error") return { glyph: "✗", word: outcome.code };
  if (outcome.kind === "never") return { glyph: "∞", word: "never" };
  const [first, ...others] = outcome.addresses;
  if (first === undefined) return { glyph: "✓", word: "no address" };
  return { glyph: "✓", word: others.length === 0 ? first : `${first} +${others.length}` };
}
