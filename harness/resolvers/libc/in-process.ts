/** A process that calls getaddrinfo: what it does before, and how long it is willing to wait. */
import { CALLER_GAVE_UP, durationText } from "../../world/lookup-text.ts";
import type { EarlierStep, Errno, Lookup, Outcome, World } from "../../world/world.ts";
import type { Resolved } from "../resolver.ts";

/** What one call comes to; `errno` beside EAI_SYSTEM, else null. */
export interface Called {
  readonly outcome: Outcome;
  readonly errno: Errno | null;
}

/** Makes the earlier steps, then the call. `getaddrinfo` may keep what a process keeps from call to call. */
export async function inProcess(
  world: World,
  lookup: Lookup,
  earlier: readonly EarlierStep[],
  getaddrinfo: (lookup: Lookup) => Promise<Called>,
): Promise<Resolved> {
  const before: Outcome[] = [];
  for (const step of earlier) {
    if (step.kind === "wait") await world.clock.sleep(step.durationMs);
    else if (step.kind === "change") await step.change();
    else before.push((await withPatience(world, step.lookup, getaddrinfo)).outcome);
  }
  const { outcome, errno } = await withPatience(world, lookup, getaddrinfo);
  return {
    outcome,
    alternatives: [],
    ...(errno === null ? {} : { errno }),
    ...(earlier.length === 0 ? {} : { earlier: before }),
  };
}

/** A caller with a deadline no longer waits after it; the call goes on without him. */
async function withPatience(
  { clock }: World,
  lookup: Lookup,
  getaddrinfo: (lookup: Lookup) => Promise<Called>,
): Promise<Called> {
  const { deadlineMs } = lookup;
  if (deadlineMs === undefined) return getaddrinfo(lookup);
  const gaveUp: Called = {
    outcome: {
      kind: "error",
      class: "temporary",
      code: CALLER_GAVE_UP,
      text: `the caller gave up after ${durationText(deadlineMs)}`,
    },
    errno: null,
  };
  return Promise.race([getaddrinfo(lookup), clock.sleep(deadlineMs).then(() => gaveUp)]);
}
