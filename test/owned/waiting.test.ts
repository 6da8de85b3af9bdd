import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import { limitedLife } from "../../harness/owned/limited-life.ts";
import { orAborted } from "../../harness/owned/waiting.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});

describe("a wait", () => {
  it("settles as its promise does", async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(orAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it.each([
    ["nothing", undefined, "cancelled"],
    ["an error", new Error("SIGINT"), "cancelled: SIGINT"],
    ["a text", "enough", "cancelled"],
    ["an Unavailable", new Unavailable("labd ended"), "labd ended"],
  ])("ends with an Unavailable when it is aborted with %s", async (_, reason, message) => {
    const controller = new AbortController();
    const waiting = orAborted(never, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toEqual(new Unavailable(message));
    await expect(orAborted(Promise.resolve(1), controller.signal)).rejects.toEqual(new Unavailable(message));
  });
});

describe("the life of a cell", () => {
  it("ends after its limit", async () => {
    const life = limitedLife(120_000, "the cell", new AbortController().signal);
    const waiting = orAborted(never, life.signal);
    vi.advanceTimersByTime(119_999);
    expect(life.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    await expect(waiting).rejects.toEqual(new Unavailable("the cell took longer than 120 s and was ended"));
  });

  it("ends with whatever it depends on, and holds no timer when it is over", () => {
    const outer = new AbortController();
    const life = limitedLife(1000, "the cell", new AbortController().signal, outer.signal);
    outer.abort();
    expect(life.signal.aborted).toBe(true);
    life.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});
