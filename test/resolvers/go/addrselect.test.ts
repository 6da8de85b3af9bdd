import { describe, expect, test } from "vitest";
import { sortByRfc6724, sourceProbe } from "../../../harness/resolvers/go/addrselect.ts";
import { formatIpAddress, parseLiteral } from "../../../harness/resolvers/go/literals.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";

const NEW = featuresOf({ version: "1.27" });

/** Sorts "destination source" lines; no source: unreachable. */
async function sort(lines: readonly string[], version = "1.27"): Promise<readonly string[]> {
  const features = featuresOf({ version });
  const sources = new Map<string, string>();
  const addresses = lines.map((line) => {
    const [destination = "", source] = line.split(" ");
    const address = parseLiteral(destination, NEW);
    if (address === null) throw new RangeError(line);
    if (source !== undefined) sources.set(formatIpAddress(address), source);
    return address;
  });
  const sorted = await sortByRfc6724(
    addresses,
    async (address) => sources.get(formatIpAddress(address)) ?? null,
    features,
  );
  return sorted.map(formatIpAddress);
}

describe("rules", () => {
  /** What decides, then destinations in their final order, each with its source. */
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["1: reachable before unreachable", ["192.0.2.1 192.0.2.9", "2001:db8::1"]],
    ["2: matching scope", ["192.0.2.1 192.0.2.9", "2001:db8::1 fe80::1"]],
    ["5: matching label", ["2001:db8::1 2001:db8::9", "2002::1 2001:db8::9"]],
    [
      "6: loopback before global IPv6 before IPv4",
      ["::1 ::1", "2001:db8::1 2001:db8::9", "127.0.0.1 127.0.0.1"],
    ],
    ["6: IPv6 before IPv4", ["2001:db8::1 2001:db8::9", "192.0.2.1 192.0.2.9"]],
    ["6: IPv4 before 6to4", ["192.0.2.1 192.0.2.9", "2002::1 2002::9"]],
    ["6: IPv4 before unique local", ["192.0.2.1 192.0.2.9", "fc00::1 fc00::9"]],
    ["8: smaller scope", ["fe80::1 fe80::9", "2001:db8::1 2001:db8::9"]],
    ["9: longest prefix, IPv6", ["2001:db8:9::1 2001:db8:9::9", "2001:db8:1::1 2001:db8:9::9"]],
  ];
  test.each(rows)("%s", async (_, inOrder) => {
    const addresses = inOrder.map((line) => line.split(" ")[0]);
    expect(await sort(inOrder)).toEqual(addresses);
    expect(await sort(inOrder.toReversed())).toEqual(addresses);
  });
});

describe("what is equal keeps its order", () => {
  test.each([
    ["IPv4 addresses whatever their prefixes", ["203.0.113.1 10.0.0.1", "10.0.0.2 10.0.0.1"]],
    ["unreachable ones of both families", ["203.0.113.1", "2001:db8::1"]],
    [
      "IPv6 addresses that share more than the network part",
      ["2001:db8::1:1 2001:db8::1:9", "2001:db8::2:1 2001:db8::1:9"],
    ],
  ])("%s", async (_, lines) => {
    const addresses = lines.map((line) => line.split(" ")[0]);
    expect(await sort(lines)).toEqual(addresses);
    expect(await sort(lines.toReversed())).toEqual(addresses.toReversed());
  });
});

test("Go 1.21.0 to 1.21.10 took a mapped loopback address for a global one", async () => {
  // As a destination of its own scope it is no worse than another address; of global scope it is.
  const lines = ["::ffff:127.0.0.1 127.0.0.1", "192.0.2.1 192.0.2.9"];
  expect(await sort(lines, "1.21.10")).toEqual(["192.0.2.1", "127.0.0.1"]);
  expect(await sort(lines, "1.21.11")).toEqual(["127.0.0.1", "192.0.2.1"]);
  expect(await sort(lines, "1.20")).toEqual(["127.0.0.1", "192.0.2.1"]);
});

test("each source is asked for once, towards port 53 from Go 1.23 on", async () => {
  const asked: string[] = [];
  const network = {
    udp: () => Promise.reject(new Error("no socket")),
    unconnectedUdp: () => Promise.reject(new Error("no socket")),
    tcp: () => Promise.reject(new Error("no socket")),
    sourceFor: async ({ address, port }: { address: string; port: number }) => {
      asked.push(`${address} ${port}`);
      return null;
    },
  };
  const address = parseLiteral("192.0.2.1", NEW);
  for (const version of ["1.22", "1.23"]) {
    const probe = sourceProbe(network, featuresOf({ version }));
    if (address !== null) await Promise.all([probe(address), probe(address)]);
  }
  expect(asked).toEqual(["192.0.2.1 9", "192.0.2.1 53"]);
});
