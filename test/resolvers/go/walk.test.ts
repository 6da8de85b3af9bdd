/** Candidates one after the other, A and AAAA side by side: what is remembered, and where Go races with itself. */
import { describe, expect, test } from "vitest";
import type { Rule, RuleReply } from "../../../harness/fixture/dns-server.ts";
import { createGoProcess, type GoAnswer } from "../../../harness/resolvers/go/index.ts";
import { type MachineSetup, machine, pure, server } from "./support.ts";

const A = "@ 30 IN A 203.0.113.1";
const AAAA = "@ 30 IN AAAA 2001:db8::1";

function rule(name: string, type: string, reply: RuleReply): Rule {
  return { when: { name, type }, reply };
}

interface Options {
  readonly resolv?: string;
  readonly strictErrors?: boolean;
  readonly version?: string;
}

/** LookupHost: what it returned, then what else it could have. */
async function lookUp(
  name: string,
  rules: readonly Rule[],
  options: Options = {},
): Promise<readonly string[]> {
  const { resolv = "", strictErrors = false, version = "1.24" } = options;
  const setup: MachineSetup = {
    resolv: `nameserver 127.0.0.1\n${resolv}`,
    dns: [server("127.0.0.1", rules)],
  };
  const { result } = await machine(setup).run((world) =>
    createGoProcess(pure(version), world).lookupHost(name, { strictErrors }),
  );
  return [result.answer, ...result.alternatives].map(brief);
}

function brief(answer: GoAnswer): string {
  if (answer.kind === "never") return `never: ${answer.because}`;
  return answer.kind === "answer" ? answer.addresses.join(" ") : answer.error.kind;
}

describe("races", () => {
  const nodata: RuleReply = { rcode: "NOERROR" };
  const servfail: RuleReply = { rcode: "SERVFAIL" };
  const later = (reply: RuleReply): RuleReply => ({ ...reply, delayMs: 300 });

  test("the family that fails last is remembered: either may", async () => {
    const rules = [rule("h.test", "A", servfail), rule("h.test", "AAAA", nodata)];
    const seen = await lookUp("h.test", rules, { resolv: "options attempts:1\n" });
    expect(new Set(seen)).toEqual(new Set(["server misbehaving", "no such host"]));
  });

  test("not if a server took its time", async () => {
    const rules = [rule("h.test", "A", servfail), rule("h.test", "AAAA", later(nodata))];
    expect(await lookUp("h.test", rules, { resolv: "options attempts:1\n" })).toEqual(["no such host"]);
  });

  test("not if one is asked after the other", async () => {
    const rules = [rule("h.test", "A", servfail), rule("h.test", "AAAA", nodata)];
    const resolv = "options attempts:1 single-request\n";
    expect(await lookUp("h.test", rules, { resolv })).toEqual(["no such host"]);
    // A rooted name is never the name as given and a dot: its first error stays.
    expect(await lookUp("h.test.", rules, { resolv })).toEqual(["server misbehaving"]);
  });

  test("a suffix's first error stays too, whichever it was, until the name as given has failed", async () => {
    const rules = [rule("h.a", "A", servfail), rule("h.a", "AAAA", nodata)];
    expect(await lookUp("h", rules, { resolv: "search a\noptions attempts:1\n" })).toEqual(["no such host"]);
  });

  test("addresses without a route stay in the order of the replies", async () => {
    const rules = [rule("h.test", "A", { answers: A }), rule("h.test", "AAAA", { answers: AAAA })];
    const seen = await lookUp("h.test", rules);
    expect(new Set(seen)).toEqual(new Set(["203.0.113.1 2001:db8::1", "2001:db8::1 203.0.113.1"]));
    const delayed = [rule("h.test", "A", later({ answers: A })), rule("h.test", "AAAA", { answers: AAAA })];
    expect(await lookUp("h.test", delayed)).toEqual(["2001:db8::1 203.0.113.1"]);
  });

  test("LookupCNAME takes the first name that comes in", async () => {
    const chain = "@ 30 IN CNAME c.test.\nc.test. 30 IN CNAME d.test.\nd.test. 30 IN A 127.0.0.7";
    const rules = [
      rule("h.test", "A", { answers: chain }),
      rule("h.test", "AAAA", { rcode: "NOERROR" }),
      rule("h.test", "CNAME", { answers: "@ 30 IN CNAME c.test." }),
    ];
    const canonical = async (version: string) => {
      const { result } = await machine({ dns: [server("127.0.0.1", rules)] }).run((world) =>
        createGoProcess(pure(version), world).lookupCNAME("h.test"),
      );
      return [result.answer, ...result.alternatives].map(brief).toSorted();
    };
    expect(await canonical("1.19")).toEqual(["d.test."]);
    expect(await canonical("1.20")).toEqual(["c.test.", "d.test."]);
  });

  test("with rotate the start decides which server each type asks, and the process says so", async () => {
    const resolv = "nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions rotate\n";
    const dns = [server("127.0.0.1", []), server("127.0.0.2", [])];
    const run = async (startOrder: "last first" | "as made", more = "") => {
      const { result, trace } = await machine({ resolv: resolv + more, dns }).run(async (world) => {
        const process = createGoProcess(pure("1.24"), world, { startOrder });
        await process.lookupHost("h.test.");
        return process.startOrderMattered;
      });
      return { mattered: result, A: trace.find(({ type }) => type === "A")?.server };
    };
    expect(await run("last first")).toEqual({ mattered: true, A: "127.0.0.2:53" });
    expect(await run("as made")).toEqual({ mattered: true, A: "127.0.0.1:53" });
    expect((await run("as made", "options single-request\n")).mattered).toBe(false);
  });
});

describe("which error is reported", () => {
  const resolv = "search a b\noptions attempts:1\n";
  test.each([
    ["a suffix's failure yields to the name as given", { "h.a": "SERVFAIL" }, "no such host"],
    ["whatever came before or after", { h: "SERVFAIL" }, "server misbehaving"],
    [
      "the first suffix's stays if nothing else failed",
      { "h.a": "SERVFAIL", "h.b": "REFUSED", h: "NXDOMAIN" },
      "no such host",
    ],
  ])("%s", async (_, codes, kind) => {
    const rules = Object.entries(codes).map(([name, rcode]) => ({ when: { name }, reply: { rcode } }));
    expect(await lookUp("h", rules, { resolv })).toEqual([kind]);
  });

  test("any address ends the walk, and one family is enough", async () => {
    const rules = [
      rule("h.a", "A", { answers: "@ 30 IN A 127.0.0.7" }),
      { when: {}, reply: { rcode: "SERVFAIL" } },
    ];
    expect(await lookUp("h", rules, { resolv })).toEqual(["127.0.0.7"]);
  });
});

describe("StrictErrors", () => {
  const resolv = "search a\noptions attempts:1\n";
  test("a temporary failure of one family fails the lookup", async () => {
    const rules = [
      rule("h.a", "A", { answers: "@ 30 IN A 127.0.0.7" }),
      rule("h.a", "AAAA", { rcode: "SERVFAIL" }),
    ];
    expect(await lookUp("h", rules, { resolv, strictErrors: true })).toEqual(["server misbehaving"]);
  });

  test("one that is not temporary does not", async () => {
    const rules = [
      rule("h.a", "A", { answers: "@ 30 IN A 127.0.0.7" }),
      rule("h.a", "AAAA", { rcode: "REFUSED" }),
    ];
    expect(await lookUp("h", rules, { resolv, strictErrors: true })).toEqual(["127.0.0.7"]);
  });

  test("a temporary failure ends the search", async () => {
    const rules = [
      { when: { name: "h.a" }, reply: { rcode: "SERVFAIL" } },
      rule("h", "A", { answers: "@ 30 IN A 127.0.0.7" }),
    ];
    expect(await lookUp("h", rules, { resolv, strictErrors: true })).toEqual(["server misbehaving"]);
    expect(await lookUp("h", rules, { resolv })).toEqual(["127.0.0.7"]);
  });
});
