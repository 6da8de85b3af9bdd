/** The agent on this machine's own libc, without a cell around it. */
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { arch, buildPrograms } from "../support/native.ts";

const { agent } = buildPrograms();
/** The first glibc for this CPU: whatever has only its symbols starts on every later one. */
const OLDEST: Readonly<Record<string, string>> = { x86_64: "GLIBC_2.2.5", aarch64: "GLIBC_2.17" };

function run(input: string | Buffer) {
  const { status, stdout, stderr } = spawnSync(agent, { input, encoding: "latin1" });
  const lines = stdout.split("\n");
  return { status, stderr, last: lines.at(-1), results: lines.slice(0, -1).map((line) => JSON.parse(line)) };
}

function request(family: string, name: string | Buffer): Buffer {
  const bytes = Buffer.from(name);
  return Buffer.concat([Buffer.from(`${family} ${bytes.length}\n`), bytes]);
}

describe("the agent's symbols", () => {
  it("are all of the oldest glibc of this CPU", async () => {
    const { stdout } = await promisify(execFile)("objdump", ["-T", agent]);
    const imported = stdout.split("\n").filter((line) => line.includes("*UND*"));
    expect(imported).not.toEqual([]);
    expect(imported.filter((line) => !line.includes(`(${OLDEST[arch]})`))).toEqual([]);
  });

  it("come from libc alone", async () => {
    const { stdout } = await promisify(execFile)("objdump", ["-p", agent]);
    expect([...stdout.matchAll(/NEEDED\s+(\S+)/g)].map(([, name]) => name)).toEqual(["libc.so.6"]);
  });
});

describe("the agent", () => {
  it("says which libc it runs on", () => {
    const { results, last } = run("");
    expect(results).toEqual([
      {
        libc: expect.stringMatching(/^(?:glibc|musl)$/),
        version: results[0].libc === "glibc" ? expect.stringMatching(/^2\.\d+/) : null,
        buildId: results[0].libc === "glibc" ? expect.stringMatching(/^[0-9a-f]{40}$/) : results[0].buildId,
      },
    ]);
    expect(last).toBe("");
  });

  it.each([
    ["ip", "127.1", ["127.0.0.1"]],
    ["ip4", "0x7f.1", ["127.0.0.1"]],
    ["ip6", "::1", ["::1"]],
    ["ip6", "127.0.0.1", ["::ffff:127.0.0.1"]],
    ["ip", "fe80::1%7", ["fe80::1%7"]],
  ])("looks up %s %s with the hints of Go's cgo", (family, name, addresses) => {
    const { results, stderr } = run(request(family, name));
    expect(results[1], stderr).toMatchObject({
      code: 0,
      errno: 0,
      text: "",
      addresses,
      canonicalName: name,
      signal: 0,
    });
    expect(results[1].endUs).toBeGreaterThanOrEqual(results[1].startUs);
  });

  it("answers every request, each in a process of its own", () => {
    const { results, status } = run(
      Buffer.concat(["127.1", "127.2", "127.3"].map((name) => request("ip", name))),
    );
    expect(results.slice(1).map(({ addresses }) => addresses)).toEqual([
      ["127.0.0.1"],
      ["127.0.0.2"],
      ["127.0.0.3"],
    ]);
    expect(status).toBe(0);
  });

  it("passes any byte of a name on, and tells failures with the libc's text", () => {
    const { results } = run(request("ip", Buffer.from([0x01, 0x22, 0x5c, 0x0a, 0xe9, 0x20, 0x2e, 0x2e])));
    expect(results[1]).toMatchObject({ addresses: [], canonicalName: null, signal: 0 });
    expect(results[1].code).toBeLessThan(0);
    expect(results[1].text).not.toBe("");
  });

  it.each([
    ["an unknown family", "ip5 1\na"],
    ["a length that is no number", "ip 1x\na"],
    ["a name that ends early", "ip 5\nab"],
    ["a NUL within the name", "ip 3\na\0b"],
    ["a name that no resolver takes", `ip 70000\n${"a".repeat(70000)}`],
  ])("refuses a request with %s", (_, input) => {
    const { status, stderr, results, last } = run(input);
    expect({ status, results: results.length, last }).toEqual({ status: 2, results: 1, last: "" });
    expect(stderr).toContain("not a request");
  });
});
