/** A running container is captured as it stands, and left as it was. */

import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseScenario } from "../../harness/scenario/parse.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "harness", "cli", "main.js");
const IMAGE = "resolver-matrix-test-capture:1";
const archives = process.env.RESOLVER_MATRIX_IMAGES ?? "";
const archive = (archives === "" ? [] : readdirSync(archives)).find((file) =>
  file.startsWith("alpine-minirootfs-3.20."),
);
const isThere =
  archive !== undefined && (await execa("docker", ["version"], { reject: false })).exitCode === 0;

describe.skipIf(!isThere && process.env.CI === undefined)("capture container", () => {
  let folder = "";
  let id = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
    await execa("docker", ["import", join(archives, archive ?? ""), IMAGE]);
    const options = ["--network", "none", "--dns", "127.0.0.9", "--hostname", "web-1", "--user", "1000"];
    const env = ["--env", "RES_OPTIONS=ndots:3", "--env", "PASSWORD=hunter2"];
    const { stdout } = await execa("docker", ["run", "--detach", ...options, ...env, IMAGE, "sleep", "600"]);
    id = stdout;
  }, 60_000);
  afterAll(async () => {
    await execa("docker", ["rm", "--force", id]);
    await execa("docker", ["rmi", IMAGE]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const capture = (...words: readonly string[]) =>
    execa(process.execPath, [PROGRAM, "capture", "container", ...words], { reject: false });

  test("its files, host name, user and servers; of its environment what resolvers read", async () => {
    const file = join(folder, "web.yaml");
    const { exitCode, stderr } = await capture(id, "db.example", "-o", file);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const text = await readFile(file, "utf8");
    expect(text).not.toContain("hunter2");
    const { files, hostname, user, env, dns, title } = parseScenario(text, file);
    const conf = files["/etc/resolv.conf"];
    expect(conf?.kind === "content" && Buffer.from(conf.bytes).toString()).toContain(
      "nameserver 127.0.0.9\n",
    );
    expect({ hostname, user, env }).toEqual({
      hostname: "web-1",
      user: 1000,
      env: { RES_OPTIONS: "ndots:3" },
    });
    expect(dns).toMatchObject([{ address: "127.0.0.9", udp: "closed" }]);
    expect(title).toContain(`(image ${IMAGE}, Docker `);
    const { stdout } = await execa("docker", ["diff", id]);
    expect(stdout).toBe("");
  });

  test("a container that is not there", async () => {
    const { exitCode, stderr } = await capture("nosuch", "db.example");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: "error: container nosuch: No such container: nosuch",
    });
  });
});
