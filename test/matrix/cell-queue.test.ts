import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CellQueue } from "../../harness/matrix/cell-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Cells that take so many milliseconds and ask at once; gives which are running. */
function running(queue: CellQueue, cells: Readonly<Record<string, number>>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [name, durationMs] of Object.entries(cells)) {
    void queue.run(durationMs, async (asked) => {
      names.add(name);
      if (!name.startsWith("mute")) asked();
      await new Promise((resolve) => setTimeout(resolve, durationMs));
      names.delete(name);
    });
  }
  return names;
}

describe("CellQueue", () => {
  test("cells that wait make room for others that work, up to the limit of all", async () => {
    const names = running(new CellQueue({ all: 3, busy: 1 }), { a: 5000, b: 4000, c: 3000, d: 2000 });
    await vi.advanceTimersByTimeAsync(1);
    expect([...names]).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(20);
    expect([...names]).toEqual(["a", "b"]);
    await vi.advanceTimersByTimeAsync(20);
    expect([...names]).toEqual(["a", "b", "c"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect([...names]).toEqual(["a", "b", "c"]);
    await vi.advanceTimersByTimeAsync(2500);
    expect([...names]).toEqual(["a", "b", "d"]);
  });

  test("a cell that is still to ask keeps its room, but not forever", async () => {
    const names = running(new CellQueue({ all: 2, busy: 1 }), { mute: 5000, next: 4000 });
    await vi.advanceTimersByTimeAsync(200);
    expect([...names]).toEqual(["mute"]);
    await vi.advanceTimersByTimeAsync(51);
    expect([...names]).toEqual(["mute", "next"]);
  });

  test("a cell that ends gives its room away at once, also when it fails", async () => {
    const queue = new CellQueue({ all: 1, busy: 1 });
    await expect(queue.run(0, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    await expect(queue.run(0, async () => "next")).resolves.toBe("next");
    expect(vi.getTimerCount()).toBe(0);
  });
});
