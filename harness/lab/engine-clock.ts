/** Which clock the cells of an engine go by. */
import { Unavailable } from "../errors.ts";
import type { ClockKind, EngineClock } from "./engine.ts";
import type { LabdHello } from "./link.ts";

/**
 * The virtual clock where labd can, unless another was asked for (null: none was).
 * Throws Unavailable where the virtual clock was asked for and cannot be had.
 */
export function engineClock({ noVirtualClock }: LabdHello, asked: ClockKind | null): EngineClock {
  if (asked === "real") return { kind: "real", because: "as asked" };
  if (noVirtualClock === null) return { kind: "virtual" };
  if (asked === "virtual") throw new Unavailable(`no virtual clock: ${noVirtualClock}`);
  return { kind: "real", because: noVirtualClock };
}

/** For people: "virtual clock", or "real clock" and why. */
export function clockText(clock: EngineClock): string {
  return clock.kind === "virtual" ? "virtual clock" : `real clock: ${clock.because}`;
}
