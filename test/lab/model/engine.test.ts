import { afterEach, describe, expect, it } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import type { DnsServer } from "../../../harness/fixture/dns-server.ts";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import type { ImageDefinition } from "../../../harness/images/image.ts";
import { imaginedImage } from "../../../harness/images/imagined.ts";
import type { CellSetup, Station } from "../../../harness/lab/engine.ts";
import { openModelEngine } from "../../../harness/lab/model/engine.ts";
import type { HostProfile } from "../../../harness/scenario/scenario.ts";
import type { Outcome, World } from "../../../harness/world/world.ts";
import { someGo } from "../support/labs.ts";

const HOST: HostProfile = {
  id: "default",
  title: "",
  imitates: "",
  refs: [],
  syscalls: {},
  sysctls: {},
  user: null,
  files: {},
};
const IMAGE: ImageDefinition = {
  id: "debian-12-glibc",
  title: "",
  libc: { family: "glibc", version: "2.36", release: null, buildIds: [] },
  sources: [
    {
      kind: "debian",
      suite: "bookworm",
      packages: ["libc6"],
      files: { "/etc/nsswitch.conf": "hosts: files dns\n", "/usr/share/x": "not for resolvers" },
    },
  ],
  default: true,
  unverified: false,
};
const SERVER: DnsServer = {
  address: "10.0.0.53",
  udp: "open",
  tcp: "open",
  delayMs: 0,
  zone: "www.test. A 192.0.2.1",
  missing: "NXDOMAIN",
  rules: [],
};
const ANSWER: Outcome = { kind: "answer", addresses: [] };

const engine = openModelEngine();
const never = new AbortController().signal;
afterEach(() => engine.close());

function setup(fields: Partial<CellSetup> = {}): CellSetup {
  return { files: {}, env: {}, hostname: "lab", user: 0, fixture: createFixture([SERVER]), ...fields };
}

async function station(host: Partial<HostProfile> = {}, image = IMAGE): Promise<Station> {
  return engine.station(await imaginedImage(image), { ...HOST, ...host });
}

/** What a resolver reads at a path; the errno where it reads nothing. */
async function read(path: string, fields: Partial<CellSetup> = {}, image = IMAGE): Promise<string> {
  let text = "";
  const look = async ({ files }: World): Promise<Outcome> => {
    const file = await files.read(path);
    text = file.kind === "file" ? new TextDecoder().decode(file.bytes) : file.errno;
    return ANSWER;
  };
  await (await station({}, image)).emulate(setup(fields), someGo, look, never);
  return text;
}

describe("the files of an imagined image", () => {
  it("are localhost and what the definition says of /etc", async () => {
    expect(await read("/etc/hosts")).toContain("127.0.0.1\tlocalhost\n");
    expect(await read("/etc/nsswitch.conf")).toBe("hosts: files dns\n");
    expect(await read("/usr/share/x")).toBe("ENOENT");
    expect(await read("/etc/resolv.conf")).toBe("ENOENT");
  });

  it("have no nsswitch.conf unless the definition has one", async () => {
    const bare: ImageDefinition = { ...IMAGE, sources: [{ kind: "registry", reference: "alpine:3.8" }] };
    expect(await read("/etc/nsswitch.conf", {}, bare)).toBe("ENOENT");
    const described = { ...bare, etc: { "/etc/nsswitch.conf": "hosts: files dns myhostname\n" } };
    expect(await read("/etc/nsswitch.conf", {}, described)).toBe("hosts: files dns myhostname\n");
    const digests = [await imaginedImage(described), await imaginedImage(bare)].map(({ digest }) => digest);
    expect(digests[0]).not.toBe(digests[1]);
  });

  it("lie under those of the cell", async () => {
    const files = {
      "/etc/nsswitch.conf": { kind: "absent" },
      "/etc/hosts": { kind: "content", bytes: new TextEncoder().encode("own"), mode: 0o600, owner: 5 },
    } as const;
    expect(await read("/etc/nsswitch.conf", { files })).toBe("ENOENT");
    expect(await read("/etc/hosts", { files })).toBe("own");
    expect(await read("/etc/hosts", { files, user: 7 })).toBe("EACCES");
  });
});

describe("a cell of the model", () => {
  it("takes no time, whatever its resolver waits for", async () => {
    const silent = createFixture([{ ...SERVER, udp: "silent" }]);
    const wait = async ({ network, clock }: World): Promise<Outcome> => {
      const socket = await network.udp({ address: "10.0.0.53", port: 53 });
      await socket.receive(clock.nowMs() + 30_000).catch(() => {});
      return ANSWER;
    };
    const observation = await (await station()).emulate(setup({ fixture: silent }), someGo, wait, never);
    expect(observation).toEqual({ outcome: ANSWER, trace: [], packets: [], elapsedMs: 30_000 });
  });

  it("has the host's switch for IPv6", async () => {
    const sources: (string | null)[] = [];
    const look = async ({ network }: World): Promise<Outcome> => {
      sources.push(await network.sourceFor({ address: "::1", port: 53 }));
      return ANSWER;
    };
    await (await station()).emulate(setup(), someGo, look, never);
    const sysctls = { "net.ipv6.conf.all.disable_ipv6": "1" };
    await (await station({ sysctls })).emulate(setup(), someGo, look, never);
    expect(sources).toEqual(["::1", null]);
  });

  it.each([
    [{ syscalls: { openat: "ENOSYS" } }, /changes openat/],
    [{ sysctls: { "net.ipv4.ip_default_ttl": "1" } }, /sets net\.ipv4\.ip_default_ttl/],
  ])("does not guess what a kernel would do: %j", async (host, reason) => {
    const emulated = (await station(host)).emulate(setup(), someGo, async () => ANSWER, never);
    await expect(emulated).rejects.toThrow(Unavailable);
    await expect(emulated).rejects.toThrow(reason);
  });

  it("is not disturbed by calls that Go does not make", async () => {
    const { outcome } = await (await station({ syscalls: { readv: 0 } })).emulate(
      setup(),
      someGo,
      async () => ANSWER,
      never,
    );
    expect(outcome).toEqual(ANSWER);
  });

  it("hands a resolver that feels them the host's answers to system calls", async () => {
    const calls = ["readv", "openat"];
    const { emulate } = await station({ syscalls: { readv: 0 } });
    let seen: unknown;
    const look = async (world: World): Promise<Outcome> => {
      seen = world.calls.readv;
      return ANSWER;
    };
    await emulate(setup(), { ...someGo, calls, felt: ["readv"] }, look, never);
    expect(seen).toBe(0);
    const unfelt = emulate(setup(), { ...someGo, calls, felt: [] }, look, never);
    await expect(unfelt).rejects.toThrow(/changes readv, which go@1\.24 calls/);
  });

  it("says so when the resolver fails or waits for nothing", async () => {
    const { emulate } = await station();
    const failing = emulate(setup(), someGo, () => Promise.reject(new RangeError("no such version")), never);
    await expect(failing).rejects.toThrow("the model failed in this cell: RangeError: no such version");
    const idle = emulate(setup(), someGo, () => new Promise(() => {}), never);
    await expect(idle).rejects.toThrow(/waits for something that will never happen/);
    await expect(idle).rejects.toThrow(Unavailable);
  });

  it("ends before it begins where the run was interrupted", async () => {
    const reason = new Unavailable("the run was interrupted");
    const emulated = (await station()).emulate(
      setup(),
      someGo,
      async () => ANSWER,
      AbortSignal.abort(reason),
    );
    await expect(emulated).rejects.toBe(reason);
  });

  it("has no libc", async () => {
    const { libc, libcAbsence, observe } = await station();
    expect([libc, libcAbsence]).toEqual([null, "the engine is the model, which runs no libc"]);
    const observed = observe(setup(), { name: "www.test", family: "ip" }, never);
    await expect(observed).rejects.toThrow(Unavailable);
    await expect(observed).rejects.toThrow("the engine is the model, which runs no libc");
  });
});
