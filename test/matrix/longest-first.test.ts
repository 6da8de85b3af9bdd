import { describe, expect, test } from "vitest";
import { LongestFirst } from "../../harness/matrix/longest-first.ts";

/** Lets everything go on that waits for nothing. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("LongestFirst", () => {
  test("gives places up to the limit; then to the longest of those that wait, equals in their order", async () => {
    const places = new LongestFirst(1);
    const started: string[] = [];
    const free = new Map<string, () => void>();
    for (const [name, expectedMs] of [
      ["first", 1],
      ["short", 10],
      ["long", 5000],
      ["long too", 5000],
      ["none", 0],
    ] as const) {
      void places.place(expectedMs).then((end) => {
        started.push(name);
        free.set(name, end);
      });
    }
    for (const name of ["first", "long", "long too", "short", "none"]) {
      await settled();
      expect(started.at(-1)).toBe(name);
      free.get(name)?.();
    }
    expect(started).toEqual(["first", "long", "long too", "short", "none"]);
  });

  test("a place that is freed twice is given once", async () => {
    const places = new LongestFirst(1);
    const started: string[] = [];
    const end = await places.place(0);
    for (const name of ["a", "b"]) void places.place(0).then(() => started.push(name));
    end();
    end();
    await settled();
    expect(started).toEqual(["a"]);
  });
});
