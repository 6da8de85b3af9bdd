import { describe, expect, test } from "vitest";
import { multiplex } from "../../harness/report/multiplexer.ts";
import type { Reporter } from "../../harness/report/reporter.ts";
import { emptyReport } from "./reports.ts";

describe("multiplex", () => {
  test("tells every reporter what it wants to know, in their order", async () => {
    const told: string[] = [];
    const first: Reporter = {
      onImage: ({ id }) => void told.push(`first ${id}`),
      onEnd: async () => void told.push("first ends"),
    };
    const second: Reporter = {
      onImage: ({ id }) => void told.push(`second ${id}`),
      onEnd: async () => void told.push("second ends"),
    };
    const silent: Reporter = { onEnd: async () => void told.push("silent ends") };
    const all = multiplex([first, silent, second]);
    all.onImage?.({ id: "alpine-3.8", libc: null, digest: null, status: "ready", reason: null });
    await all.onEnd(emptyReport);
    expect(told).toEqual([
      "first alpine-3.8",
      "second alpine-3.8",
      "first ends",
      "silent ends",
      "second ends",
    ]);
  });

  test("one that fails does not keep the others from ending, and is told", async () => {
    const told: string[] = [];
    const failing: Reporter = { onEnd: () => Promise.reject(new Error("disk full")) };
    const other: Reporter = { onEnd: async () => void told.push("ended") };
    await expect(multiplex([failing, other]).onEnd(emptyReport)).rejects.toThrow("disk full");
    expect(told).toEqual(["ended"]);
  });
});
