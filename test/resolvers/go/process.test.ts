/** The calls of a program: what each takes and gives besides what a lookup does. */
import { describe, expect, test } from "vitest";
import {
  type CallOptions,
  createGoProcess,
  type GoAnswer,
  type GoProcess,
  type Libc,
  normalisePorts,
} from "../../../harness/resolvers/go/index.ts";
import type { World } from "../../../harness/world/world.ts";
import { type MachineSetup, machine, pure, server, withCgo } from "./support.ts";

const HOSTS = "192.0.2.1 four\n2001:db8::1 six\n::1 both\n127.0.0.1 both\n";

async function run<T>(
  setup: MachineSetup,
  version: string,
  use: (process: GoProcess, world: World) => Promise<T>,
) {
  return machine({ hosts: HOSTS, ...setup }).run((world) =>
    use(createGoProcess(pure(version), world), world),
  );
}

function brief(answer: GoAnswer): string {
  if (answer.kind === "never") return `never: ${answer.because}`;
  return answer.kind === "answer" ? `[${answer.addresses.join(" ")}]` : normalisePorts(answer.error.text);
}

describe("LookupHost", () => {
  test.each([
    ["", "lookup : no such host"],
    ["192.0.2.1", "[192.0.2.1]"],
    ["::FFFF:192.0.2.1", "[::FFFF:192.0.2.1]"],
    ["both", "[::1 127.0.0.1]"],
    ["a b", "lookup a b: no such host"],
    ["b\u00fccher", "lookup b\u00fccher: no such host"],
  ])("%j", async (name, expected) => {
    const { result } = await run({}, "1.24", (process) => process.lookupHost(name));
    expect(brief(result.answer)).toBe(expected);
  });
});

describe("LookupIPAddr", () => {
  test.each([
    ["", "lookup : no such host"],
    ["::FFFF:192.0.2.1", "[192.0.2.1]"],
    ["fe80::1%eth0", "[fe80::1%eth0]"],
    ["both", "[::1 127.0.0.1]"],
  ])("%j", async (name, expected) => {
    const { result } = await run({}, "1.24", (process) => process.lookupIPAddr(name));
    expect(brief(result.answer)).toBe(expected);
  });

  test("calls for one name share their questions", async () => {
    const { result, trace } = await run({}, "1.24", (process) =>
      Promise.all([
        process.lookupIPAddr("h.test"),
        process.lookupIPAddr("h.test"),
        process.lookupHost("h.test"),
      ]),
    );
    expect(new Set(result.map(({ answer }) => brief(answer))).size).toBe(1);
    // LookupHost asks for itself.
    expect(trace).toHaveLength(4);
  });
});

describe("LookupIP", () => {
  test.each([
    ["1.24", "ip4", "four", "[192.0.2.1]"],
    ["1.24", "ip6", "four", "address four: no suitable address found"],
    ["1.24", "ip4", "six", "address six: no suitable address found"],
    ["1.24", "ip", "both", "[::1 127.0.0.1]"],
    ["1.24", "ip4", "both", "[127.0.0.1]"],
    ["1.24", "ip6", "fe80::1%lo", "[fe80::1]"],
    ["1.24", "ip4", "::1", "address ::1: no suitable address found"],
    ["1.24", "ip", "::", "[:: 0.0.0.0]"],
    ["1.24", "ip4", "::", "[0.0.0.0]"],
    ["1.19", "ip4", "", "[<nil>]"],
    ["1.20", "ip4", "", "lookup : no such host"],
  ] as const)("Go %s, %s %j", async (version, network, name, expected) => {
    const { result } = await run({}, version, (process) => process.lookupIP(network, name));
    expect(brief(result.answer)).toBe(expected);
  });

  test("asks for one family from Go 1.17 on", async () => {
    const types = async (version: string) => {
      const { trace } = await run({}, version, (process) => process.lookupIP("ip6", "h.test"));
      return trace.map(({ type }) => type).toSorted();
    };
    expect(await types("1.16")).toEqual(["A", "AAAA"]);
    expect(await types("1.17")).toEqual(["AAAA"]);
  });
});

describe("order files without a hit", () => {
  test.each([
    ["1.19", "[]", "address h: no suitable address found"],
    ["1.20", "lookup h: no such host", "lookup h: no such host"],
  ])("Go %s", async (version, host, ip4) => {
    const { result, trace } = await run({ nss: "hosts: files\n" }, version, async (process) => [
      await process.lookupHost("h"),
      await process.lookupIPAddr("h"),
      await process.lookupIP("ip4", "h"),
    ]);
    expect(result.map(({ answer }) => brief(answer))).toEqual([host, host, ip4]);
    expect(trace).toEqual([]);
  });
});

describe("order dns,files", () => {
  const setup = { nss: "hosts: dns files\n", resolv: "nameserver 127.0.0.1\noptions attempts:1\n" };
  const failing = { ...setup, dns: [server("127.0.0.1", [], { missing: "SERVFAIL" })] };

  test("any failure of DNS sends the lookup to the hosts file", async () => {
    const { result } = await run(failing, "1.24", (process) => process.lookupHost("four"));
    expect(brief(result.answer)).toBe("[192.0.2.1]");
  });

  test("its error is reported if that does not help", async () => {
    const { result } = await run(failing, "1.24", (process) => process.lookupHost("five"));
    expect(brief(result.answer)).toBe("lookup five on 127.0.0.1:53: server misbehaving");
  });

  test("a name that is no domain name does not get there", async () => {
    const { result } = await run({ ...setup, hosts: "192.0.2.1 123\n" }, "1.24", (process) =>
      process.lookupHost("123"),
    );
    expect(brief(result.answer)).toBe("lookup 123: no such host");
  });
});

describe("LookupCNAME", () => {
  const malformed = "DNS response contained records which contain invalid names";
  test.each([
    ["1.15.12", "four", "[]"],
    ["1.15.13", "four", "lookup four: CNAME target is invalid"],
    ["1.19", "four", `lookup four: ${malformed}`],
    ["1.20", "four", "[four]"],
    ["1.24", "", "lookup : no such host"],
    ["1.24", "192.0.2.1", "lookup 192.0.2.1: no such host"],
  ])("Go %s, %j of the hosts file", async (version, name, expected) => {
    const { result } = await run({}, version, (process) => process.lookupCNAME(name));
    expect(brief(result.answer)).toBe(expected);
  });

  test("a hosts name longer than a domain name", async () => {
    const long = "q".repeat(260);
    const { result } = await run({ hosts: `192.0.2.1 ${long}\n` }, "1.24", async (process) => [
      await process.lookupCNAME(long),
      await process.lookupIPAddr(long),
      await process.lookupHost(long),
    ]);
    const message = "insufficient data for calculated length type";
    expect(result.map(({ answer }) => brief(answer))).toEqual([
      message,
      `lookup ${long}: ${message}`,
      "[192.0.2.1]",
    ]);
  });

  test("prints two decisions before Go 1.21", async () => {
    const lines = async (version: string) => {
      const env = { GODEBUG: "netdns=2" };
      const { result } = await run({ env }, version, async (process) => {
        await process.lookupCNAME("h.test");
        return process.stderr.filter((line) => line.includes("hostLookupOrder"));
      });
      return result;
    };
    const line = (name: string) => `go package net: hostLookupOrder(${name}) = files,dns`;
    expect(await lines("1.20")).toEqual([line(""), line("h.test")]);
    expect(await lines("1.21")).toEqual([line("h.test")]);
  });
});

describe("Dial and ResolveTCPAddr", () => {
  const dns = [server("127.0.0.1", [], { zone: "h.test. 30 IN A 127.0.0.1\nh.test. 30 IN AAAA ::1\n" })];
  test.each([
    ["tcp4", "h.test:53", "[127.0.0.1:53]"],
    ["tcp4", "h.test:9", "dial tcp4 127.0.0.1:9: connect: connection refused"],
    ["tcp", "h.test:9", "dial tcp [::1]:9: connect: connection refused"],
    ["tcp", "[::1]:9", "dial tcp [::1]:9: connect: connection refused"],
    ["tcp6", "four:80", "dial tcp6: address four: no suitable address found"],
    ["tcp", "nx.test:80", "dial tcp: lookup nx.test on 127.0.0.1:53: no such host"],
  ] as const)("Dial(%s, %s)", async (network, address, expected) => {
    const { result } = await run({ dns }, "1.24", (process) => process.dial(network, address));
    expect(brief(result.answer)).toBe(expected);
  });

  test.each([
    ["tcp", "h.test:80", "[127.0.0.1:80]"],
    ["tcp", "[::1]:80", "[[::1]:80]"],
    ["tcp6", "h.test:80", "[[::1]:80]"],
    ["tcp", "nx.test:80", "lookup nx.test on 127.0.0.1:53: no such host"],
  ] as const)("ResolveTCPAddr(%s, %s)", async (network, address, expected) => {
    const { result } = await run({ dns }, "1.24", (process) => process.resolveTCPAddr(network, address));
    expect(brief(result.answer)).toBe(expected);
  });

  test.each(["h.test", "h.test:http", ":80", "h:99999"])("%s is refused", async (address) => {
    await expect(run({}, "1.24", (process) => process.dial("tcp", address))).rejects.toThrow(RangeError);
  });
});

describe("a context's deadline", () => {
  const setup = { dns: [server("127.0.0.1", [], { udp: "silent" })] };
  const call = async (
    version: string,
    use: (process: GoProcess, options: CallOptions) => Promise<{ answer: GoAnswer }>,
  ) => {
    const { result, elapsedMs } = await run(setup, version, (process, world) =>
      use(process, { deadlineMs: world.clock.nowMs() + 300 }),
    );
    return { text: brief(result.answer), elapsedMs };
  };

  test("LookupHost comes back from its last attempt", async () => {
    const { text, elapsedMs } = await call("1.24", (process, options) => process.lookupHost("h", options));
    expect(text).toBe("lookup h on 127.0.0.1:53: dial udp 127.0.0.1:53: i/o timeout");
    expect(elapsedMs).toBe(300);
  });

  test.each([
    ["1.17", "i/o timeout"],
    ["1.18", "lookup h: i/o timeout"],
  ])("LookupIPAddr of Go %s leaves its lookup behind", async (version, expected) => {
    const { text, elapsedMs } = await call(version, (process, options) => process.lookupIPAddr("h", options));
    expect(text).toBe(expected);
    expect(elapsedMs).toBe(300);
  });

  test("one that has passed", async () => {
    const { text } = await call("1.24", (process) => process.lookupIPAddr("h", { deadlineMs: -1 }));
    expect(text).toBe("lookup h: i/o timeout");
  });
});

describe("through cgo", () => {
  const answering: Libc = async (family, name) => ({
    outcome: {
      kind: "answer",
      addresses: [`127.0.0.${family === "ip" ? 1 : family === "ip4" ? 4 : 6}`, "::1"],
      canonicalName: `${name}.example`,
    },
  });
  const through = async (
    version: string,
    libc: Libc | null,
    use: (process: GoProcess, world: World) => Promise<{ answer: GoAnswer }>,
  ) => {
    const env = { GODEBUG: "netdns=cgo" };
    const { result } = await machine({ env }).run((world) =>
      use(createGoProcess(withCgo(version), world, libc === null ? {} : { libc }), world),
    );
    return brief(result.answer);
  };

  test("libc's order is kept, and its family filtered", async () => {
    expect(await through("1.24", answering, (process) => process.lookupHost("h"))).toBe("[127.0.0.1 ::1]");
    expect(await through("1.24", answering, (process) => process.lookupIP("ip6", "h"))).toBe("[::1]");
    expect(await through("1.24", answering, (process) => process.lookupIP("ip4", "h"))).toBe("[127.0.0.4]");
    expect(await through("1.11", answering, (process) => process.lookupIP("ip4", "h"))).toBe("[127.0.0.1]");
  });

  test("LookupCNAME takes getaddrinfo's canonical name up to Go 1.19", async () => {
    expect(await through("1.19", answering, (process) => process.lookupCNAME("h"))).toBe("[h.example.]");
    expect(await through("1.24", answering, (process) => process.lookupCNAME("h"))).toBe(
      "lookup h on 127.0.0.1:53: no such host",
    );
  });

  test("a NUL in the name", async () => {
    expect(await through("1.21", answering, (process) => process.lookupHost("a\0b"))).toBe(
      "lookup a\0b: invalid argument",
    );
    const named: Libc = async (_, name) => ({
      outcome: { kind: "error", class: "permanent", code: "EAI_FAIL", text: name },
    });
    expect(await through("1.20", named, (process) => process.lookupHost("a\0b"))).toBe("lookup a\0b: a");
  });

  test.each([
    ["1.20", "lookup h on 127.0.0.1:53: dial udp 127.0.0.1:53: i/o timeout"],
    ["1.21", "i/o timeout"],
    ["1.23", "lookup h: i/o timeout"],
  ])("a deadline that passes meanwhile, Go %s", async (version, expected) => {
    const slow =
      (world: World): Libc =>
      async (family, name) => {
        await world.clock.sleep(5000);
        return answering(family, name);
      };
    const env = { GODEBUG: "netdns=cgo" };
    const { result } = await machine({ env }).run((world) =>
      createGoProcess(withCgo(version), world, { libc: slow(world) }).lookupHost("h", { deadlineMs: 300 }),
    );
    expect(brief(result.answer)).toBe(expected);
  });

  test("without a libc there is no answer to give", async () => {
    await expect(through("1.24", null, (process) => process.lookupHost("h"))).rejects.toThrow(RangeError);
  });
});
