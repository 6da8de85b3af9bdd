import { describe, expect, test } from "vitest";
import {
  formatHostAddress,
  formatIpAddress,
  parseHostAddress,
  parseLiteral,
} from "../../../harness/resolvers/go/literals.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";

/** Text, then what Go 1.16, 1.20, 1.22 and 1.23 make of it ("" where it is no address). */
const ROWS: readonly (readonly [string, string, string, string, string])[] = [
  ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1"],
  ["192.000.002.001", "192.0.2.1", "", "", ""],
  ["0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0"],
  ["127.1", "", "", "", ""],
  ["1.2.3.4.", "", "", "", ""],
  ["1.2.3.4.5", "", "", "", ""],
  ["256.1.1.1", "", "", "", ""],
  ["1.2.3.4%lo", "", "", "", ""],
  ["1..2.3", "", "", "", ""],
  ["2130706433", "", "", "", ""],
  ["", "", "", "", ""],
  ["::", "::", "::", "::", "::"],
  ["::1", "::1", "::1", "::1", "::1"],
  ["2001:DB8::1", "2001:db8::1", "2001:db8::1", "2001:db8::1", "2001:db8::1"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"],
  ["1:2:3:4:5:6:7:8::", "", "", "", ""],
  ["1::2::3", "", "", "", ""],
  [":::1", "", "", "", ""],
  ["1:", "", "", "", ""],
  [":1::", "", "", "", ""],
  ["12345::", "", "", "", ""],
  ["00001::", "1::", "1::", "1::", ""],
  ["::1.2.3.4", "::102:304", "::102:304", "::102:304", "::102:304"],
  ["::01.2.3.4", "::102:304", "", "", ""],
  ["1.2.3.4::", "", "", "", ""],
  [
    "1:2:3:4:5:6:1.2.3.4",
    "1:2:3:4:5:6:102:304",
    "1:2:3:4:5:6:102:304",
    "1:2:3:4:5:6:102:304",
    "1:2:3:4:5:6:102:304",
  ],
  ["1:2:3:4:5:6:7:1.2.3.4", "", "", "", ""],
  ["::FFFF:192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1"],
  ["fe80::1%eth0", "fe80::1%eth0", "fe80::1%eth0", "fe80::1%eth0", "fe80::1%eth0"],
  ["fe80::1%", "fe80::1", "fe80::1", "", ""],
  ["fe80::1%a%b", "", "", "fe80::1%a%b", "fe80::1%a%b"],
  ["%::1", "", "", "", ""],
  ["[::1]", "", "", "", ""],
];

describe.each(["1.16", "1.20", "1.22", "1.23"])("Go %s", (version) => {
  const column = ["1.16", "1.20", "1.22", "1.23"].indexOf(version) + 1;
  test.each(ROWS)("%s", (...row) => {
    const address = parseLiteral(row[0], featuresOf({ version }));
    expect(address === null ? "" : formatIpAddress(address)).toBe(row[column]);
  });
});

test("net/netip keeps mapped addresses in the hosts file, the old parser did not", () => {
  const spelled = (version: string) => {
    const features = featuresOf({ version });
    const address = parseLiteral("::ffff:192.0.2.1", features);
    return address === null ? null : formatHostAddress(address, features);
  };
  expect(spelled("1.20")).toBe("192.0.2.1");
  expect(spelled("1.21")).toBe("::ffff:192.0.2.1");
});

test("an entry of the hosts file whose zone holds a percent sign is no address of LookupIPAddr", () => {
  expect(parseHostAddress("fe80::1%a%b", featuresOf({ version: "1.21" }))).toBeNull();
  expect(parseHostAddress("fe80::1%lo", featuresOf({ version: "1.21" }))).toMatchObject({ zone: "lo" });
});
