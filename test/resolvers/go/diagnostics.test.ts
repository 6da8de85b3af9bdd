import { describe, expect, test } from "vitest";
import { startLines } from "../../../harness/resolvers/go/diagnostics.ts";
import type { GoBuild } from "../../../harness/resolvers/go/index.ts";
import { settingsOf } from "../../../harness/resolvers/go/settings.ts";
import { pure, withCgo } from "./support.ts";

const netgo = { tags: ["netgo"] };
const netcgo = { tags: ["netcgo"] };

/** Build without GODEBUG, the value of netdns, and what is printed at level 1. */
const ROWS: readonly (readonly [GoBuild, string, readonly string[]])[] = [
  [withCgo("1.18"), "1", ["dynamic selection of DNS resolver"]],
  [pure("1.20"), "1", ["built with netgo build tag; using Go's DNS resolver"]],
  [withCgo("1.20", netgo), "1", ["built with netgo build tag; using Go's DNS resolver"]],
  [withCgo("1.20"), "go+1", ["GODEBUG setting forcing use of Go's resolver"]],
  [withCgo("1.20"), "cgo+1", ["using cgo DNS resolver"]],
  [withCgo("1.20", netcgo), "1", ["using cgo DNS resolver"]],
  [pure("1.21"), "1", ["cgo resolver not supported; using Go's DNS resolver"]],
  [pure("1.23"), "go+1", ["GODEBUG setting forcing use of Go's resolver"]],
  [withCgo("1.23", netgo), "1", ["built with netgo build tag; using Go's DNS resolver"]],
  [withCgo("1.23"), "x+1", ["dynamic selection of DNS resolver"]],
  [pure("1.24"), "1", ["using the Go DNS resolver"]],
  [pure("1.24"), "go+1", ["using the Go DNS resolver"]],
  [
    pure("1.24"),
    "cgo+1",
    ["ignoring GODEBUG=netdns=cgo as the binary was compiled without support for the cgo resolver"],
  ],
  [
    withCgo("1.24", netgo),
    "cgo+1",
    ["ignoring GODEBUG=netdns=cgo as the binary was compiled without support for the cgo resolver"],
  ],
  [withCgo("1.24"), "go+1", ["GODEBUG setting forcing use of the Go resolver"]],
  [withCgo("1.24"), "cgo+1", ["GODEBUG setting forcing use of the cgo resolver"]],
  [withCgo("1.24", netcgo), "1", ["using the cgo DNS resolver"]],
  [withCgo("1.24", netcgo), "go+1", ["GODEBUG setting forcing use of the Go resolver"]],
  [
    withCgo("1.27"),
    "x+1",
    ["GODEBUG=netdns contains an invalid dns mode, ignoring it", "dynamic selection of DNS resolver"],
  ],
  [withCgo("1.24"), "go", []],
];

test.each(ROWS)("%j netdns=%s", (build, netdns, lines) => {
  const settings = settingsOf({ ...build, godebug: `netdns=${netdns}` }, {});
  expect(startLines(settings, false)).toEqual(lines.map((line) => `go package net: ${line}`));
});

describe("environment and files", () => {
  const line = (version: string, env: Record<string, string>, isUnreadable: boolean) =>
    startLines(settingsOf(withCgo(version, { godebug: "netdns=1" }), env), isUnreadable).at(-1);

  test.each([
    ["1.19", { LOCALDOMAIN: "x" }, false, "using cgo DNS resolver"],
    ["1.23", { LOCALDOMAIN: "x" }, false, "using cgo DNS resolver"],
    ["1.24", { LOCALDOMAIN: "x" }, false, "dynamic selection of DNS resolver"],
    ["1.19", {}, true, "using cgo DNS resolver"],
    ["1.20", {}, true, "dynamic selection of DNS resolver"],
  ])("Go %s, %j, resolv.conf unreadable: %s", (version, env, isUnreadable, text) => {
    expect(line(version, env, isUnreadable)).toBe(`go package net: ${text}`);
  });
});

test("level 2 also prints what was asked for, from Go 1.19 on", () => {
  const first = (version: string) =>
    startLines(settingsOf(withCgo(version, { godebug: "netdns=cgo+2" }), {}), false)[0];
  expect(first("1.18")).toBe("go package net: using cgo DNS resolver");
  expect(first("1.19")).toBe("go package net: confVal.netCgo = true  netGo = false");
});
