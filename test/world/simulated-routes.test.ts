import { describe, expect, it } from "vitest";
import { type Path, SimulatedRoutes } from "../../harness/world/simulated-routes.ts";

const show = (path: Path) =>
  path.kind === "none"
    ? `${path.udp}/${path.tcp}`
    : path.kind === "local"
      ? `${path.address} from ${path.source}`
      : `away from ${path.source}`;

/** As `connect` and `getsockname` answered in a new network namespace with these addresses on lo, all as /32 or /128. */
describe("a lab's addresses", () => {
  const routes = new SimulatedRoutes(["10.1.1.1", "127.0.0.53", "2001:db8::53"], [], true);
  it.each([
    ["10.1.1.1", "10.1.1.1 from 10.1.1.1"],
    ["10.1.1.2", "ENETUNREACH/ENETUNREACH"],
    ["127.0.0.1", "127.0.0.1 from 127.0.0.1"],
    ["127.0.0.9", "127.0.0.9 from 127.0.0.1"],
    ["127.0.0.53", "127.0.0.53 from 127.0.0.1"],
    ["127.255.255.255", "EACCES/ENETUNREACH"],
    ["0.0.0.0", "127.0.0.1 from 127.0.0.1"],
    ["0.0.0.1", "ENETUNREACH/ENETUNREACH"],
    ["192.0.2.1", "ENETUNREACH/ENETUNREACH"],
    ["224.0.0.1", "ENETUNREACH/ENETUNREACH"],
    ["255.255.255.255", "ENETUNREACH/ENETUNREACH"],
    ["::1", "::1 from ::1"],
    ["::", "::1 from ::1"],
    ["2001:db8::53", "2001:db8::53 from 2001:db8::53"],
    ["2001:DB8:0::53", "2001:db8::53 from 2001:db8::53"],
    ["2001:db8::99", "ENETUNREACH/ENETUNREACH"],
    ["fe80::1", "EINVAL/EINVAL"],
    ["fe80::1%lo", "ENETUNREACH/ENETUNREACH"],
    ["ff02::1", "EINVAL/ENETUNREACH"],
    ["::ffff:10.1.1.1", "10.1.1.1 from 10.1.1.1"],
    ["::ffff:192.0.2.1", "ENETUNREACH/ENETUNREACH"],
    ["::127.0.0.1", "ENETUNREACH/ENETUNREACH"],
    ["x", "EINVAL/EINVAL"],
  ])("%s: %s", (address, expected) => expect(show(routes.to(address))).toBe(expected));

  it.each([
    ["::1", "EADDRNOTAVAIL/EADDRNOTAVAIL"],
    ["::", "EADDRNOTAVAIL/EADDRNOTAVAIL"],
    ["2001:db8::53", "EADDRNOTAVAIL/EADDRNOTAVAIL"],
    ["fe80::1", "EINVAL/EINVAL"],
    ["127.0.0.1", "127.0.0.1 from 127.0.0.1"],
  ])("without IPv6, %s: %s", (address, expected) => {
    expect(show(new SimulatedRoutes(["2001:db8::53"], [], false).to(address))).toBe(expected);
  });
});

describe("routes out", () => {
  const routes = new SimulatedRoutes(
    ["10.0.0.53"],
    [
      { prefix: "192.0.2.0/24", source: "10.9.0.2" },
      { prefix: "192.0.2.128/25", source: "10.9.0.3" },
      { prefix: "10.0.0.0/8", source: "10.9.0.2" },
      { prefix: "2001:db8::/31", source: "2001:db8:9::2" },
    ],
    true,
  );
  it.each([
    ["192.0.2.1", "away from 10.9.0.2"],
    ["192.0.2.127", "away from 10.9.0.2"],
    ["192.0.2.128", "away from 10.9.0.3"],
    ["192.0.3.1", "ENETUNREACH/ENETUNREACH"],
    ["10.0.0.53", "10.0.0.53 from 10.0.0.53"],
    ["10.9.0.2", "10.9.0.2 from 10.9.0.2"],
    ["2001:db9::1", "away from 2001:db8:9::2"],
    ["2001:dba::1", "ENETUNREACH/ENETUNREACH"],
  ])("%s: %s", (address, expected) => expect(show(routes.to(address))).toBe(expected));

  it.each(["192.0.2.0", "192.0.2.0/33", "x/8", "192.0.2.0/"])("%s is not a prefix", (prefix) => {
    expect(() => new SimulatedRoutes([], [{ prefix, source: "10.9.0.2" }], true)).toThrow(RangeError);
  });

  it("everything may be routed", () => {
    const all = new SimulatedRoutes([], [{ prefix: "0.0.0.0/0", source: "10.9.0.2" }], true);
    expect(show(all.to("8.8.8.8"))).toBe("away from 10.9.0.2");
    expect(show(all.to("2001:db8::1"))).toBe("ENETUNREACH/ENETUNREACH");
  });
});
