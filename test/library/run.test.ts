/** The library as a program uses it, on real engines. */
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { Failure, loadScenarios, type ReportCell, type RunOptions, run } from "../../harness/index.ts";
import { catchPrinted } from "../support/printed.ts";

const printed = catchPrinted();

describe("run", () => {
  test("gives the report that the command line writes, tells the engine, and prints nothing", async () => {
    const notices: string[] = [];
    const cells: ReportCell[] = [];
    const report = await run(await loadScenarios("founding/healthy"), {
      engine: "model",
      images: ["alpine-3.8"],
      go: ["1.11", "1.24"],
      onNotice: (line) => void notices.push(line),
      onCell: (cell) => void cells.push(cell),
    });
    expect(report).toMatchObject({ version: 1, engine: "model", summary: { cells: 6, unexpected: 0 } });
    expect(report.cells.map(({ host, resolver, evidence }) => `${host} ${resolver} ${evidence}`)).toEqual([
      "default musl@1.1.19 emulated",
      "default go@1.11 emulated",
      "default go@1.24 emulated",
      "centos-7.4 musl@1.1.19 emulated",
      "centos-7.4 go@1.11 emulated",
      "centos-7.4 go@1.24 emulated",
    ]);
    expect(cells).toHaveLength(6);
    expect(notices).toEqual([expect.stringMatching(/^model: .*\(asked for\)$/)]);
    expect(printed.all).toBe("");
  });

  test("observes nothing for no scenarios", async () => {
    const report = await run(await loadScenarios([]), { engine: "model" });
    expect(report.summary).toEqual({
      cells: 0,
      agree: 0,
      differ: 0,
      unexpected: 0,
      unavailable: 0,
      observed: 0,
      emulated: 0,
    });
  });

  test.each([
    [{ go: ["1.9"] }, "Go version 1.9: expected a Go version from 1.11"],
    [{ concurrency: 0 }, "concurrency is 0; expected a whole number from 1"],
    [{ engine: "dokcer" }, 'engine is "dokcer"; expected "auto", "docker", "local", "model"'],
    [{ clock: "fast" }, 'clock is "fast"; expected "virtual", "real"'],
    [{ engin: "local" }, 'run has no option "engin" (did you mean "engine"?)'],
    [{ images: "alpine-3.8" }, 'images is "alpine-3.8"; expected a list of texts'],
    [{ go: [1.24] }, "go is [ 1.24 ]; expected a list of texts"],
    [{ onNotice: true }, "onNotice is true; expected a function"],
    [{ signal: {} }, "signal is {}; expected an AbortSignal"],
    [{ concurrency: Number.NaN }, "concurrency is NaN; expected a whole number from 1"],
    [{ images: ["no such image!"] }, "no such image!"],
  ])("%j is refused before anything runs", async (options, message) => {
    const refused = run(
      await loadScenarios("founding/healthy"),
      // As a program without types calls it.
      Object.assign<RunOptions, object>({ engine: "model" }, options),
    );
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(Failure);
  });
});

describe("a run with a signal", () => {
  test("that is aborted does not begin", async () => {
    const notices: string[] = [];
    const signal = AbortSignal.abort(new Error("not now"));
    const never = run(await loadScenarios("founding"), {
      signal,
      onNotice: (line) => void notices.push(line),
    });
    await expect(never).rejects.toThrow("not now");
    expect(notices).toEqual([]);
  });

  test.each(["onNotice", "onCell"] as const)(
    "ends with the signal's reason at the first %s, and leaves no process behind",
    async (moment) => {
      const before = await ownChildren();
      const controller = new AbortController();
      const reason = new Error("seen enough");
      const ended = run(await loadScenarios("timeouts-and-servers"), {
        engine: "local",
        images: ["alpine-3.8"],
        signal: controller.signal,
        // The engine is up by then.
        [moment]: () => controller.abort(reason),
      });
      await expect(ended).rejects.toBe(reason);
      expect(await ownChildren()).toEqual(before);
    },
  );

  test("gives its report where the signal is aborted too late", async () => {
    const controller = new AbortController();
    const report = await run(await loadScenarios("founding/healthy"), {
      engine: "model",
      signal: controller.signal,
    });
    controller.abort();
    expect(report.summary.cells).toBeGreaterThan(0);
  });

  test("closes the engine also where what it tells throws", async () => {
    const before = await ownChildren();
    const broken = run(await loadScenarios("founding/healthy"), {
      engine: "local",
      onNotice: () => {
        throw new TypeError("a caller's mistake");
      },
    });
    await expect(broken).rejects.toThrow("a caller's mistake");
    expect(await ownChildren()).toEqual(before);
  });
});

/** Process ids of this process's children (proc(5), /proc/PID/task/TID/children). */
async function ownChildren(): Promise<readonly string[]> {
  const threads = await readdir("/proc/self/task");
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/self/task/${thread}/children`, "utf8").catch(() => "")),
  );
  return lists.flatMap((list) => list.split(" ").filter((pid) => pid !== "")).sort();
}
