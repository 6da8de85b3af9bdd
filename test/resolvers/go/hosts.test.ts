import { describe, expect, test } from "vitest";
import { lookupStaticHost, parseHosts } from "../../../harness/resolvers/go/hosts.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";

const CONTENT = [
  "127.0.0.1 localhost loopback # nothing",
  "::1\tlocalhost",
  "  192.0.2.1 Web.Example.Test web",
  "192.0.2.2 web web",
  "192.0.2.3 rooted.test.",
  "192.0.2.033 old",
  "::ffff:192.0.2.4 mapped",
  "192.0.2.5",
  "nothing web",
  "#192.0.2.6 web",
  "fe80::1%eth0 zoned",
].join("\n");

function lookup(name: string, version = "1.27") {
  return lookupStaticHost(parseHosts(CONTENT, featuresOf({ version })), name);
}

describe("lookupStaticHost", () => {
  test.each([
    ["localhost", ["127.0.0.1", "::1"]],
    ["LOCALHOST", ["127.0.0.1", "::1"]],
    ["loopback", ["127.0.0.1"]],
    ["web", ["192.0.2.1", "192.0.2.2", "192.0.2.2"]],
    ["web.example.test", ["192.0.2.1"]],
    ["web.example.test.", ["192.0.2.1"]],
    ["rooted.test", ["192.0.2.3"]],
    ["mapped", ["::ffff:192.0.2.4"]],
    ["zoned", ["fe80::1%eth0"]],
  ])("%s", (name, addresses) => expect(lookup(name)?.addresses).toEqual(addresses));

  test.each(["localhost.", "old", "nothing", "", "#"])("not %j", (name) => expect(lookup(name)).toBeNull());

  test("Go 1.16 reads leading zeros as decimal, and up to Go 1.20 mapped addresses are IPv4", () => {
    expect(lookup("old", "1.16")?.addresses).toEqual(["192.0.2.33"]);
    expect(lookup("mapped", "1.20")?.addresses).toEqual(["192.0.2.4"]);
  });

  test("the canonical name is the first of the first line that has the name", () => {
    expect(lookup("web")?.canonicalName).toBe("web.example.test.");
    expect(lookup("loopback")?.canonicalName).toBe("localhost");
  });
});

test("notes", () => {
  const { notes } = parseHosts("1.2.3.4 A b.c\nx y\n1.2.3.4\n# c\n", featuresOf({ version: "1.27" }));
  expect(notes).toMatchObject([
    { line: 1, effect: "a, b.c.: 1.2.3.4" },
    { line: 2, ignored: true, why: '"x" is not an IP address' },
    { line: 3, ignored: true, why: "no name behind the address" },
    { line: 4, ignored: true, why: "blank or comment" },
  ]);
});
