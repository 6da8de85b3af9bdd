import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Failure } from "../../harness/errors.ts";
import type { ImageDefinition } from "../../harness/images/image.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import type { HostProfile } from "../../harness/scenario/scenario.ts";
import { readMachineFile } from "../../harness/settings/machine-file.ts";
import { type Given, givenSource, scenarioSource } from "../../harness/settings/setting.ts";
import type { Source } from "../../harness/settings/source.ts";

const NOTHING: Given = {
  resolvConf: null,
  hosts: null,
  nsswitch: null,
  hostConf: null,
  hostname: null,
  env: {},
};
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-sources-"));
  await writeFile(join(folder, "given"), "given text");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

async function read({ world }: Source, path: string): Promise<string> {
  const file = await world.files.read(path);
  return file.kind === "error" ? file.errno : new TextDecoder().decode(file.bytes);
}

describe("without a scenario", () => {
  it("this machine's files, host name and environment are explained", async () => {
    vi.stubEnv("RES_OPTIONS", "ndots:4");
    vi.stubEnv("UNRELATED", "x");
    const source = await givenSource({ ...NOTHING, env: { HOSTALIASES: "/x" } });
    const own = await readMachineFile("/etc/hosts");
    expect(await source.world.files.read("/etc/hosts")).toEqual(own);
    expect(source.world.hostname).toBe(hostname());
    expect(source.world.env).toMatchObject({ RES_OPTIONS: "ndots:4", HOSTALIASES: "/x" });
    expect(source.world.env).not.toHaveProperty("UNRELATED");
    expect(source.originOf("/etc/hosts")).toBe("this machine's");
  });

  it("a resolv.conf brings a bare container along", async () => {
    vi.stubEnv("RES_OPTIONS", "ndots:4");
    const source = await givenSource({ ...NOTHING, resolvConf: join(folder, "given") });
    expect(await read(source, "/etc/resolv.conf")).toBe("given text");
    expect(await read(source, "/etc/hosts")).toBe("127.0.0.1\tlocalhost\n::1\tlocalhost\n");
    expect(await read(source, "/etc/nsswitch.conf")).toBe("ENOENT");
    expect(await read(source, "/etc/mdns.allow")).toBe("ENOENT");
    expect(source.world).toMatchObject({ env: {}, hostname: "lab" });
    expect(source.originOf("/etc/resolv.conf")).toBe(join(folder, "given"));
    expect(source.originOf("/etc/nsswitch.conf")).toMatch(/^not given/);
  });

  it("other given files replace this machine's", async () => {
    const source = await givenSource({ ...NOTHING, nsswitch: join(folder, "given"), hostname: "web.test" });
    expect(await read(source, "/etc/nsswitch.conf")).toBe("given text");
    expect(source.world.hostname).toBe("web.test");
  });

  it.each([
    ["missing", /ENOENT/],
    [".", /it is a folder/],
  ])("a given file that is %s is refused", async (name, why) => {
    const refused = givenSource({ ...NOTHING, hosts: join(folder, name) });
    await expect(refused).rejects.toThrow(Failure);
    await expect(refused).rejects.toMatchObject({
      code: "usage",
      cause: { message: expect.stringMatching(why) },
    });
  });
});

describe("with a scenario", () => {
  const scenario = parseScenario(
    [
      "title: A test",
      "files:",
      "  /etc/resolv.conf: from the scenario",
      "  /etc/hosts: null",
      "env: { RES_OPTIONS: 'ndots:1', LOCALDOMAIN: a }",
      "hostname: own.test",
      "dns: {}",
      "lookups: [a]",
    ].join("\n"),
    "test.yaml",
    ["default"],
  );
  const host: HostProfile = {
    id: "default",
    title: "",
    imitates: "",
    refs: [],
    syscalls: {},
    sysctls: {},
    user: null,
    files: { "/etc/mdns.allow": { kind: "content", bytes: new Uint8Array(), mode: 0o644, owner: 0 } },
  };
  const image: ImageDefinition = {
    id: "img",
    title: "",
    libc: null,
    sources: [],
    default: false,
    unverified: false,
    etc: { "/etc/nsswitch.conf": "from the image" },
  };

  it("its files lie over the host's and the image's, the given ones over all", async () => {
    const source = await scenarioSource(
      scenario,
      [host, { ...host, id: "odd", syscalls: { readv: 0 } }],
      image,
      { ...NOTHING, hosts: join(folder, "given") },
    );
    expect(await read(source, "/etc/resolv.conf")).toBe("from the scenario");
    expect(await read(source, "/etc/hosts")).toBe("given text");
    expect(await read(source, "/etc/nsswitch.conf")).toBe("from the image");
    expect(await read(source, "/etc/mdns.allow")).toBe("");
    expect(
      ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/mdns.allow"].map(source.originOf),
    ).toEqual(["the scenario's", join(folder, "given"), "not given: as usual in img", "the host profile's"]);
    expect(source.setting).toBe("scenario test, image img, host default, odd");
    // What is explained takes place on the first host.
    expect(source.surroundings.calls).toEqual({});
    const alone = await scenarioSource(
      scenario,
      [host, { ...host, id: "odd", syscalls: { readv: 0 } }],
      image,
      NOTHING,
    );
    expect(await read(alone, "/etc/hosts")).toBe("ENOENT");
  });

  it("environment and host name of the command line win", async () => {
    const given = { ...NOTHING, hostname: "other.test", env: { LOCALDOMAIN: "b" } };
    const { world } = await scenarioSource(
      scenario,
      [host, { ...host, id: "odd", syscalls: { readv: 0 } }],
      image,
      given,
    );
    expect(world).toMatchObject({
      hostname: "other.test",
      env: { RES_OPTIONS: "ndots:1", LOCALDOMAIN: "b" },
    });
  });
});

describe("a file of this machine", () => {
  it("that never ends is not read at all", async () => {
    expect(await readMachineFile("/dev/zero")).toEqual({ kind: "error", errno: "EIO" });
  });
  it("may be empty, a directory, or not there", async () => {
    expect(await readMachineFile("/dev/null")).toMatchObject({
      kind: "file",
      bytes: new Uint8Array(),
      directory: false,
    });
    expect(await readMachineFile(folder)).toMatchObject({ kind: "file", directory: true });
    expect(await readMachineFile(join(folder, "none"))).toEqual({ kind: "error", errno: "ENOENT" });
  });
});
