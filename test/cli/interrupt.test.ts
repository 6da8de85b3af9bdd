import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listenForInterrupt } from "../../harness/cli/interrupt.ts";
import { Unavailable } from "../../harness/errors.ts";

let handlers: Map<string | symbol, () => void>;
beforeEach(() => {
  handlers = new Map();
  vi.spyOn(process, "on").mockImplementation((name, handler) => {
    handlers.set(name, () => handler());
    return process;
  });
  vi.spyOn(process, "off").mockImplementation((name) => {
    handlers.delete(name);
    return process;
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => void vi.restoreAllMocks());

describe("Ctrl-C and SIGTERM", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("the first %s asks the run to end, with a reason for its cells", (name, code) => {
    const interrupt = listenForInterrupt();
    expect([interrupt.signal.aborted, interrupt.exitCode()]).toEqual([false, null]);
    handlers.get(name)?.();
    expect(interrupt.signal.reason).toEqual(new Unavailable(`the run was interrupted (${name})`));
    expect(interrupt.exitCode()).toBe(code);
    expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining("once more to leave at once"));
  });

  test("the second one leaves at once", () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const removed = vi.spyOn(process, "removeAllListeners").mockReturnThis();
    listenForInterrupt();
    handlers.get("SIGTERM")?.();
    expect(kill).not.toHaveBeenCalled();
    handlers.get("SIGINT")?.();
    expect(removed).toHaveBeenCalledWith("SIGINT");
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGINT");
  });

  test("release takes the handlers away", () => {
    const interrupt = listenForInterrupt();
    expect([...handlers.keys()]).toEqual(["SIGINT", "SIGTERM"]);
    interrupt.release();
    expect([...handlers.keys()]).toEqual([]);
  });
});
