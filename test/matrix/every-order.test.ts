import { describe, expect, it } from "vitest";
import type { Observation } from "../../harness/lab/engine.ts";
import { type Course, drawsLots, observeEveryOrder } from "../../harness/matrix/every-order.ts";
import type { Outcome } from "../../harness/world/world.ts";

const answer = (...addresses: readonly string[]): Outcome => ({ kind: "answer", addresses });
const message = (text: string) => new TextEncoder().encode(text);

/** A lookup that takes what it hears first, and hears servers until all have spoken. */
function firstHeard(messages: readonly string[]) {
  const courses: Course[] = [];
  const observe = async (course: Course): Promise<Observation> => {
    courses.push(course);
    const left = [...messages];
    const choices: Uint8Array[][] = [];
    const heard: string[] = [];
    for (let at = 0; left.length > 0; at++) {
      if (left.length > 1) choices.push(left.map(message));
      heard.push(...left.splice(left.length > 1 ? (course.order[at] ?? 0) : 0, 1));
    }
    return {
      outcome: answer(heard[0] ?? ""),
      choices,
      trace: [],
      packets: [],
      elapsedMs: 0,
    };
  };
  return { courses, observe };
}

describe("observing every order", () => {
  it("tries each once, and tells the outcomes that differ from that of the listed order", async () => {
    const { courses, observe } = firstHeard(["a", "b", "c"]);
    const { first, alternatives, isCut } = await observeEveryOrder(observe, false);
    expect(first.outcome).toEqual(answer("a"));
    expect(alternatives).toEqual([answer("b"), answer("c")]);
    expect(isCut).toBe(false);
    expect(new Set(courses.map(({ order }) => order.join())).size).toBe(6);
    expect(courses.length).toBe(6);
  });

  it("does not try orders that only exchange equal messages", async () => {
    const { courses, observe } = firstHeard(["a", "a", "b"]);
    const { alternatives } = await observeEveryOrder(observe, false);
    expect(alternatives).toEqual([answer("b")]);
    expect(courses.map(({ order }) => order)).toEqual([[], [2], [0, 1]]);
  });

  it("runs once where nothing is to be chosen", async () => {
    const { courses, observe } = firstHeard(["a"]);
    expect(await observeEveryOrder(observe, false)).toMatchObject({ alternatives: [], isCut: false });
    expect(courses).toEqual([{ order: [], draw: 0 }]);
  });

  it("says so where there are more orders than it tries", async () => {
    const { courses, observe } = firstHeard(["a", "b", "c", "d", "e"]);
    const { isCut } = await observeEveryOrder(observe, false);
    expect({ isCut, runs: courses.length }).toEqual({ isCut: true, runs: 32 });
  });

  it("draws lots several times for a libc that does", async () => {
    const observe = async ({ draw }: Course): Promise<Observation> => ({
      outcome: answer(draw % 2 === 0 ? "even" : "odd"),
      trace: [],
      packets: [],
      elapsedMs: 0,
    });
    const { first, alternatives } = await observeEveryOrder(observe, true);
    expect([first.outcome, ...alternatives]).toEqual([answer("even"), answer("odd")]);
  });
});

describe("drawing lots", () => {
  const glibc = { family: "glibc", version: "2.36", buildId: null } as const;
  const conf = (text: string) => ({
    "/etc/resolv.conf": { kind: "content", bytes: message(text), mode: 0o644, owner: 0 } as const,
  });

  it.each([
    ["glibc with rotate in the file", glibc, conf("options rotate\n"), {}, true],
    ["glibc with rotate in the environment", glibc, {}, { RES_OPTIONS: "rotate" }, true],
    ["glibc without it", glibc, conf("options ndots:2\n"), {}, false],
    ["musl, which does not know it", { ...glibc, family: "musl" }, conf("options rotate\n"), {}, false],
    ["no libc", null, conf("options rotate\n"), {}, false],
  ] as const)("%s", (_, libc, files, env, expected) => {
    expect(drawsLots(libc, { files, env })).toBe(expected);
  });
});
