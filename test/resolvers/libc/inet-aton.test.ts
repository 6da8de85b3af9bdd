import { describe, expect, it } from "vitest";
import { parseInetAton, parseLibcAddress } from "../../../harness/resolvers/libc/inet-aton.ts";

describe("an address as libcs take it", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["1.2.3", "1.2.0.3"],
    ["0x7f.1", "127.0.0.1"],
    ["0X7F.0.0.1", "127.0.0.1"],
    ["010.0.0.1", "8.0.0.1"],
    ["4294967295", "255.255.255.255"],
    ["0", "0.0.0.0"],
    ["1.16777215", "1.255.255.255"],
  ])("%s is %s", (text, address) => expect(parseInetAton(text)).toBe(address));

  it.each([
    ...[
      "4294967296",
      "256.1.1.1",
      "08.0.0.1",
      "1.2.3.4.5",
      "1.2.3.4.",
      "1.16777216",
      "1.2.65536",
      "1.2.3.256",
    ],
    ...["", ".", "1..2", "0x", "-1", "+1", "1e3", "x", "1.2.3.4 ", "10.0.0.53:53", "١"],
  ])("%j is a name", (text) => expect(parseLibcAddress(text)).toBeNull());

  it.each([
    ["2001:DB8::1", "2001:db8::1"],
    ["fe80::1%2", "fe80::1%2"],
    ["::ffff:1.2.3.4", "::ffff:1.2.3.4"],
  ])("%s is %s", (text, address) => expect(parseLibcAddress(text)).toBe(address));

  it.each(["[::1]", ":::", "1:2:3"])("%s is no IPv6 address", (text) => {
    expect(parseLibcAddress(text)).toBeNull();
  });
});
