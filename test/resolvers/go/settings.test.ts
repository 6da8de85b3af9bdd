import { describe, expect, test } from "vitest";
import { settingsOf } from "../../../harness/resolvers/go/settings.ts";
import { pure, withCgo } from "./support.ts";

describe("GODEBUG=netdns", () => {
  test.each([
    ["netdns=go", "go", 0],
    ["netdns=cgo+2", "cgo", 2],
    ["netdns=1+go", "go", 1],
    ["netdns=2", "", 2],
    ["netdns=+9", "", 9],
    ["netdns=go+cgo", "cgo", 0],
    ["netdns=2x", "", 2],
    ["netdns=go+1+2", "go", 1],
    ["netdns=", "", 0],
    ["xnetdns=go", "", 0],
    ["a=b,netdns=go,c", "go", 0],
  ])("%s", (godebug, dnsMode, debugLevel) => {
    expect(settingsOf(pure("1.24", { godebug }), {})).toMatchObject({ dnsMode, debugLevel });
  });

  test("of several settings the first counted, from Go 1.20 on the last does", () => {
    const mode = (version: string) =>
      settingsOf(pure(version, { godebug: "netdns=go,netdns=cgo" }), {}).dnsMode;
    expect([mode("1.19"), mode("1.20")]).toEqual(["go", "cgo"]);
  });

  test("the build's own comes before the environment's", () => {
    const env = { GODEBUG: "netdns=cgo" };
    expect(settingsOf(pure("1.24"), env).dnsMode).toBe("cgo");
    expect(settingsOf(pure("1.24", { godebug: "netdns=go" }), env).dnsMode).toBe("go");
  });
});

describe("build", () => {
  test.each([
    ["1.20", pure("1.20"), { cgoAvailable: false, netGo: true, netCgo: false }],
    ["1.21", pure("1.21"), { cgoAvailable: false, netGo: false, netCgo: false }],
    ["1.21 with cgo", withCgo("1.21"), { cgoAvailable: true, netGo: false, netCgo: false }],
    ["netgo", withCgo("1.24", { tags: ["netgo"] }), { cgoAvailable: false, netGo: true, netCgo: false }],
    ["netcgo", withCgo("1.19", { tags: ["netcgo"] }), { cgoAvailable: true, netGo: false, netCgo: true }],
    [
      "netcgo without cgo",
      pure("1.19", { tags: ["netcgo"] }),
      { cgoAvailable: false, netGo: true, netCgo: false },
    ],
  ])("%s", (_, build, settings) => expect(settingsOf(build, {})).toMatchObject(settings));
});

describe("environment that makes a process prefer libc", () => {
  test.each([
    [{ LOCALDOMAIN: "" }, "LOCALDOMAIN"],
    [{ RES_OPTIONS: "" }, null],
    [{ RES_OPTIONS: "ndots:2" }, "RES_OPTIONS"],
    [{ HOSTALIASES: "/x" }, "HOSTALIASES"],
    [{ ASR_CONFIG: "/x" }, null],
  ])("%j", (env, environment) => expect(settingsOf(withCgo("1.24"), env).environment).toBe(environment));
});

describe("EDNS0", () => {
  test.each([
    ["1.18", {}, false],
    ["1.19", {}, true],
    ["1.21.11", { godebug: "netedns0=0" }, true],
    ["1.21.12", { godebug: "netedns0=0" }, false],
    ["1.24", { godebug: "netedns0=1" }, true],
    ["1.24", { goLine: "1.18" }, false],
    ["1.24", { goLine: "1.18.3" }, false],
    ["1.24", { goLine: "1.19" }, true],
    ["1.24", { goLine: "1.20rc1" }, true],
    ["1.24", { goLine: null }, false],
    ["1.22.4", { goLine: null }, true],
    ["1.24", { goLine: null, godebug: "netedns0=1" }, true],
  ])("Go %s, %j: %s", (version, build, sends) => {
    expect(settingsOf(pure(version, build), {}).sendsOpt).toBe(sends);
  });
});
