/**
 * Everything that a libc can come to where replies race: on a virtual clock, the order in which servers whose turn comes at the same
 * moment are heard is chosen, so the real code is run under each. Of a libc that draws lots (glibc's "rotate") several draws
 * are seen, too.
 */

import type { LibcIdentity } from "../images/image.ts";
import type { CellSetup, Observation } from "../lab/engine.ts";
import type { Outcome } from "../world/world.ts";
import { othersThan } from "./all-outcomes.ts";

/** As often as one lookup runs. */
const MOST_RUNS = 32;
/** Beginnings of the cell's clock, of which libcs make random numbers. */
const DRAWS: readonly number[] = [1, 2, 3, 4, 5];

/** How one run is to go. */
export interface Course {
  /** At each choice, which server comes first; the first listed where there is no more. */
  readonly order: readonly number[];
  readonly draw: number;
}

export interface EveryOrder {
  /** The run in which servers are heard as they are listed. */
  readonly first: Observation;
  readonly alternatives: readonly Outcome[];
  /** Whether there are orders that were not tried. */
  readonly isCut: boolean;
}

/** Runs `observe` once for each course that may come to something else. Rejects with what it rejects with. */
export async function observeEveryOrder(
  observe: (course: Course) => Promise<Observation>,
  drawsLots: boolean,
): Promise<EveryOrder> {
  const first = await observe({ order: [], draw: 0 });
  const outcomes: Outcome[] = [];
  const courses = [...otherCourses({ order: [], draw: 0 }, first)];
  if (drawsLots) courses.push(...DRAWS.map((draw) => ({ order: [], draw })));
  for (let runs = 1; runs < MOST_RUNS; runs++) {
    const course = courses.shift();
    if (course === undefined) break;
    const observation = await observe(course);
    outcomes.push(observation.outcome);
    courses.push(...otherCourses(course, observation));
  }
  return { first, alternatives: othersThan(first.outcome, outcomes), isCut: courses.length > 0 };
}

/** Whether the libc draws lots with these files and this environment: resolv.conf(5), "rotate", which musl does not know. */
export function drawsLots(
  libc: LibcIdentity | null,
  { files, env }: Pick<CellSetup, "files" | "env">,
): boolean {
  if (libc?.family !== "glibc") return false;
  const conf = files["/etc/resolv.conf"];
  const text = conf?.kind === "content" ? new TextDecoder("latin1").decode(conf.bytes) : "";
  return /\brotate\b/.test(`${text}\n${env.RES_OPTIONS ?? ""}`);
}

/** Courses that leave this one at one of the choices that it was free to make. Equal messages make no difference. */
function otherCourses({ order, draw }: Course, { choices = [] }: Observation): readonly Course[] {
  return choices.flatMap((candidates, at) => {
    if (at < order.length) return [];
    const before = [...order, ...Array<number>(at - order.length).fill(0)];
    return candidates.flatMap((message, choice) => {
      const isNew = !candidates.slice(0, choice).some((earlier) => isEqual(earlier, message));
      return choice > 0 && isNew ? [{ order: [...before, choice], draw }] : [];
    });
  });
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
