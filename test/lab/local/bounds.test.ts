/** What all cells of a local engine use together has the bounds that containers have. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeBounds } from "../../../harness/lab/local/bounds.ts";
import { OWNER_VARIABLE } from "../../../harness/lab/local/process.ts";
import { formatOwner, session } from "../../../harness/owned/session.ts";
import { OPEN, titled } from "../support/labs.ts";

const probe = makeBounds();
const refused = "refused" in probe ? probe.refused : null;
if (!("refused" in probe)) probe.remove();
const engine = await OPEN.local();
afterAll(() => engine.value?.close());

/** The groups of every process that carries this harness's name. */
function groupsOfLabd(): readonly string[] {
  const mine = readdirSync("/proc").filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/environ`, "utf8").includes(
        `${OWNER_VARIABLE}=${formatOwner(session)}`,
      );
    } catch {
      return false;
    }
  });
  return mine.map((pid) => readFileSync(`/proc/${pid}/cgroup`, "utf8"));
}

const reason = refused ?? engine.reason;
describe.skipIf(reason !== null)(titled("the cells of a local engine", reason), () => {
  test("are in groups of their own, and the harness is not", async () => {
    const groups = groupsOfLabd();
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups) expect(group).toMatch(/(?:pids|0:):.*resolver-matrix-/);
    expect(readFileSync("/proc/self/cgroup", "utf8")).not.toContain("resolver-matrix-");
  });

  test("may have so many processes and so much memory, and the groups go with the engine", async () => {
    const paths = (groupsOfLabd()[0] ?? "").split("\n").flatMap((line) => {
      const [, controller = "", path = ""] = /^\d+:(pids|memory|):(.*resolver-matrix-.*)$/.exec(line) ?? [];
      return path === "" ? [] : [join("/sys/fs/cgroup", controller, path)];
    });
    const limits = ["pids.max", "memory.max", "memory.limit_in_bytes"].flatMap((file) =>
      paths.map((path) => join(path, file)).filter(existsSync),
    );
    expect(limits.map((path) => readFileSync(path, "utf8").trim()).toSorted()).toEqual([
      "1073741824",
      "4096",
    ]);
    await engine.value?.close();
    expect(paths.filter(existsSync)).toEqual([]);
  });
});
