/** What was measured on real musls, version by version, holds in the model. */
import { describe, expect, test } from "vitest";
import { lookUp, outcomeOf, SERVER, server } from "./support.ts";

const BOTH = "2001:db8::1 192.0.2.1";
const NONE: readonly string[] = [];

/** The outcome of each version. */
async function outcomes(
  versions: readonly string[],
  name: string,
  setting: Parameters<typeof outcomeOf>[2] = {},
) {
  return Promise.all(
    versions.map(async (version) => `${version}: ${await outcomeOf(version, name, setting)}`),
  );
}

describe("files", () => {
  test("readv that reads nothing makes files empty up to 1.1.19", async () => {
    expect(
      await outcomes(["1.1.16", "1.1.19", "1.1.20", "1.2.5"], "www.example", { calls: { readv: 0 } }),
    ).toEqual([
      "1.1.16: EAI_AGAIN after 5000 ms",
      "1.1.19: EAI_AGAIN after 5000 ms",
      `1.1.20: ${BOTH}`,
      `1.2.5: ${BOTH}`,
    ]);
    const { asked } = await lookUp("1.1.19", "www.example", { calls: { readv: 0 } });
    expect([...new Set(asked)]).toEqual(["127.0.0.1 A www.example.", "127.0.0.1 AAAA www.example."]);
  });

  test("a name at the end of /etc/hosts without a newline is missed", async () => {
    const hosts = "192.0.2.7 first\n192.0.2.9 last";
    expect(await outcomes(["1.1.19", "1.2.5"], "last", { hosts })).toEqual([
      "1.1.19: EAI_NONAME",
      "1.2.5: EAI_NONAME",
    ]);
    expect(await outcomeOf("1.2.5", "first", { hosts })).toBe("192.0.2.7");
  });

  test("::ffff:192.0.2.9 in /etc/hosts is no IPv4 address", async () => {
    const setting = { hosts: "::ffff:192.0.2.9 www.example\n", family: "ip4" } as const;
    expect(await outcomes(["1.1.19", "1.2.3", "1.2.5"], "www.example", setting)).toEqual([
      "1.1.19: EAI_NONAME",
      "1.2.3: EAI_NONAME",
      "1.2.5: EAI_NODATA",
    ]);
  });

  test("a server on a link that is not there is never asked", async () => {
    const { outcome, asked } = await lookUp("1.2.5", "www.example", { resolvConf: "nameserver fe80::1%3\n" });
    expect([outcome, asked]).toEqual(["EAI_AGAIN after 5000 ms", NONE]);
  });

  test("timeout and attempts end at 60 and 10", async () => {
    const setting = {
      resolvConf: `nameserver ${SERVER}\noptions timeout:999 attempts:99\n`,
      servers: [server({ udp: "silent" })],
      family: "ip4",
    } as const;
    const { outcome, asked } = await lookUp("1.2.5", "www.example", setting);
    expect([outcome, asked.length]).toEqual(["EAI_AGAIN after 60000 ms", 10]);
  });

  test("attempts are read from 1.1.17 on, and by Alpine's 1.1.16", async () => {
    const resolvConf = `nameserver ${SERVER}\noptions attempts:0\n`;
    expect(await outcomes(["1.1.16", "1.1.16-r15", "1.1.17"], "www.example", { resolvConf })).toEqual([
      `1.1.16: ${BOTH}`,
      "1.1.16-r15: SIGFPE",
      "1.1.17: SIGFPE",
    ]);
  });
});

describe("names", () => {
  test.each(["search .example\n", "search a..example\n", `search ${"x".repeat(64)}.example\n`])(
    "an impossible candidate ends the search up to 1.2.3: %s",
    async (search) => {
      const setting = {
        resolvConf: `${search}nameserver ${SERVER}\n`,
        servers: [server({ zone: "www. A 192.0.2.2" })],
      };
      for (const version of ["1.1.19", "1.2.3"]) {
        const { outcome, asked } = await lookUp(version, "www", setting);
        expect([version, outcome, asked]).toEqual([version, "EAI_NONAME", NONE]);
      }
      const { outcome, asked } = await lookUp("1.2.5", "www", setting);
      expect([outcome, asked]).toEqual(["192.0.2.2", [`${SERVER} A www.`, `${SERVER} AAAA www.`]]);
    },
  );

  test("two final dots are a malformed query up to 1.1.19", async () => {
    const { outcome, asked } = await lookUp("1.1.19", "www.example..");
    expect(outcome).toBe("EAI_AGAIN after 5000 ms");
    expect(asked.length).toBe(4);
    expect(await outcomes(["1.1.20", "1.2.5"], "www.example..")).toEqual([
      "1.1.20: EAI_NONAME",
      "1.2.5: EAI_NONAME",
    ]);
  });

  test("A is asked for before AAAA", async () => {
    for (const version of ["1.1.19", "1.2.3", "1.2.5", "1.2.6"]) {
      const { asked } = await lookUp(version, "www.example");
      expect([version, asked]).toEqual([
        version,
        [`${SERVER} A www.example.`, `${SERVER} AAAA www.example.`],
      ]);
    }
  });
});

describe("replies", () => {
  test.each(["*.x.", "-x.", "_x."])("an alias to %s is followed", async (target) => {
    const rules = [{ when: {}, reply: { answers: `@ CNAME ${target}\n${target} A 192.0.2.3` } }];
    expect(await outcomeOf("1.2.5", "www.example", { servers: [server({ rules })], family: "ip4" })).toBe(
      "192.0.2.3",
    );
  });

  test("a reply of a header alone is taken", async () => {
    const rules = [{ when: {}, reply: { raw: Uint8Array.of(0, 0, 0x81, 0x83, 0, 0, 0, 0, 0, 0, 0, 0) } }];
    expect(await outcomes(["1.1.19", "1.2.5"], "www.example", { servers: [server({ rules })] })).toEqual([
      "1.1.19: EAI_NONAME",
      "1.2.5: EAI_NONAME",
    ]);
  });

  test("AAAA that fails costs the answer from 1.2.1 on", async () => {
    const rules = [{ when: { type: "AAAA" }, reply: { rcode: "SERVFAIL" } }];
    expect(
      await outcomes(["1.2.0", "1.2.1", "1.2.5"], "www.example", { servers: [server({ rules })] }),
    ).toEqual([
      "1.2.0: 192.0.2.1 after 5000 ms",
      "1.2.1: EAI_AGAIN after 5000 ms",
      "1.2.5: EAI_AGAIN after 5000 ms",
    ]);
  });

  test("of two servers the faster one decides", async () => {
    const servers = [server({ zone: "www.example. TXT x" }), server({ address: "10.0.0.54" })];
    const resolvConf = `nameserver ${SERVER}\nnameserver 10.0.0.54\n`;
    const { outcome, alternatives } = await lookUp("1.1.19", "www.example", { servers, resolvConf });
    expect(outcome).toBe("EAI_NONAME");
    expect([...alternatives].sort()).toEqual(["192.0.2.1", BOTH, "2001:db8::1"].sort());
  });

  test("what is larger than the buffer is cut up to 1.2.3, and more than 48 addresses are never given", async () => {
    const answers = Array.from({ length: 60 }, (_, last) => `@ A 10.9.0.${last}`).join("\n");
    const truncated = [{ when: { transport: "udp", type: "A" }, reply: { answers, tc: true } } as const];
    const rules = [...truncated, { when: { type: "A" }, reply: { answers } }];
    const count = async (version: string) =>
      (await outcomeOf(version, "www.example", { servers: [server({ rules })], family: "ip4" }))?.split(" ")
        .length;
    expect([await count("1.1.19"), await count("1.2.3"), await count("1.2.5")]).toEqual([30, 30, 48]);
  });

  test("a truncated reply without records fails only where TCP is not tried", async () => {
    const rules = [{ when: { transport: "udp" }, reply: { answers: "", truncate: true } } as const];
    expect(
      await outcomes(["1.1.19", "1.2.3", "1.2.4", "1.2.5"], "www.example", { servers: [server({ rules })] }),
    ).toEqual(["1.1.19: EAI_NONAME", "1.2.3: EAI_NONAME", `1.2.4: ${BOTH}`, `1.2.5: ${BOTH}`]);
  });

  test("a datagram that comes after a reply over TCP is taken", async () => {
    const cut = { when: { type: "A", transport: "udp" }, reply: { answers: "", truncate: true } } as const;
    const servers = [
      server({ rules: [cut, { when: { type: "AAAA" }, reply: { drop: true } }], delayMs: 100 }),
      server({
        address: "10.0.0.54",
        rules: [{ when: { type: "A" }, reply: { drop: true } }],
        delayMs: 300,
      }),
    ];
    const resolvConf = `nameserver ${SERVER}\nnameserver 10.0.0.54\n`;
    expect(await outcomes(["1.2.4", "1.2.5"], "www.example", { servers, resolvConf })).toEqual([
      `1.2.4: ${BOTH} after 300 ms`,
      `1.2.5: ${BOTH} after 300 ms`,
    ]);
  });
});
