/** Podman, by the API that it shares with Docker: labs as on Docker, and nothing left behind. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../harness/matrix/report-data.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "harness", "cli", "main.js");
/** What makes Podman work in a machine that is a container itself, or has no systemd. */
const CONF = `[containers]
default_ulimits = ["nofile=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
`;
const START_LIMIT_MS = 30_000;
const lacks = [
  ...(process.getuid?.() === 0 ? [] : ["root"]),
  ...["podman", "runc"].filter((name) => spawnSync(name, ["--version"]).error !== undefined),
  ...(process.env.RESOLVER_MATRIX_IMAGES === undefined ? ["images"] : []),
];

const title = lacks.length === 0 ? "Podman" : `Podman (not run for want of ${lacks.join(", ")})`;
describe.skipIf(lacks.length > 0 && process.env.CI === undefined)(title, () => {
  let folder = "";
  let service: ChildProcess | null = null;
  const storage = () => ["--root", join(folder, "root"), "--runroot", join(folder, "run")];
  const env = () => ({ CONTAINERS_CONF: join(folder, "containers.conf") });
  const podman = (...words: readonly string[]) => execa("podman", [...storage(), ...words], { env: env() });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
    await writeFile(join(folder, "containers.conf"), CONF);
    const socket = join(folder, "podman.sock");
    service = spawn("podman", [...storage(), "system", "service", "--time=0", `unix://${socket}`], {
      env: { ...process.env, ...env() },
      stdio: "ignore",
    });
    for (let waitedMs = 0; !existsSync(socket); waitedMs += 50) {
      if (waitedMs > START_LIMIT_MS) throw new Error("podman system service does not listen");
      await wait(50);
    }
  }, 60_000);
  afterAll(async () => {
    await podman("rm", "--all", "--force");
    service?.kill("SIGTERM");
    // What is left of overlay mounts would keep the folder.
    await execa("umount", [join(folder, "root", "overlay")], { reject: false });
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const tool = (...words: readonly string[]) =>
    execa(process.execPath, [PROGRAM, ...words], {
      env: { ...process.env, DOCKER_HOST: `unix://${join(folder, "podman.sock")}`, NO_COLOR: "1" },
      reject: false,
    });

  test("the founding story, observed", { timeout: 240_000 }, async () => {
    const file = join(folder, "report.json");
    const options = ["--engine", "docker", "--evidence", "observed", "--images", "alpine-3.8,centos-7.6"];
    const { exitCode, stderr } = await tool("run", "founding", ...options, "--reporter", `json=${file}`);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toContain("Podman ");
    const { summary }: Report = JSON.parse(await readFile(file, "utf8"));
    expect(summary.observed).toBeGreaterThanOrEqual(10);
    expect((await podman("ps", "--all", "--quiet")).stdout).toBe("");
  });

  test("images are found again, and removed when asked", { timeout: 120_000 }, async () => {
    expect((await podman("images", "--format", "{{.Repository}}")).stdout).toContain("resolver-matrix/");
    const { exitCode, stdout } = await tool("clean", "--images");
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect((await podman("images", "--format", "{{.Repository}}")).stdout).not.toContain("resolver-matrix/");
  });
});
