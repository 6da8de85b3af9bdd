import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import { withLock } from "../../harness/owned/lock.ts";

let folder = "";
let path = "";
let holders: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rm-lock-"));
  path = join(folder, "deep", "a.lock");
  holders = [];
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const onWait = (holder: string): void => void holders.push(holder);
const wait = { signal: new AbortController().signal, onWait };

describe("a lock", () => {
  test("is gone afterwards, also after a failure", async () => {
    expect(await withLock(path, wait, async () => readdirSync(join(folder, "deep")))).toEqual(["a.lock"]);
    await expect(withLock(path, wait, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(readdirSync(join(folder, "deep"))).toEqual([]);
  });

  test("lets one in at a time", async () => {
    const events: string[] = [];
    const use = (name: string) => async (): Promise<void> => {
      events.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} out`);
    };
    await Promise.all(["a", "b", "c"].map((name) => withLock(path, wait, use(name))));
    expect(events.filter((_, index) => index % 2 === 0).map((event) => event.replace("in", "out"))).toEqual(
      events.filter((_, index) => index % 2 === 1),
    );
    expect(holders).toEqual([`process ${process.pid}`, `process ${process.pid}`]);
  });

  test("of a process that is gone is taken over at once", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    await withLock(path, wait, async () => {});
    writeFileSync(path, `${hostname()}/${pid}/12 0011\n`);
    expect(await withLock(path, wait, async () => readFileSync(path, "utf8"))).toContain(`/${process.pid}/`);
    expect(readdirSync(join(folder, "deep"))).toEqual([]);
    expect(holders).toEqual([]);
  });

  test.each([
    ["of another machine", "elsewhere/1/2 0011\n", "process 1 on elsewhere"],
    ["that was cut short", "", "another process"],
  ])("%s is taken over after a minute in which nobody touched it", async (_, text, holder) => {
    await withLock(path, wait, async () => {});
    writeFileSync(path, text);
    vi.useFakeTimers();
    let done = false;
    const locked = withLock(path, wait, async () => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(59_000);
    // Its holder lives.
    utimesSync(path, 1, 1);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    await locked;
    expect(done).toBe(true);
    expect(holders).toEqual([holder]);
  });

  test("is touched while it is held", async () => {
    vi.useFakeTimers();
    await withLock(path, wait, async () => {
      utimesSync(path, 1, 1);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(readFileSync(path, "utf8")).toContain(`/${process.pid}/`);
      expect(statSync(path).mtimeMs).toBeGreaterThan(1_000);
    });
  });

  test("is not waited for after the run was cancelled", async () => {
    await withLock(path, wait, async () => {
      const life = new AbortController();
      const second = withLock(path, { signal: life.signal, onWait }, async () => {});
      life.abort(new Unavailable("the run was cancelled"));
      await expect(second).rejects.toThrow(new Unavailable("the run was cancelled"));
    });
  });

  test("is not removed by whoever lost it", async () => {
    await withLock(path, wait, async () => writeFileSync(path, "somebody else's"));
    expect(readFileSync(path, "utf8")).toBe("somebody else's");
  });

  test("in a folder that cannot be is an error of the file system", async () => {
    writeFileSync(join(folder, "deep"), "a file");
    await expect(withLock(path, wait, async () => {})).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});
