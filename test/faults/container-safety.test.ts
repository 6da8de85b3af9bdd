/** What the engine says of the containers that a run makes: as little as possible, as SECURITY.md tells. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDocker } from "../../harness/lab/docker/connect.ts";
import type { Engine } from "../../harness/lab/engine.ts";
import { alpine, defaultHost, OPEN, titled } from "../lab/support/labs.ts";
import { containersOf } from "../lab/support/leftovers.ts";

const image = await alpine();
const opened = await OPEN.docker();
const missing = image.reason ?? opened.reason;
await (missing === null ? undefined : opened.value?.close());

/** Capabilities by container, as SECURITY.md lists them: "| lab | `NET_ADMIN` | why |". */
async function documented(): Promise<Readonly<Record<string, readonly string[]>>> {
  const text = await readFile(join(import.meta.dirname, "..", "..", "SECURITY.md"), "utf8");
  const rows = [...text.matchAll(/^\| (lab|image) \| (`[^|]*`) \| \S/gm)];
  const of = (container: string): readonly string[] =>
    rows
      .filter(([, name]) => name === container)
      .flatMap(([, , names = ""]) => [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = ""]) => name))
      .sort();
  return { lab: of("lab"), image: of("image") };
}

describe.skipIf(missing !== null)(titled("the containers of a run", missing), () => {
  let engine: Engine;
  const found: Record<string, Docker.ContainerInspectInfo> = {};
  beforeAll(async () => {
    if (opened.value === null || image.value === null) throw new Error("not skipped?");
    engine = opened.value;
    await engine.station(image.value, defaultHost);
    const search = await connectDocker();
    if (search.kind === "failed") throw new Error("the Docker engine is gone");
    for (const { Id, Image } of await containersOf(process.pid)) {
      found[Image.includes("/lab:") ? "lab" : "image"] = await search.connection.docker
        .getContainer(Id)
        .inspect();
    }
  });
  afterAll(() => engine?.close());

  describe.each(["lab", "image"])("%s", (name) => {
    const settings = (): Docker.HostConfig => found[name]?.HostConfig ?? {};

    it("has no network, and shares no name space with the host", () => {
      const { NetworkMode, IpcMode, PidMode, UTSMode, UsernsMode } = settings();
      expect({ NetworkMode, UTSMode, UsernsMode }).toEqual({
        NetworkMode: "none",
        UTSMode: "",
        UsernsMode: "",
      });
      expect(IpcMode).not.toBe("host");
      expect(PidMode).toBe(name === "lab" ? "" : `container:${found.lab?.Id}`);
    });

    it("has the capabilities that SECURITY.md lists, and no others", async () => {
      const { CapAdd, CapDrop, Privileged } = settings();
      const listed = (await documented())[name] ?? [];
      expect(listed.length).toBeGreaterThan(2);
      const given = (CapAdd ?? []).map((capability: string) => capability.replace(/^CAP_/, "")).sort();
      expect({ given, CapDrop, Privileged }).toEqual({ given: listed, CapDrop: ["ALL"], Privileged: false });
    });

    it("gains no privileges, and writes nowhere but to its own volume", () => {
      const { SecurityOpt, ReadonlyRootfs, Binds, Mounts, Devices, VolumesFrom } = settings();
      expect(SecurityOpt).toContain("no-new-privileges");
      expect(SecurityOpt?.filter((option: string) => option.startsWith("seccomp="))).toEqual([]);
      expect(ReadonlyRootfs).toBe(true);
      expect([Binds ?? [], Mounts ?? [], Devices ?? [], VolumesFrom ?? []]).toEqual([[], [], [], []]);
      const mounts = (found[name]?.Mounts ?? []).map(({ Type, Destination }) => `${Type} ${Destination}`);
      expect(mounts).toEqual(name === "lab" ? [] : ["volume /.resolver-matrix"]);
    });

    it("is bounded, and goes by itself", () => {
      const { PidsLimit, Memory, AutoRemove, RestartPolicy } = settings();
      expect(PidsLimit).toBeGreaterThan(0);
      expect(PidsLimit).toBeLessThanOrEqual(4096);
      expect(Memory).toBeGreaterThan(0);
      expect(Memory).toBeLessThanOrEqual(1024 ** 3);
      expect(AutoRemove).toBe(true);
      expect(RestartPolicy?.Name).not.toBe("always");
    });
  });
});
