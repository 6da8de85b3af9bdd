import { describe, expect, test } from "vitest";
import { resolveGo, throughLibc } from "../../../harness/resolvers/go/index.ts";
import type { Family, Outcome } from "../../../harness/world/world.ts";
import { machine, pure, server, withCgo } from "./support.ts";

describe("resolveGo", () => {
  const dns = [server("127.0.0.1", [], { zone: "h.test. 30 IN A 127.0.0.7\nh.test. 30 IN AAAA ::1\n" })];
  const resolve = async (name: string, family: Family, version = "1.24") => {
    const { result } = await machine({ dns }).run((world) =>
      resolveGo(withCgo(version), world, { name, family }),
    );
    return result.outcome;
  };

  test.each([
    ["ip", ["::1", "127.0.0.7"]],
    ["ip4", ["127.0.0.7"]],
    ["ip6", ["::1"]],
  ] as const)("%s", async (family, addresses) => {
    expect(await resolve("h.test", family)).toEqual({ kind: "answer", addresses, canonicalName: "h.test." });
  });

  test("fails as a program would print it", async () => {
    expect(await resolve("nx.test", "ip")).toEqual({
      kind: "error",
      class: "not-found",
      code: "no such host",
      text: "lookup nx.test on 127.0.0.1:53: no such host",
    });
  });

  test("looks without cgo whatever the build would choose", async () => {
    const setup = { dns, nss: "hosts: resolve\n", env: { GODEBUG: "netdns=cgo" } };
    const { result } = await machine(setup).run((world) =>
      resolveGo(withCgo("1.24", { tags: ["netcgo"] }), world, { name: "h.test", family: "ip4" }),
    );
    expect(result.outcome).toEqual({ kind: "answer", addresses: ["127.0.0.7"], canonicalName: "h.test." });
  });

  test.each([
    ["SERVFAIL", "temporary", "server misbehaving"],
    ["REFUSED", "permanent", "server misbehaving"],
  ])("%s is %s", async (missing, errorClass, code) => {
    const failing = [server("127.0.0.1", [], { missing })];
    const { result } = await machine({ dns: failing }).run((world) =>
      resolveGo(pure("1.24"), world, { name: "x.test", family: "ip" }),
    );
    expect(result.outcome).toMatchObject({ class: errorClass, code });
  });

  test("a refused connection is temporary", async () => {
    const { result } = await machine({ resolv: "nameserver 127.0.0.9\n" }).run((world) =>
      resolveGo(pure("1.24"), world, { name: "x.test", family: "ip" }),
    );
    expect(result.outcome).toMatchObject({ class: "temporary", code: "connection refused" });
  });
});

describe("throughLibc", () => {
  const error = (code: string, text: string): Outcome => ({ kind: "error", class: "permanent", code, text });
  const rows: readonly (readonly [string, Family, Outcome, string | null, string, string])[] = [
    ["1.24", "ip", error("EAI_NONAME", "x"), null, "not-found", "lookup h: no such host"],
    [
      "1.20",
      "ip",
      error("EAI_NODATA", "No address associated with hostname"),
      null,
      "permanent",
      "lookup h: No address associated with hostname",
    ],
    [
      "1.21",
      "ip",
      error("EAI_NODATA", "No address associated with hostname"),
      null,
      "not-found",
      "lookup h: no such host",
    ],
    ["1.12", "ip", error("EAI_AGAIN", "Try again"), null, "permanent", "lookup h: Try again"],
    ["1.13", "ip", error("EAI_AGAIN", "Try again"), null, "temporary", "lookup h: Try again"],
    [
      "1.24",
      "ip",
      error("EAI_FAIL", "Non-recoverable failure in name resolution"),
      null,
      "permanent",
      "lookup h: Non-recoverable failure in name resolution",
    ],
    [
      "1.24",
      "ip",
      error("EAI_SYSTEM", "System error"),
      "ECONNREFUSED",
      "system",
      "lookup h: connection refused",
    ],
    ["1.24", "ip", error("EAI_SYSTEM", "System error"), null, "system", "lookup h: too many open files"],
    [
      "1.24",
      "ip6",
      { kind: "answer", addresses: ["::ffff:192.0.2.1"] },
      null,
      "no-data",
      "address h: no suitable address found",
    ],
  ];
  test.each(rows)("Go %s, %s, %j", (version, family, outcome, errno, errorClass, text) => {
    expect(throughLibc(withCgo(version), { name: "h", family }, outcome, errno)).toMatchObject({
      class: errorClass,
      text,
    });
  });

  test.each([
    ["ip", ["::ffff:192.0.2.1", "fe80::1%lo", "192.0.2.2"], ["192.0.2.1", "fe80::1%lo", "192.0.2.2"]],
    ["ip4", ["192.0.2.2", "::1"], ["192.0.2.2"]],
    ["ip6", ["::1", "::ffff:192.0.2.1"], ["::1"]],
  ] as const)("%s %j", (family, addresses, expected) => {
    expect(throughLibc(withCgo("1.24"), { name: "h", family }, { kind: "answer", addresses }, null)).toEqual({
      kind: "answer",
      addresses: expected,
    });
  });
});
