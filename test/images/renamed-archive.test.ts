/** A release is checked, not believed: a real libc under a name that is not its own, as a person runs it. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Report } from "../../harness/matrix/report-data.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "harness", "cli", "main.js");
const images = process.env.RESOLVER_MATRIX_IMAGES ?? "";
const archive =
  images === "" ? undefined : (await readdir(images)).find((name) => /^centos-7\.9.*\.gz$/.test(name));
const skipped = archive === undefined ? " (skipped: RESOLVER_MATRIX_IMAGES has no centos-7.9)" : "";

const folder = await mkdtemp(join(tmpdir(), "rm-renamed-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const SCENARIO = `title: T
images: [centos-7.4]
go: []
files: { /etc/resolv.conf: "nameserver 10.0.0.53\\n" }
dns: { 10.0.0.53: { zone: "x.example. A 192.0.2.1\\n" } }
lookups: [x.example]
`;

describe.skipIf(archive === undefined)(`CentOS 7.9 under the name of 7.4${skipped}`, () => {
  test("is refused, and told by its build id", async () => {
    await symlink(join(images, archive ?? ""), join(folder, "centos-7.4.1708-renamed.tar.gz"));
    const scenario = join(folder, "story.yaml");
    await writeFile(scenario, SCENARIO);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [PROGRAM, "run", scenario, "--engine", "local", "--evidence", "observed", "--reporter", "json"],
      { encoding: "utf8", env: { ...process.env, RESOLVER_MATRIX_IMAGES: folder } },
    );
    const report: Report = JSON.parse(stdout);
    expect(
      report.cells.map(({ evidence }) => evidence),
      stderr,
    ).toEqual(["unavailable"]);
    expect(report.images[0]?.reason).toMatch(
      /must contain glibc@2\.17-196\.el7, but its libc is of build id [0-9a-f]+, which belongs to glibc@2\.17-317\.el7/,
    );
  });
});
