/** A harness, labd or a container that is killed: what the others see, and what is left. */
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { cleanContainers } from "../../harness/lab/docker/clean.ts";
import { connectDocker } from "../../harness/lab/docker/connect.ts";
import { cleanProcesses, cleanUnfinished } from "../../harness/lab/local/clean.ts";
import { OWNER_VARIABLE } from "../../harness/lab/local/process.ts";
import { formatOwner, session } from "../../harness/owned/session.ts";
import { hasWritten, startProgram } from "../support/typescript-process.ts";
import { alpine, cell, defaultHost, nameserver, OPEN, someGo, titled, useOwnCache } from "./support/labs.ts";
import { allDescendants, containersOf, eventually, isAlive } from "./support/leftovers.ts";

const program = fileURLToPath(new URL("programs/hang.ts", import.meta.url));
const cache = useOwnCache();
const image = await alpine();
// By the real clock: on virtual time nothing would be left to kill.
const engines = { docker: await OPEN.docker("real"), local: await OPEN.local("real") };
const lookup = { name: "name.test", family: "ip" } as const;
const mute = [{ ...nameserver, udp: "silent" } as const];
const reasons = {
  docker: image.reason ?? engines.docker.reason,
  local: image.reason ?? engines.local.reason,
};

afterAll(async () => {
  await Promise.all(Object.values(engines).map(({ value }) => value?.close()));
});

/** Starts a harness, kills it in the middle of a lookup and gives its process id. */
async function killedHarness(
  name: "docker" | "local",
): Promise<{ readonly pid: number; readonly children: readonly number[] }> {
  const child = startProgram(program, name);
  await hasWritten(child, "hanging");
  const pid = child.pid ?? 0;
  const children = await allDescendants(pid);
  child.kill("SIGKILL");
  await once(child, "exit");
  return { pid, children };
}

describe.skipIf(reasons.local !== null)(titled("with namespaces", reasons.local), () => {
  it("a killed harness leaves no process", async () => {
    const { children } = await killedHarness("local");
    expect(children.length).toBeGreaterThan(2);
    const alive = (): Promise<readonly boolean[]> => Promise.all(children.map(isAlive));
    expect(await eventually(alive, (answers) => !answers.includes(true))).toEqual(children.map(() => false));
  });

  it("a killed labd makes its cells unavailable, with the reason", async () => {
    const others = await allDescendants(process.pid, "labd");
    const engine = await OPEN.local("real");
    if (engine.value === null || image.value === null) throw new Error("not skipped?");
    const [labd] = (await allDescendants(process.pid, "labd")).filter((pid) => !others.includes(pid));
    if (labd === undefined) throw new Error("no labd was started");
    const station = await engine.value.station(image.value, defaultHost);
    const running = station.emulate(
      cell(mute),
      someGo,
      async (world) => {
        process.kill(labd, "SIGKILL");
        await world.clock.sleep(100_000);
        return { kind: "answer", addresses: [] };
      },
      new AbortController().signal,
    );
    await expect(running).rejects.toThrow("labd ended: it was killed by a signal");
    await engine.value.close();
  });
});

describe.skipIf(reasons.docker !== null)(titled("with Docker", reasons.docker), () => {
  it("a killed harness leaves no container", async () => {
    const { pid } = await killedHarness("docker");
    const left = await eventually(
      () => containersOf(pid),
      (containers) => containers.length === 0,
    );
    expect(left.map(({ Names }) => Names)).toEqual([]);
  });

  it("a killed container makes its cells unavailable, with the reason", async () => {
    if (engines.docker.value === null || image.value === null) throw new Error("not skipped?");
    const search = await connectDocker();
    if (search.kind === "failed") throw new Error("the Docker engine is gone");
    const { docker } = search.connection;
    const station = await engines.docker.value.station(image.value, defaultHost);
    const imageContainer = (await containersOf(process.pid)).find(({ Image }) => Image.includes("rootfs"));
    const running = station.observe(cell(mute), lookup, new AbortController().signal);
    await docker.getContainer(imageContainer?.Id ?? "").kill();
    await expect(running).rejects.toThrow("labd ended: its container ended with status 137");
    await expect(station.observe(cell(), lookup, new AbortController().signal)).rejects.toThrow("labd ended");
  });
});

describe("cleaning up", () => {
  const gone = { ...session, pid: 2 ** 22 + 1 };

  it("ends processes of a harness that is gone, and of no other", async () => {
    const start = (owner: string) =>
      execa("sleep", ["1000"], { env: { [OWNER_VARIABLE]: owner }, reject: false });
    const [orphan, own, foreign] = [
      start(formatOwner(gone)),
      start(formatOwner(session)),
      start("elsewhere/1/1"),
    ];
    try {
      const started = (): Promise<readonly string[]> => cleanProcesses();
      const killed = await eventually(started, (names) => names.length > 0);
      expect(killed).toEqual([`process ${orphan.pid} of run ${gone.pid}`]);
      expect((await orphan).signal).toBe("SIGKILL");
      expect([await isAlive(own.pid ?? 0), await isAlive(foreign.pid ?? 0)]).toEqual([true, true]);
    } finally {
      for (const process of [orphan, own, foreign]) process.kill("SIGKILL");
      await Promise.all([orphan, own, foreign]);
    }
  });

  it("removes half-unpacked images of a harness that is gone, and of no other", async () => {
    const folder = join(cache(), "clean");
    const names = [gone, session].map((owner) => `.unfinished-${formatOwner(owner).replaceAll("/", "~")}~00`);
    for (const name of [...names, "whole"]) await mkdir(join(folder, "rootfs", name), { recursive: true });
    expect(await cleanUnfinished(folder)).toEqual([join(folder, "rootfs", names[0] ?? "")]);
    expect((await readdir(join(folder, "rootfs"))).sort()).toEqual([names[1], "whole"].sort());
    expect(await cleanUnfinished(join(folder, "missing"))).toEqual([]);
  });

  it.skipIf(reasons.docker !== null)(
    "removes containers of a harness that is gone, and of no other",
    async () => {
      const search = await connectDocker();
      if (search.kind === "failed") throw new Error("not skipped?");
      const { docker } = search.connection;
      const own = await containersOf(process.pid);
      const orphan = await docker.createContainer({
        name: `resolver-matrix-x-${process.pid}-orphan`,
        Image: own[0]?.Image ?? "",
        Cmd: ["none"],
        Labels: { "resolver-matrix.session": "x", "resolver-matrix.owner": formatOwner(gone) },
      });
      const foreign = await docker.createContainer({
        name: `resolver-matrix-x-${process.pid}-foreign`,
        Image: own[0]?.Image ?? "",
        Cmd: ["none"],
        Labels: { "resolver-matrix.session": "x", "resolver-matrix.owner": "elsewhere/1/1" },
      });
      // Somebody's own container, of an image that carries our labels.
      const labelled = await docker.createContainer({
        Image: own[0]?.Image ?? "",
        Cmd: ["none"],
        Labels: { "resolver-matrix.session": "x", "resolver-matrix.owner": formatOwner(gone) },
      });
      try {
        const { removed, kept } = await cleanContainers(search.connection);
        expect(removed).toEqual([expect.stringContaining(orphan.id.slice(0, 12))]);
        expect(kept).toContainEqual(
          expect.stringMatching(`${foreign.id.slice(0, 12)}.*another machine, elsewhere`),
        );
        expect(kept).toContainEqual(expect.stringMatching(`${own[0]?.Id.slice(0, 12)}.*is still there`));
      } finally {
        // It must still be there.
        await labelled.remove({ force: true });
        await foreign.remove({ force: true });
      }
    },
  );
});
