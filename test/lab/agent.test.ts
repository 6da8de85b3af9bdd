import { describe, expect, it } from "vitest";
import { agentHello, agentLookup } from "../../harness/lab/agent.ts";
import { FRAME } from "../../harness/lab/frames.ts";
import { i32, u8, utf8 } from "../../harness/lab/payload.ts";
import { base, fieldsOf, HELLO, LOADER, play } from "./support/cells.ts";
import { type FakeLabd, fakeLabd, forever } from "./support/fake-labd.ts";

const answer = {
  startUs: 1000,
  endUs: 3500,
  code: 0,
  errno: 0,
  text: "",
  addresses: ["10.0.0.1"],
  canonicalName: null,
  signal: 0,
};

describe("the agent", () => {
  const look = (labd: FakeLabd) =>
    agentLookup(labd.link, base, LOADER, [], { name: "nämé.test", family: "ip4" }, forever, "real");

  it("is asked for family and name, byte for byte", async () => {
    const labd = fakeLabd();
    const lookup = look(labd);
    const { id, payload } = await labd.expect(FRAME.CELL_RUN);
    expect(fieldsOf(payload).slice(-3)).toEqual([
      `8:${LOADER}`,
      "8:/.resolver-matrix/agent",
      `9:ip4 11\n${Buffer.from("nämé.test").toString("latin1")}`,
    ]);
    labd.say(FRAME.CELL_OUTPUT, id, u8(1), utf8(`${HELLO}${JSON.stringify(answer)}\n`));
    labd.say(FRAME.CELL_EXIT, id, u8(0), i32(0));
    expect(await lookup).toEqual({
      outcome: { kind: "answer", addresses: ["10.0.0.1"] },
      earlier: [],
      startUs: 1000,
      endUs: 3500,
      errno: null,
    });
  });

  it.each([
    [-2, "not-found", "EAI_NONAME"],
    [-3, "temporary", "EAI_AGAIN"],
    [-4, "permanent", "EAI_FAIL"],
    [-5, "no-data", "EAI_NODATA"],
    [-9, "no-data", "EAI_ADDRFAMILY"],
    [-10, "system", "EAI_MEMORY"],
    [-105, "system", "EAI_IDN_ENCODE"],
    [-77, "system", "EAI_-77"],
  ])("returns %i: %s %s", async (code, errorClass, name) => {
    const labd = fakeLabd();
    const lookup = look(labd);
    await play(
      labd,
      `${HELLO}${JSON.stringify({ ...answer, code, text: "Try again", addresses: [] })}\n`,
      "",
      0,
      0,
    );
    const error = { kind: "error", class: errorClass, code: name, number: code, text: "Try again" };
    expect((await lookup).outcome).toEqual(error);
  });

  it("tells errno beside EAI_SYSTEM", async () => {
    const labd = fakeLabd();
    const lookup = look(labd);
    await play(
      labd,
      `${HELLO}${JSON.stringify({ ...answer, code: -11, errno: 24, text: "System error" })}\n`,
      "",
      0,
      0,
    );
    expect(await lookup).toMatchObject({ errno: "EMFILE", outcome: { code: "EAI_SYSTEM" } });
  });

  it("reads names that are UTF-8 and those that are not", async () => {
    for (const [said, read] of [
      ["\\u00c3\\u00a4.test", "ä.test"],
      ["\\u00e4.test", "ä.test"],
      ["\\u00ff\\u00fe", "ÿþ"],
    ]) {
      const labd = fakeLabd();
      const lookup = look(labd);
      const line = JSON.stringify({ ...answer, canonicalName: "NAME" }).replace("NAME", said ?? "");
      await play(labd, `${HELLO}${line}\n`, "", 0, 0);
      expect((await lookup).outcome).toMatchObject({ canonicalName: read });
    }
  });

  it.each([
    [
      "a lookup that crashed",
      `${HELLO}${JSON.stringify({ ...answer, signal: 8 })}\n`,
      "",
      0,
      0,
      "SIGFPE",
      "SIGFPE",
    ],
    ["a libc that crashed", HELLO, "", 1, 11, "SIGSEGV", "the process was killed by SIGSEGV"],
    ["an agent without result", HELLO, "no fork", 0, 1, "no-result", "no fork"],
  ] as const)("makes a result of %s", async (_, stdout, stderr, kind, value, code, text) => {
    const labd = fakeLabd();
    const lookup = look(labd);
    await play(labd, stdout, stderr, kind, value);
    const { outcome } = await lookup;
    expect(outcome).toMatchObject({ kind: "error", class: "system", code });
    expect(outcome).toHaveProperty("text", expect.stringContaining(text));
  });

  it.each([
    ["times beyond any clock", { endUs: 1e308 }],
    ["an end before the beginning", { startUs: 9000 }],
    ["a code that is no int", { code: 1e300 }],
    ["half a signal", { signal: -3.5 }],
    ["markup as an address", { addresses: ["<script>alert(1)</script>"] }],
    ["a command as a zone", { addresses: ["fe80::1%\n::error::x"] }],
    ["an errno of no kernel", { code: -11, errno: 70_000 }],
    ["a name without end", { canonicalName: "a.".repeat(5000) }],
    ["a word that nobody asked for", { more: true }],
    ["ten thousand addresses", { addresses: Array.from({ length: 10_000 }, () => "10.0.0.1") }],
  ])("takes %s for what the image says, and for no fact", async (_, words) => {
    const labd = fakeLabd();
    const lookup = look(labd);
    await play(labd, `${HELLO}${JSON.stringify({ ...answer, ...words })}\n`, "", 0, 0);
    const { outcome, startUs } = await lookup;
    expect(outcome).toMatchObject({ kind: "error", class: "system", code: "no-result" });
    expect(outcome).toHaveProperty("text", expect.stringMatching(/^the image's answer makes no sense: /));
    expect(startUs).toBeNull();
  });

  it.each([
    ["crashed", "", 1, 11, "killed by SIGSEGV"],
    ["refused", "version `GLIBC_2.34' not found\n", 0, 127, "version `GLIBC_2.34' not found"],
    ["said nothing", "", 0, 127, "exit status 127"],
  ] as const)("observed nothing where its own start %s", async (_, stderr, kind, value, why) => {
    const labd = fakeLabd();
    const lookup = look(labd);
    const refused = expect(lookup).rejects.toThrow(`the agent did not start in this cell: ${why}`);
    await play(labd, "", stderr, kind, value);
    await refused;
  });

  it("does what a process does first, in order, and tells what its earlier lookups came to", async () => {
    const labd = fakeLabd();
    const bytes = new TextEncoder().encode("x");
    const files = { "/etc/hosts": { kind: "failing", errno: "EMFILE" } } as const;
    const before = [
      { kind: "lookup", lookup: { name: "a", family: "ip" } },
      { kind: "files", files: { "/etc/resolv.conf": { kind: "content", bytes, mode: 0o644, owner: 0 } } },
      { kind: "wait", durationMs: 1500 },
    ] as const;
    const last = { name: "b", family: "ip6", flags: ["addrconfig", "v4mapped"], deadlineMs: 3000 } as const;
    const lookup = agentLookup(labd.link, { ...base, files }, LOADER, before, last, forever, "real");
    const { id, payload } = await labd.expect(FRAME.CELL_RUN);
    expect(fieldsOf(payload).at(-1)).toBe(
      "9:fail 24 10\n/etc/hoststogether\nip 1\nawrite 1 420 16 1\n/etc/resolv.confxwait 1500000\nflags 40\ndeadline 3000000\nip6 1\nb",
    );
    const results = [answer, { ...answer, startUs: 4000, endUs: 9000, gaveUp: true }];
    labd.say(
      FRAME.CELL_OUTPUT,
      id,
      u8(1),
      utf8(`${HELLO}${results.map((line) => JSON.stringify(line)).join("\n")}\n`),
    );
    labd.say(FRAME.CELL_EXIT, id, u8(0), i32(0));
    expect(await lookup).toMatchObject({
      outcome: { kind: "error", code: "deadline", text: "the caller gave up after 3s" },
      earlier: [{ kind: "answer", addresses: ["10.0.0.1"] }],
      startUs: 1000,
      endUs: 9000,
    });
  });

  it("is unavailable where a file cannot be changed", async () => {
    const labd = fakeLabd();
    const lookup = look(labd);
    const refused = expect(lookup).rejects.toThrow("cannot change /etc/hosts (EACCES)");
    await play(labd, `${HELLO}{"unwritable":"/etc/hosts","errno":13}\n`, "", 0, 0);
    await refused;
  });

  it("is unavailable when it cannot be understood", async () => {
    const labd = fakeLabd();
    const hello = agentHello(labd.link, base, LOADER, forever);
    await play(labd, "hello\n", "what", 0, 0);
    await expect(hello).rejects.toThrow("the image's answer makes no sense: not JSON");
  });
});
