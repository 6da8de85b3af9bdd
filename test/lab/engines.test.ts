/** Both engines, for real: the same cells, and what is left of them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import type { ReadyImage } from "../../harness/images/image.ts";
import type { CellSetup, Engine, Observation, Station } from "../../harness/lab/engine.ts";
import { encodeQuery } from "../../harness/wire/query.ts";
import type { Lookup, Outcome, World } from "../../harness/world/world.ts";
import {
  alpine,
  cell,
  defaultHost,
  file,
  nameserver,
  OPEN,
  someGo,
  titled,
  useOwnCache,
} from "./support/labs.ts";
import { containerProcesses, containersOf, descendants, eventually } from "./support/leftovers.ts";

const lookup: Lookup = { name: "name.test", family: "ip" };
const signal = new AbortController().signal;
const readvReadsNothing = { ...defaultHost, id: "centos-7.6", syscalls: { readv: 0 } };
const withoutIpv6 = { ...defaultHost, id: "no-ipv6", sysctls: { "net.ipv6.conf.all.disable_ipv6": "1" } };
const found: Outcome = { kind: "answer", addresses: ["10.21.42.97"], canonicalName: "name.test" };

useOwnCache();
const image = await alpine();
const engines = { docker: await OPEN.docker(), local: await OPEN.local() };
const NAMES = ["docker", "local"] as const;

/** Real code must run as root there, or the user of a cell cannot be had. */
const isRoot = process.getuid?.() === 0;

function whyNot(name: (typeof NAMES)[number]): string | null {
  return image.reason ?? engines[name].reason;
}

afterAll(async () => {
  await Promise.all(NAMES.map((name) => engines[name].value?.close()));
});

async function question(world: World): Promise<Outcome> {
  const socket = await world.network.udp({ address: "10.247.3.10", port: 53 });
  await socket.send(encodeQuery({ id: 7, name: "name.test", type: 1 }));
  const reply = await socket.receive(world.clock.nowMs() + 10_000);
  socket.close();
  return { kind: "answer", addresses: [String(reply[1])] };
}

describe.each(NAMES)("engine %s", (name) => {
  const reason = whyNot(name);
  describe.skipIf(reason !== null)(titled("is here", reason), () => {
    let engine: Engine;
    let ready: ReadyImage;
    let station: Station;

    beforeAll(async () => {
      if (engines[name].value === null || image.value === null) throw new Error("not skipped?");
      engine = engines[name].value;
      ready = image.value;
      station = await engine.station(ready, defaultHost);
    });

    const look = (setup: CellSetup, from = station): Promise<Observation> =>
      from.observe(setup, lookup, signal);

    it("says which libc the image has", () => {
      expect(station.libc).toMatchObject({ family: "musl", version: "1.1.19" });
      expect(station.libcAbsence).toBeNull();
    });

    it("observes the image's getaddrinfo and what it asked", async () => {
      const { outcome, trace, packets, elapsedMs } = await look(cell());
      expect(outcome).toEqual(found);
      expect(trace.map(({ server, type, reply }) => `${server} ${type} ${reply?.rcode}`).sort()).toEqual([
        "10.247.3.10:53 A NOERROR",
        "10.247.3.10:53 AAAA NOERROR",
      ]);
      expect(packets).toHaveLength(4);
      expect(trace.every(({ atMs, reply }) => atMs >= 0 && reply !== null && reply.atMs >= atMs)).toBe(true);
      expect(elapsedMs).toBeGreaterThanOrEqual(Math.max(...trace.map(({ reply }) => reply?.atMs ?? 0)));
    });

    it("imitates a host on which readv reads nothing: libc asks 127.0.0.1 and says Try again", async () => {
      const { outcome, trace } = await look(cell(), await engine.station(ready, readvReadsNothing));
      const error = { kind: "error", class: "temporary", code: "EAI_AGAIN", number: -3, text: "Try again" };
      expect(outcome).toEqual(error);
      expect(new Set(trace.map(({ server, reply, icmp }) => `${server} ${reply} ${icmp}`))).toEqual(
        new Set(["127.0.0.1:53 null port-unreachable"]),
      );
    });

    it("runs many cells at the same time, each in a world of its own", async () => {
      const numbers = Array.from({ length: 24 }, (_, index) => index + 1);
      const outcomes = await Promise.all(
        numbers.map(async (number) => {
          const zone = `name.test. 30 IN A 10.0.0.${number}\n`;
          return (await look(cell([{ ...nameserver, zone }]))).outcome;
        }),
      );
      expect(outcomes.map((outcome) => outcome.kind === "answer" && outcome.addresses)).toEqual(
        numbers.map((number) => [`10.0.0.${number}`]),
      );
    });

    it.skipIf(!isRoot)("lays files over the image's and reads them as the cell's user", async () => {
      const setup = cell([nameserver], {
        user: 1000,
        hostname: "web-0.example.org",
        env: { RES_OPTIONS: "ndots:2" },
        files: {
          "/etc/hosts": { kind: "absent" },
          "/etc/secret": file("secret", 0o600, 0),
          "/etc/own": file("own", 0o600, 1000),
          "/etc/link": { kind: "symlink", target: "/../../etc/own" },
          "/etc/empty.d": { kind: "directory", mode: 0o755, owner: 0 },
        },
      });
      const paths = [
        "/etc/hosts",
        "/etc/secret",
        "/etc/own",
        "/etc/link",
        "/etc/empty.d",
        "/etc/alpine-release",
      ];
      const seen: string[] = [];
      await station.emulate(
        setup,
        someGo,
        async (world) => {
          for (const path of paths) {
            const result = await world.files.read(path);
            if (result.kind === "error") seen.push(result.errno);
            else seen.push(result.directory ? "directory" : Buffer.from(result.bytes).toString().trim());
          }
          seen.push(world.hostname, world.env.RES_OPTIONS ?? "");
          return found;
        },
        signal,
      );
      expect(seen).toEqual([
        "ENOENT",
        "EACCES",
        "own",
        "own",
        "directory",
        "3.8.5",
        "web-0.example.org",
        "ndots:2",
      ]);
    });

    it("tells machines apart by what a resolver reads there, and by nothing else", async () => {
      const digest = (changes: Partial<CellSetup>) =>
        station.digest(cell([nameserver], changes), someGo.files, signal);
      const hosts = file("127.0.0.1 localhost\n", 0o644, 0);
      const plain = await digest({ files: { "/etc/hosts": hosts } });
      expect(await digest({ files: { "/etc/hosts": hosts, "/etc/motd": hosts } })).toBe(plain);
      const others: readonly Partial<CellSetup>[] = [
        { files: { "/etc/hosts": file("127.0.0.1 localhost", 0o644, 0) } },
        { files: { "/etc/hosts": hosts, "/etc/nsswitch.conf": file("", 0o644, 0) } },
        { files: { "/etc/hosts": { kind: "directory", mode: 0o755, owner: 0 } } },
        { files: { "/etc/hosts": { kind: "absent" } } },
      ];
      const digests = await Promise.all(others.map(digest));
      expect(new Set([plain, ...digests]).size).toBe(others.length + 1);
    });

    it("gives a resolver in the harness sockets in the lab", async () => {
      const seen: unknown[] = [];
      const dead = { ...nameserver, address: "10.247.3.11", udp: "closed", tcp: "closed" } as const;
      const { trace } = await station.emulate(
        cell([nameserver, dead]),
        someGo,
        async (world) => {
          const { network, clock } = world;
          const deadlineMs = clock.nowMs() + 10_000;
          await question(world);
          const closed = await network.udp({ address: dead.address, port: 53 });
          await closed.send(encodeQuery({ id: 8, name: "name.test", type: 28 }));
          seen.push(await closed.receive(deadlineMs).catch(String));
          seen.push(await network.tcp({ address: dead.address, port: 53 }, deadlineMs).catch(String));
          seen.push(await network.udp({ address: "192.0.2.1", port: 53 }).catch(String));
          seen.push(await network.sourceFor({ address: "10.247.3.10", port: 53 }));
          seen.push(await network.sourceFor({ address: "192.0.2.1", port: 53 }));
          const tcp = await network.tcp({ address: "10.247.3.10", port: 53 }, deadlineMs);
          const query = encodeQuery({ id: 9, name: "name.test", type: 1, ednsSize: 1232 });
          await tcp.write(Uint8Array.of(0, query.length, ...query), deadlineMs);
          seen.push((await tcp.read(deadlineMs)).length > 2);
          tcp.close();
          return found;
        },
        signal,
      );
      expect(seen).toEqual([
        "SocketError: read: ECONNREFUSED",
        "SocketError: connect: ECONNREFUSED",
        "SocketError: connect: ENETUNREACH",
        "10.247.3.10",
        null,
        true,
      ]);
      expect(
        trace.map(({ server, transport, type, edns, reply, icmp }) => [
          server,
          transport,
          type,
          edns,
          reply?.rcode,
          icmp,
        ]),
      ).toEqual([
        ["10.247.3.10:53", "udp", "A", false, "NOERROR", null],
        ["10.247.3.11:53", "udp", "AAAA", false, undefined, "port-unreachable"],
        ["10.247.3.10:53", "tcp", "A", true, "NOERROR", null],
      ]);
    });

    it("sets the host's sysctls in the cell's network", async () => {
      const plain = await engine.station(ready, withoutIpv6);
      const source = async (from: Station): Promise<string | null> => {
        let address: string | null = null;
        const use = async (world: World): Promise<Outcome> => {
          address = await world.network.sourceFor({ address: "::1", port: 53 });
          return found;
        };
        await from.emulate(cell(), someGo, use, signal);
        return address;
      };
      expect([await source(station), await source(plain)]).toEqual(["::1", null]);
    });

    it.each([
      ["an unknown sysctl", { ...defaultHost, sysctls: { "net.ipv4.nothing": "1" } }, "net.ipv4.nothing"],
      [
        "a system call that this CPU does not have",
        { ...defaultHost, id: "z", syscalls: { clock_gettime128: "EPERM" } },
        "clock_gettime128",
      ],
      [
        "an answer that no filter gives",
        { ...defaultHost, id: "x", syscalls: { readv: 3 } },
        "readv cannot be made to return 3",
      ],
    ])("is unavailable for %s, and tells it", async (_, host, message) => {
      const attempt = engine.station(ready, host).then((from) => look(cell(), from));
      await expect(attempt).rejects.toThrow(Unavailable);
      await expect(attempt).rejects.toThrow(message);
    });

    it("ends at once when it is told to, and leaves neither processes nor networks", async () => {
      const remaining = (): Promise<readonly string[]> =>
        name === "docker" ? containerProcesses(process.pid) : descendants(process.pid);
      const only = name === "docker" ? ["labd"] : ["labd", "unshare"];
      const mute = [{ ...nameserver, udp: "silent" } as const];
      const stop = new AbortController();
      // On its own time a cell would not wait for the server, and end before it is told to.
      const { value: waiting } = await OPEN[name]("real");
      if (waiting === null) throw new Error("not skipped?");
      const station = await waiting.station(ready, defaultHost);
      let asked = (): void => {};
      const asking = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const cells = [
        ...Array.from({ length: 4 }, () => station.observe(cell(mute), lookup, stop.signal)),
        station.emulate(
          cell(mute),
          someGo,
          async (world) => {
            const socket = await world.network.udp({ address: "10.247.3.10", port: 53 });
            asked();
            await socket.receive(world.clock.nowMs() + 100_000);
            return found;
          },
          stop.signal,
        ),
      ].map((running) => running.catch(String));
      await asking;
      stop.abort();
      expect(new Set(await Promise.all(cells))).toEqual(new Set(["Unavailable: cancelled"]));
      const left = await eventually(
        remaining,
        (names) => new Set(names).size === only.length && !names.some((process) => !only.includes(process)),
      );
      await waiting.close();
      expect([...new Set(left)].sort()).toEqual(only);
    });
  });
});

const both = NAMES.map(whyNot).find((reason) => reason !== null) ?? null;

describe.skipIf(both !== null)(titled("closing", both), () => {
  it("leaves nothing", async () => {
    await Promise.all(NAMES.map((name) => engines[name].value?.close()));
    expect(await containersOf(process.pid)).toEqual([]);
    expect(await descendants(process.pid)).toEqual([]);
    if (engines.local.value === null || image.value === null) throw new Error("not skipped?");
    const station = await engines.local.value.station(image.value, defaultHost);
    await expect(station.observe(cell(), lookup, signal)).rejects.toThrow("the lab was closed");
  });
});
