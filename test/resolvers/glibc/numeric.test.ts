import { expect, test } from "vitest";
import { parseStrictIpv6 } from "../../../harness/resolvers/glibc/numeric.ts";
import { featuresOf } from "../../../harness/resolvers/glibc/versions.ts";
import { formatAddress } from "../../../harness/wire/ip.ts";

function parsed(text: string, version: string): string | null {
  const bytes = parseStrictIpv6(text, featuresOf({ version, release: null }));
  return bytes === null ? null : formatAddress(bytes);
}

test("a group of an IPv6 address has any number of leading zeros up to 2.25, as in CentOS 7", () => {
  expect(parsed("00001::1", "2.25")).toBe("1::1");
  expect(parsed("00001::1", "2.26")).toBeNull();
  expect(parsed("1::0000abcd", "2.17")).toBe("1::abcd");
  for (const version of ["2.25", "2.26"]) {
    expect(parsed("10000::1", version)).toBeNull();
    expect(parsed("0001::0", version)).toBe("1::");
    expect(parsed("::ffff:192.0.2.1", version)).toBe("::ffff:192.0.2.1");
  }
});
