/** What becomes of each thing that a server can do: one question, one or two servers. */
import { describe, expect, test } from "vitest";
import type { DnsServer, RuleReply } from "../../../harness/fixture/dns-server.ts";
import { createGoProcess, normalisePorts } from "../../../harness/resolvers/go/index.ts";
import { type MachineSetup, machine, pure, server } from "./support.ts";

const NO_SUCH_HOST = "lookup h.test on 127.0.0.1:53: no such host";
const on1 = (message: string) => `lookup h.test on 127.0.0.1:53: ${message}`;

/** LookupIP("ip4", "h.test"): what it returned, and which servers were asked. */
async function ask(version: string, setup: MachineSetup) {
  const resolv = "nameserver 127.0.0.1\noptions attempts:1 timeout:1\n";
  const { result, trace, elapsedMs } = await machine({ resolv, ...setup }).run(async (world) => {
    const { answer } = await createGoProcess(pure(version), world).lookupIP("ip4", "h.test");
    if (answer.kind === "never") return `never: ${answer.because}`;
    return answer.kind === "answer" ? answer.addresses.join(" ") : describeError(answer.error);
  });
  return { result, asked: trace.map(({ server, transport }) => `${transport} ${server}`), elapsedMs };
}

function describeError(error: {
  text: string;
  isTimeout: boolean;
  isTemporary: boolean;
  isNotFound: boolean;
}) {
  const flags = [
    ...(error.isTimeout ? ["timeout"] : []),
    ...(error.isTemporary ? ["temporary"] : []),
    ...(error.isNotFound ? ["not found"] : []),
  ];
  return `${normalisePorts(error.text)} {${flags.join(", ")}}`;
}

function oneServer(reply: RuleReply, fields: Partial<DnsServer> = {}): MachineSetup {
  return { dns: [server("127.0.0.1", [{ when: { type: "A" }, reply }], fields)] };
}

const A = "@ 30 IN A 127.0.0.7";

describe("one server", () => {
  const rows: readonly (readonly [string, string, RuleReply, string])[] = [
    ["an answer", "1.24", { answers: A }, "127.0.0.7"],
    ["NXDOMAIN", "1.24", { rcode: "NXDOMAIN" }, `${NO_SUCH_HOST} {not found}`],
    ["NXDOMAIN before the flag existed", "1.12", { rcode: "NXDOMAIN" }, `${NO_SUCH_HOST} {}`],
    ["NXDOMAIN with an answer", "1.24", { rcode: "NXDOMAIN", answers: A }, `${NO_SUCH_HOST} {not found}`],
    ["no record of the type", "1.24", { rcode: "NOERROR" }, `${NO_SUCH_HOST} {not found}`],
    ["SERVFAIL", "1.24", { rcode: "SERVFAIL" }, `${on1("server misbehaving")} {temporary}`],
    ["REFUSED", "1.24", { rcode: "REFUSED" }, `${on1("server misbehaving")} {}`],
    ["REFUSED with an answer", "1.24", { rcode: "REFUSED", answers: A }, `${on1("server misbehaving")} {}`],
    ["BADVERS, Go 1.21", "1.21", { rcode: "BADVERS" }, `${NO_SUCH_HOST} {not found}`],
    ["BADVERS, Go 1.22", "1.22", { rcode: "BADVERS" }, `${on1("server misbehaving")} {}`],
    ["extended NXDOMAIN bits", "1.22", { rcode: 19 }, `${on1("server misbehaving")} {}`],
    ["lame", "1.22", { rcode: "NOERROR", ra: false }, `${on1("lame referral")} {}`],
    ["lame but for its OPT, Go 1.23", "1.23", { rcode: "NOERROR", ra: false }, `${NO_SUCH_HOST} {not found}`],
    [
      "lame without OPT, Go 1.23",
      "1.23",
      { rcode: "NOERROR", ra: false, edns: "none" },
      `${on1("lame referral")} {}`,
    ],
    [
      "authoritative and empty",
      "1.22",
      { rcode: "NOERROR", ra: false, aa: true },
      `${NO_SUCH_HOST} {not found}`,
    ],
    [
      "wrong id",
      "1.24",
      { id: "wrong", answers: A },
      `${on1("read udp 127.0.0.1:PORT->127.0.0.1:53: i/o timeout")} {timeout, temporary}`,
    ],
    [
      "wrong question",
      "1.24",
      { question: "wrong", answers: A },
      `${on1("read udp 127.0.0.1:PORT->127.0.0.1:53: i/o timeout")} {timeout, temporary}`,
    ],
    [
      "no question",
      "1.24",
      { question: "none", answers: A },
      `${on1("read udp 127.0.0.1:PORT->127.0.0.1:53: i/o timeout")} {timeout, temporary}`,
    ],
    [
      "a query",
      "1.24",
      { qr: false, answers: A },
      `${on1("read udp 127.0.0.1:PORT->127.0.0.1:53: i/o timeout")} {timeout, temporary}`,
    ],
    [
      "silence",
      "1.24",
      { drop: true },
      `${on1("read udp 127.0.0.1:PORT->127.0.0.1:53: i/o timeout")} {timeout, temporary}`,
    ],
    [
      "forgeries, then an answer",
      "1.24",
      { before: [{ id: "wrong" }, { question: "wrong" }, { raw: new Uint8Array(3) }], answers: A },
      "127.0.0.7",
    ],
    ["question twice", "1.24", { question: "twice", answers: A }, `${on1("invalid DNS response")} {}`],
    ["question in capitals", "1.24", { question: "upper-case", answers: A }, "127.0.0.7"],
    [
      "rdata cut, Go 1.21",
      "1.21",
      { answers: A, edns: "none", cut: 1 },
      `${on1("cannot marshal DNS message")} {}`,
    ],
    [
      "rdata cut, Go 1.22",
      "1.22",
      { answers: A, edns: "none", cut: 1 },
      `${on1("cannot unmarshal DNS message")} {}`,
    ],
    ["second record cut", "1.24", { answers: `${A}\n${A}`, edns: "none", cut: 1 }, "127.0.0.7"],
    [
      "record header cut",
      "1.24",
      { answers: A, edns: "none", cut: 5 },
      `${on1("cannot unmarshal DNS message")} {}`,
    ],
    [
      "other records first",
      "1.24",
      { answers: `@ 30 IN TXT x\n@ 30 IN CNAME c.test.\nc.test. 30 IN A 127.0.0.7` },
      "127.0.0.7",
    ],
    ["foreign owner", "1.24", { answers: "evil.test. 30 IN A 127.0.0.7" }, "127.0.0.7"],
    [
      "an additional record cut short, Go 1.22.2",
      "1.22.2",
      { answers: A, additional: "x. 30 IN A 127.0.0.1", edns: "none", cut: 1 },
      "never: a record of the additional section is cut short",
    ],
    [
      "an additional record cut short, Go 1.22.3",
      "1.22.3",
      { answers: A, additional: "x. 30 IN A 127.0.0.1", edns: "none", cut: 1 },
      "127.0.0.7",
    ],
  ];
  test.each(rows)("%s", async (_, version, reply, expected) => {
    expect((await ask(version, oneServer(reply))).result).toBe(expected);
  });
});

describe("size of a UDP reply without TC", () => {
  const many = Array.from({ length: 80 }, (_, index) => `@ 30 IN A 127.0.0.${index + 1}`).join("\n");
  test.each([
    // Header and question 24 bytes, each record 16.
    ["1.17", Math.floor((512 - 24) / 16)],
    ["1.18", Math.floor((1232 - 24) / 16)],
  ])("Go %s reads %i addresses", async (version, count) => {
    const { result } = await ask(version, oneServer({ answers: many, edns: "none" }));
    expect(result.split(" ")).toHaveLength(count);
  });
});

describe("TCP", () => {
  const overTcp = (tcp: RuleReply, fields: Partial<DnsServer> = {}): MachineSetup => ({
    dns: [
      server(
        "127.0.0.1",
        [
          { when: { transport: "udp" }, reply: { tc: true } },
          { when: { transport: "tcp" }, reply: tcp },
        ],
        fields,
      ),
    ],
  });
  const rows: readonly (readonly [string, string, MachineSetup, string])[] = [
    ["an answer", "1.24", overTcp({ answers: A }), "127.0.0.7"],
    [
      "TC again, Go 1.22",
      "1.22",
      overTcp({ answers: A, tc: true }),
      `${on1("no answer from DNS server")} {}`,
    ],
    ["TC again, Go 1.23", "1.23", overTcp({ answers: A, tc: true }), "127.0.0.7"],
    ["closed", "1.24", overTcp({ close: true }), `${on1("EOF")} {}`],
    ["closed within the length", "1.24", overTcp({ answers: A, close: 1 }), `${on1("unexpected EOF")} {}`],
    ["closed behind the length", "1.24", overTcp({ answers: A, close: 2 }), `${on1("EOF")} {}`],
    ["closed within the message", "1.24", overTcp({ answers: A, close: 9 }), `${on1("unexpected EOF")} {}`],
    [
      "reset",
      "1.24",
      overTcp({ close: "reset" }),
      `${on1("read tcp 127.0.0.1:PORT->127.0.0.1:53: read: connection reset by peer")} {temporary}`,
    ],
    [
      "silence",
      "1.24",
      overTcp({ drop: true }),
      `${on1("read tcp 127.0.0.1:PORT->127.0.0.1:53: i/o timeout")} {timeout, temporary}`,
    ],
    [
      "port closed",
      "1.24",
      overTcp({}, { tcp: "closed" }),
      `${on1("dial tcp 127.0.0.1:53: connect: connection refused")} {temporary}`,
    ],
    ["wrong id", "1.24", overTcp({ id: "wrong", answers: A }), `${on1("invalid DNS response")} {}`],
    ["no question", "1.24", overTcp({ question: "none" }), `${on1("cannot unmarshal DNS message")} {}`],
    ["garbage", "1.24", overTcp({ raw: new Uint8Array(5) }), `${on1("cannot unmarshal DNS message")} {}`],
    [
      "an empty message",
      "1.24",
      overTcp({ raw: new Uint8Array() }),
      `${on1("cannot unmarshal DNS message")} {}`,
    ],
    ["question twice", "1.24", overTcp({ question: "twice" }), `${on1("invalid DNS response")} {}`],
  ];
  test.each(rows)("%s", async (_, version, setup, expected) => {
    const { result, asked } = await ask(version, setup);
    expect(result).toBe(expected);
    expect(asked[0]).toBe("udp 127.0.0.1:53");
  });

  test("use-vc leaves UDP out, and each transport has the whole timeout", async () => {
    const silent = { udp: "silent", tcp: "silent" } as const;
    const setup = { dns: [server("127.0.0.1", [], silent)] };
    const vc = await ask("1.24", {
      ...setup,
      resolv: "nameserver 127.0.0.1\noptions use-vc timeout:3 attempts:1\n",
    });
    expect(vc.result).toBe(
      `${on1("read tcp 127.0.0.1:PORT->127.0.0.1:53: i/o timeout")} {timeout, temporary}`,
    );
    expect(vc.elapsedMs).toBeCloseTo(3000, -1);
  });
});

describe("no server", () => {
  test.each([
    ["127.0.0.9", "read udp 127.0.0.1:PORT->127.0.0.9:53: read: connection refused"],
    ["203.0.113.9", "dial udp 203.0.113.9:53: connect: network is unreachable"],
    ["fe80::1%nowhere", "dial udp [fe80::1%nowhere]:53: connect: invalid argument"],
  ])("%s", async (address, message) => {
    const { result } = await ask("1.24", { resolv: `nameserver ${address}\noptions attempts:1\n` });
    const shown = address.includes(":") ? `[${address}]` : address;
    expect(result).toBe(`lookup h.test on ${shown}:53: ${message} {temporary}`);
  });
});

describe("several servers", () => {
  const resolv = "nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions timeout:1\n";
  const two = (first: RuleReply, second: RuleReply, options = ""): MachineSetup => ({
    resolv: resolv + options,
    dns: [
      server("127.0.0.1", [{ when: {}, reply: first }]),
      server("127.0.0.2", [{ when: {}, reply: second }]),
    ],
  });

  test.each([
    ["NXDOMAIN is the last word", { rcode: "NXDOMAIN" }, ["1"]],
    ["so is an empty answer", { rcode: "NOERROR" }, ["1"]],
    ["and a broken one", { answers: A, edns: "none", cut: 1 }, ["1"]],
    ["after REFUSED the next one is asked", { rcode: "REFUSED" }, ["1", "2"]],
    ["after SERVFAIL", { rcode: "SERVFAIL" }, ["1", "2"]],
    ["after a lame referral", { rcode: "NOERROR", ra: false, edns: "none" }, ["1", "2"]],
    ["after silence", { drop: true }, ["1", "2"]],
    ["after two questions", { question: "twice" }, ["1", "2"]],
  ] as const)("%s", async (_, first: RuleReply, servers) => {
    const { asked } = await ask("1.24", two(first, { answers: A }));
    expect(asked).toEqual(servers.map((last) => `udp 127.0.0.${last}:53`));
  });

  test("attempts go round all servers, and the last error wins", async () => {
    const { result, asked, elapsedMs } = await ask("1.24", two({ drop: true }, { rcode: "REFUSED" }));
    expect(asked.map((text) => text.at(-4))).toEqual(["1", "2", "1", "2"]);
    expect(result).toBe("lookup h.test on 127.0.0.2:53: server misbehaving {}");
    expect(elapsedMs).toBeCloseTo(2000, -1);
  });

  test("rotate begins one server further with every question", async () => {
    const setup = two(
      { rcode: "NXDOMAIN" },
      { rcode: "NXDOMAIN" },
      "options rotate single-request\nsearch a b\n",
    );
    const { result, asked } = await ask("1.24", setup);
    expect(asked.map((text) => text.at(-4))).toEqual(["1", "2", "1"]);
    expect(result).toBe(`${NO_SUCH_HOST} {not found}`);
  });
});

describe("what a query carries", () => {
  test.each([
    ["1.18", "", false],
    ["1.19", "", true],
    ["1.24", "", true],
    ["1.24", "netedns0=0", false],
  ])("Go %s, GODEBUG %j: OPT %s", async (version, godebug, edns) => {
    const { trace } = await machine().run((world) =>
      createGoProcess(pure(version, { godebug }), world).lookupHost("h.test"),
    );
    expect(new Set(trace.map((event) => event.edns))).toEqual(new Set([edns]));
  });
});
