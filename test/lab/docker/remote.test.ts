/** An engine that is reached over TCP, as one on another machine is: nothing may depend on its files or sockets. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDocker, connectDockerAt } from "../../../harness/lab/docker/connect.ts";
import { openDockerEngine } from "../../../harness/lab/docker/engine.ts";
import { alpine, cell, defaultHost, someGo, titled } from "../support/labs.ts";
import { containersOf } from "../support/leftovers.ts";

const image = await alpine();
const search = await connectDocker();
const socket =
  search.kind === "connected" ? /^unix:\/\/(.*)$/s.exec(search.connection.endpoint)?.[1] : undefined;
const reason = image.reason ?? (socket === undefined ? "no Docker engine at a socket" : null);
if (reason !== null && process.env.CI !== undefined) throw new Error(reason);

describe.skipIf(reason !== null)(titled("an engine over TCP", reason), () => {
  let proxy: Server;
  const connections = new Set<Socket>();

  beforeAll(async () => {
    proxy = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ path: socket ?? "", allowHalfOpen: true });
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        connections.add(from);
        from.on("error", () => to.destroy());
        from.pipe(to);
      }
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
  });
  afterAll(async () => {
    for (const connection of connections) connection.destroy();
    proxy.close();
    await once(proxy, "close");
  });

  /** The address that stands for the other machine. */
  function url(): string {
    // A TCP server that listens has an address of this kind.
    return `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  }

  it("observes as one nearby does, and is left clean", async () => {
    if (image.value === null) throw new Error("not skipped?");
    const engine = await openDockerEngine(await connectDockerAt(url()));
    try {
      expect(engine.about).toContain(url());
      const station = await engine.station(image.value, defaultHost);
      const lookup = { name: "name.test", family: "ip" } as const;
      const { outcome } = await station.observe(cell(), lookup, new AbortController().signal);
      expect(outcome).toMatchObject({ kind: "answer", addresses: ["10.21.42.97"] });
    } finally {
      await engine.close();
    }
    expect(await containersOf(process.pid)).toEqual([]);
  });

  it("that goes away makes its cells unavailable, with the reason", async () => {
    if (image.value === null) throw new Error("not skipped?");
    const engine = await openDockerEngine(await connectDockerAt(url()));
    const station = await engine.station(image.value, defaultHost);
    const waiting = station.emulate(
      cell(),
      someGo,
      async (world) => {
        for (const connection of connections) connection.destroy();
        await world.clock.sleep(100_000);
        return { kind: "answer", addresses: [] };
      },
      new AbortController().signal,
    );
    await expect(waiting).rejects.toThrow("labd ended: the connection to its container ended");
    await engine.close();
    expect(await containersOf(process.pid)).toEqual([]);
  });
});
