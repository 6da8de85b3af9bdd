/** What the same cell shows in two runs. */
import { normalisePorts } from "../resolvers/go/index.ts";
import type { Verdict } from "../scenario/scenario.ts";
import type { Outcome } from "../world/world.ts";
import { differenceOf, type KnownCell } from "./differences.ts";

/** A verdict as between two resolvers, or what only matters between two runs of one: its code and text, its mode. */
export type ChangeKind = Exclude<Verdict, "agree"> | "text" | "mode";

export interface CellChange {
  readonly kind: ChangeKind;
  /** In one sentence, about "before" and "after". */
  readonly why: string;
}

/** The heaviest thing that changed; null where nothing did. */
export function changeOf(before: KnownCell, after: KnownCell): CellChange | null {
  const { verdict, why } = differenceOf({ ...before, resolver: "before" }, { ...after, resolver: "after" });
  if (verdict !== "agree" && verdict !== "latency") return { kind: verdict, why };
  return (
    textChange(before, after) ??
    modeChange(before, after) ??
    (verdict === "agree" ? null : { kind: verdict, why })
  );
}

/** Where a resolver races with itself, either of its errors may come. */
function textChange(before: KnownCell, after: KnownCell): CellChange | null {
  if (before.alternatives.length + after.alternatives.length > 0) return null;
  const [was, is] = [told(before.outcome), told(after.outcome)];
  return was === is ? null : { kind: "text", why: `before ${was}, after ${is}` };
}

/** Client ports are the kernel's, and new every time. */
function told(outcome: Outcome): string {
  if (outcome.kind === "answer") return `canonical name "${outcome.canonicalName ?? ""}"`;
  if (outcome.kind === "never") return `never: ${outcome.because}`;
  return `${outcome.code} "${normalisePorts(outcome.text)}"`;
}

function modeChange({ mode: was }: KnownCell, { mode: is }: KnownCell): CellChange | null {
  if (was === undefined || is === undefined || was.order === is.order) return null;
  return {
    kind: "mode",
    why: `a cgo build chose ${was.order} (${was.because}), now ${is.order} (${is.because})`,
  };
}
