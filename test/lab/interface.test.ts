/** A scenario's interface in a lab: the addresses and routes that the simulated network imagines, asked of a kernel. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ImageDefinition } from "../../harness/images/image.ts";
import { imaginedImage } from "../../harness/images/imagined.ts";
import { routesOf, type SimulatedInterface } from "../../harness/world/simulated-interface.ts";
import { SimulatedRoutes } from "../../harness/world/simulated-routes.ts";
import { asArchive } from "./model/bare-archive.ts";
import { cell, defaultHost, OPEN, someGo, titled, useOwnCache } from "./support/labs.ts";

const DESTINATIONS = [
  "10.1.0.77",
  "10.2.0.1",
  "192.0.2.1",
  "8.8.8.8",
  "2001:db8:1::9",
  "2001:db8:2::9",
  "2001:4860:4860::8888",
  "fd00::1",
  "fd00:1::1",
  "2002:c000:201::1",
  "fe80::1%1",
  "fe80::1%3",
];

const NETWORKS: readonly (readonly [string, SimulatedInterface])[] = [
  ["IPv4 alone", { addresses: [{ address: "10.1.0.5", prefixLength: 24 }], routes: ["ip4"] }],
  [
    "addresses without routes",
    {
      addresses: [
        { address: "10.1.0.5", prefixLength: 24 },
        { address: "2001:db8:1::5", prefixLength: 64 },
      ],
      routes: [],
    },
  ],
  [
    "several of both families",
    {
      addresses: [
        { address: "10.1.0.5", prefixLength: 24 },
        { address: "10.2.0.5", prefixLength: 24 },
        { address: "2001:db8:1::5", prefixLength: 64 },
        { address: "2001:db8:2::5", prefixLength: 64 },
        { address: "fd00::5", prefixLength: 64 },
      ],
      routes: ["ip4", "ip6"],
    },
  ],
];

const IMAGE: ImageDefinition = {
  id: "bare",
  title: "",
  libc: null,
  sources: [],
  default: false,
  unverified: false,
};

useOwnCache();
const local = await OPEN.local();
afterAll(() => local.value?.close());

describe.skipIf(local.reason !== null)(titled("a network with an interface", local.reason), () => {
  it.each(NETWORKS)("%s", async (_, network) => {
    const folder = await mkdtemp(join(tmpdir(), "rm-interface-"));
    try {
      const image = await imaginedImage(IMAGE);
      const station = await local.value?.station(await asArchive(image, folder), defaultHost);
      const setup = { ...cell([]), network };
      const sources = new Map<string, string | null>();
      await station?.emulate(
        setup,
        someGo,
        async (world) => {
          for (const address of DESTINATIONS) {
            sources.set(address, await world.network.sourceFor({ address, port: 53 }));
          }
          return { kind: "answer", addresses: [] };
        },
        new AbortController().signal,
      );
      const simulated = new SimulatedRoutes([], routesOf(network), true);
      const imagined = DESTINATIONS.map((address) => {
        const path = simulated.to(address);
        return [address, path.kind === "none" ? null : path.source];
      });
      expect([...sources]).toEqual(imagined);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
