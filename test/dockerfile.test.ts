/** The Dockerfile: built without a network, and run against the engine whose socket it is given. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../harness/package-root.ts";
import { alpine, OPEN, titled } from "./lab/support/labs.ts";
import { importBaseImage } from "./support/base-image.ts";

const BASE = "resolver-matrix-test/base";
const PACKED = "resolver-matrix-test/packed";
const TOOL = "resolver-matrix-test/tool";
/** The first stage has a name of its own, so that it can be removed. */
const STAGES = [
  [["--target", "packed"], PACKED],
  [[], TOOL],
] as const;

const { value: engine, reason: noEngine } = await OPEN.docker();
await engine?.close();
const { reason: noImage } = await alpine();
const socket = (process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock").replace(/^unix:\/\//, "");
const missing = noEngine ?? noImage ?? (socket.startsWith("/") ? null : "the engine has no socket");

describe.skipIf(missing !== null)(titled("the image of the tool", missing), () => {
  let work = "";
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "resolver-matrix-work-"));
    await chmod(work, 0o777);
    await importBaseImage(BASE);
    for (const [target, tag] of STAGES) {
      const from = ["--network", "none", "--build-arg", `BASE=${BASE}`];
      await execa("docker", ["build", ...from, ...target, "--tag", tag, "."], { cwd: packageRoot });
    }
  });
  afterAll(async () => {
    await execa("docker", ["rmi", "--force", TOOL, PACKED, BASE]);
    await rm(work, { recursive: true, force: true });
  });

  const tool = (...args: readonly string[]) =>
    execa(
      "docker",
      [
        ...["run", "--rm", "--network", "none"],
        ...["--volume", `${socket}:/var/run/docker.sock`],
        ...[
          "--volume",
          `${process.env.RESOLVER_MATRIX_IMAGES}:/images:ro`,
          "--env",
          "RESOLVER_MATRIX_IMAGES=/images",
        ],
        ...["--volume", `${work}:/work`],
        TOOL,
        ...args,
      ],
      { all: true, reject: false },
    );

  test("helps when it is asked nothing", async () => {
    expect((await tool()).stdout).toContain("Usage: resolver-matrix");
  });

  test("makes labs in the engine outside, with scenarios of the folder that it is given", async () => {
    const { all: wrote } = await tool("init", "first.yaml");
    expect(wrote).toContain("Next: resolver-matrix run first.yaml");
    const { all, exitCode } = await tool(
      "run",
      "first.yaml",
      "--reporter",
      "terminal",
      "--reporter",
      "json=report.json",
    );
    expect(all).toMatch(/^docker: /);
    expect(all).toContain("as expected");
    expect(exitCode, all).toBe(0);
  });

  test("holds what runs, without what tests and builds", async () => {
    const { stdout } = await execa("docker", ["run", "--rm", "--entrypoint", "node", TOOL, "-p", LIST]);
    const modules = stdout.split(",");
    expect(modules).toContain("dockerode");
    expect(modules).not.toContain("vitest");
    expect(modules).not.toContain("typescript");
  });
});

const LIST = `require("fs").readdirSync("/opt/resolver-matrix/node_modules").join(",")`;
