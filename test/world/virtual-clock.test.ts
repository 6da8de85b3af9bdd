import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../harness/world/virtual-clock.ts";

describe("virtual time", () => {
  it("passes only where somebody sleeps", async () => {
    const clock = new VirtualClock();
    const seen = await clock.runUntil(
      (async () => {
        const times = [clock.nowMs()];
        await Promise.resolve();
        times.push(clock.nowMs());
        await clock.sleep(3_600_000);
        times.push(clock.nowMs());
        return times;
      })(),
    );
    expect(seen).toEqual([0, 0, 3_600_000]);
  });

  it("goes on from run to run", async () => {
    const clock = new VirtualClock();
    await clock.runUntil(clock.sleep(5));
    await clock.runUntil(clock.sleep(7));
    expect(clock.nowMs()).toBe(12);
  });

  it("lets every promise finish before the next event", async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.at(1, () => {
      log.push("first event");
      void (async () => {
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        log.push(`promises of the first, at ${clock.nowMs()}`);
      })();
    });
    clock.at(1, () => log.push("second event"));
    await clock.runUntil(clock.sleep(2));
    expect(log).toEqual(["first event", "promises of the first, at 1", "second event"]);
  });

  it("runs events by time, then in the order of scheduling, but not cancelled ones", async () => {
    const times = fc.array(fc.record({ atMs: fc.nat(20), cancelled: fc.boolean() }), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(times, async (events) => {
        const clock = new VirtualClock();
        const happened: [number, number][] = [];
        events.forEach(({ atMs, cancelled }, index) => {
          const event = clock.at(atMs, () => happened.push([clock.nowMs(), index]));
          if (cancelled) event.cancel();
        });
        await clock.runUntil(clock.sleep(21));
        const expected = events
          .map(({ atMs, cancelled }, index) => ({ atMs, cancelled, index }))
          .filter(({ cancelled }) => !cancelled)
          .sort((left, right) => left.atMs - right.atMs || left.index - right.index)
          .map(({ atMs, index }) => [atMs, index]);
        expect(happened).toEqual(expected);
      }),
    );
  });

  it("an event for the past happens now", async () => {
    const clock = new VirtualClock();
    await clock.runUntil(clock.sleep(10));
    let happenedMs = -1;
    clock.at(3, () => {
      happenedMs = clock.nowMs();
    });
    await clock.runUntil(clock.sleep(1));
    expect(happenedMs).toBe(10);
  });

  it("gives what the promise rejects with", async () => {
    const clock = new VirtualClock();
    const failing = clock.sleep(1).then(() => {
      throw new RangeError("no");
    });
    await expect(clock.runUntil(failing)).rejects.toThrow(new RangeError("no"));
  });

  it("tells a wait that cannot end, and a circle", async () => {
    await expect(new VirtualClock().runUntil(new Promise(() => {}))).rejects.toThrow(
      "waits for something that will never happen",
    );
    const clock = new VirtualClock();
    const circle = async (): Promise<never> => {
      for (;;) await clock.sleep(1);
    };
    await expect(clock.runUntil(circle())).rejects.toThrow("does not come to an end");
  });

  it("ends with the signal's reason, also in a circle", async () => {
    const clock = new VirtualClock();
    const life = new AbortController();
    const circle = async (): Promise<never> => {
      for (let turn = 0; ; turn++) {
        if (turn === 3) life.abort(new Error("interrupted"));
        await clock.sleep(1);
      }
    };
    await expect(clock.runUntil(circle(), life.signal)).rejects.toThrow("interrupted");
  });
});
