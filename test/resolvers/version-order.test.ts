import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseResolverId, type ResolverId } from "../../harness/resolvers/id.ts";
import { compareReleases, compareVersions } from "../../harness/resolvers/version-order.ts";

function idOf(text: string): ResolverId {
  const id = parseResolverId(text);
  if (id === null) throw new Error(`${text} is no resolver`);
  return id;
}

describe("resolvers of one family from the oldest to the newest", () => {
  // Releases of CentOS 7, Debian, Ubuntu and Alpine in the order in which they came out.
  const ladders: readonly (readonly string[])[] = [
    [
      ...["glibc@2.17", "glibc@2.17-55.el7", "glibc@2.17-196.el7", "glibc@2.17-196.el7_4.2"],
      ...["glibc@2.17-222.el7", "glibc@2.17-260.el7", "glibc@2.17-260.el7_6.3", "glibc@2.17-260.el7_6.10"],
      ...["glibc@2.17-292.el7", "glibc@2.17-326.el7_9", "glibc@2.17-326.el7_9.3", "glibc@2.26"],
    ],
    [
      ...["glibc@2.31-13", "glibc@2.31-13+deb11u5", "glibc@2.31-13+deb11u13", "glibc@2.35-0ubuntu3"],
      ...["glibc@2.35-0ubuntu3.8", "glibc@2.35-0ubuntu3.10", "glibc@2.36-8", "glibc@2.36-9"],
      ...["glibc@2.36-9+deb12u3", "glibc@2.36-9+deb12u10", "glibc@2.36-10", "glibc@2.41-12"],
    ],
    [
      ...["musl@1.1.19", "musl@1.1.24", "musl@1.2.0", "musl@1.2.3", "musl@1.2.3-r4", "musl@1.2.3-r10"],
      ...["musl@1.2.4", "musl@1.2.4-r2", "musl@1.2.4_git20230717", "musl@1.2.4_git20230717-r5"],
      ...["musl@1.2.4_git20231024", "musl@1.2.5", "musl@1.2.10"],
    ],
    ["go@1.9", "go@1.11", "go@1.19", "go@1.22", "go@1.22.2", "go@1.22.12", "go@1.24", "go@1.24-netgo"],
  ];
  test.each(ladders.map((ladder) => [ladder[0], ladder] as const))("from %s on", (_, ladder) => {
    ladder.forEach((left, place) => {
      ladder.forEach((right, other) => {
        const order = Math.sign(compareReleases(idOf(left), idOf(right)));
        expect(order, `${left} and ${right}`).toBe(Math.sign(place - other));
      });
    });
  });
});

describe("as rpm and dpkg order them", () => {
  // As in rpm's own test suite (tests/rpmvercmp.at) and deb-version(7); _rc and _alpha as Alpine's packages have them.
  const rows: readonly (readonly [string, -1 | 0 | 1, string])[] = [
    ["2.9", -1, "2.10"],
    ["2.36", 0, "2.36"],
    ["2.0", -1, "2.0.1"],
    ["5.5p2", -1, "5.5p10"],
    ["10xyz", -1, "10.1xyz"],
    ["1.05", 0, "1.5"],
    ["2.0.1a", 1, "2.0.1"],
    ["1.0~rc1", -1, "1.0"],
    ["1.0~rc1", -1, "1.0~rc2"],
    ["1.2.0_rc1", -1, "1.2.0"],
    ["1.2.0_alpha2", -1, "1.2.0_beta1"],
    ["1.0", -1, "1.0+b1"],
    ["1.0~~", -1, "1.0~"],
  ];
  test.each(rows)("%s, %d, %s", (left, order, right) => {
    expect(Math.sign(compareVersions(left, right))).toBe(order);
    // + 0: a test of equality sees -0.
    expect(Math.sign(compareVersions(right, left)) + 0).toBe(-order + 0);
  });

  test("numbers of any length", () => {
    expect(compareVersions("1.20000000000000001", "1.20000000000000002")).toBeLessThan(0);
    expect(compareVersions(`1.${"9".repeat(400)}`, `1.1${"0".repeat(400)}`)).toBeLessThan(0);
  });
});

test("it is an order: whatever is not before comes after, and what is between is between", () => {
  const version = fc
    .array(fc.constantFrom("0", "1", "2", "10", "a", "el", "rc", "git", ".", "_", "+", "~"), { maxLength: 6 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});
