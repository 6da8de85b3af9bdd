/** From an error text to a real place that works again, fault by fault. */
import { execFile, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "..", "..", "examples", "three-in-the-morning");
const FAULTS = readdirSync(join(FOLDER, "faults")).flatMap((file) => file.match(/^(.*)\.yaml$/)?.[1] ?? []);

const archives = process.env.RESOLVER_MATRIX_IMAGES ?? "";
const lacks = [
  ...(process.getuid?.() === 0 ? [] : ["root"]),
  ...["dnsmasq", "unshare", "ip"].filter((name) => spawnSync(name, ["--version"]).error !== undefined),
  ...(archives !== "" && readdirSync(archives).some((file) => file.startsWith("alpine-minirootfs-3.20."))
    ? []
    : ["Alpine 3.20 in RESOLVER_MATRIX_IMAGES"]),
];

test("the list of faults is told as it is", () => {
  expect(FAULTS.length).toBeGreaterThan(5);
});

const title = lacks.length === 0 ? "at three in the morning" : `not run for want of ${lacks.join(", ")}`;
describe.skipIf(lacks.length > 0 && process.env.CI === undefined)(title, () => {
  test.concurrent.each(FAULTS)("%s is mended where it is", async (fault) => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(FOLDER, "night.mjs"), fault]);
    expect(stdout).toContain("bad address");
    expect(stdout).toContain("questions were put to ");
    expect(stdout).toContain("Run for real on local: it mends all");
    expect(stdout.trimEnd()).toMatch(/### 03:05 {2}It works$/);
  });
});
