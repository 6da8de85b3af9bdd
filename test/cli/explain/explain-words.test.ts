import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../../../harness/cli/program.ts";
import { listCatalogue } from "../../../harness/disk/catalogue.ts";
import { NEWEST_GO } from "../../support/go-versions.ts";
import { catchPrinted } from "../../support/printed.ts";

let folder = "";
const printed = catchPrinted();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-explain-"));
  await writeFile(join(folder, "resolv.conf"), "nameserver 10.0.0.53\noptions edns0\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function conf(): readonly string[] {
  return ["--resolv-conf", join(folder, "resolv.conf")];
}

describe("explain", () => {
  it("a name with a resolv.conf", async () => {
    expect(await runProgram(["explain", "db.example", ...conf(), "--go", "1.19,1.24"])).toBe(0);
    expect(printed.stdout).toContain(
      'Go 1.19  the libc (cgo), because resolv.conf line 2: option "edns0" is unknown',
    );
    expect(printed.stdout).toContain("Go 1.24  Go's own resolver (files,dns), because no nsswitch.conf");
  });

  it("a name with this machine's files", async () => {
    expect(await runProgram(["explain", "localhost"])).toBe(0);
    expect(printed.stdout).toContain("/etc/resolv.conf  (this machine's)");
  });

  it("for programs", async () => {
    expect(await runProgram(["explain", "db", ...conf(), "--json", "--env", "RES_OPTIONS=ndots:3"])).toBe(0);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      version: 2,
      name: "db",
      family: "ip",
      env: { RES_OPTIONS: "ndots:3" },
      modes: [{ go: "Go", decision: { order: "cgo", rule: "environment" } }],
    });
  });

  it("the causes that a run finds, of given files and of a scenario with a file in place of its own", async () => {
    const indented = join(folder, "indented.conf");
    await writeFile(indented, "  nameserver 10.0.0.53\n");
    for (const what of ["db.example", "founding/healthy"]) {
      expect(await runProgram(["explain", what, "--resolv-conf", indented, "--json"])).toBe(0);
      const { causes }: { causes: readonly { id: string }[] } = JSON.parse(printed.stdout);
      expect(causes.map(({ id }) => id)).toContain("resolv-conf-indented");
      printed.clear();
    }
    expect(await runProgram(["explain", "founding/healthy"])).toBe(0);
    expect(printed.stdout).not.toContain("\nWhy\n");
  });

  it("an error text", async () => {
    expect(await runProgram(["explain", "lookup x: Try again"])).toBe(0);
    expect(printed.stdout).toMatch(/^written by {2}musl's getaddrinfo/m);
    expect(printed.stdout).toMatch(/^code {8}EAI_AGAIN$/m);
    expect(printed.stdout).toMatch(/^name {8}x$/m);
    expect(printed.stdout).toMatch(/^lookup {6}the lookup failed: there was no address/m);
  });

  it("an error text with files: what speaks against them, and which replies come to it", async () => {
    expect(await runProgram(["explain", "lookup db.prod: Try again", ...conf(), "--go", "1.24"])).toBe(0);
    expect(printed.stdout).toContain(
      "In this setting\n  - the libc wrote this, but with these files Go uses",
    );
    expect(printed.stdout).toMatch(/^ {4}A ok, AAAA SERVFAIL +musl ≥1\.2\.1$/m);
    expect(printed.stdout).toMatch(/^name {7}"db\.prod", IPv4 and IPv6$/m);
    printed.clear();
    const other = "lookup db.prod on 192.0.2.9:53: no such host";
    expect(await runProgram(["explain", other, ...conf(), "--go", "1.24", "--json"])).toBe(0);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      known: true,
      setting: {
        contradictions: [expect.stringMatching(/^192\.0\.2\.9:53 was asked, but with these files /)],
      },
      explanation: { name: "db.prod" },
    });
  });

  it("versions as a picture", async () => {
    expect(await runProgram(["explain", "db.prod", ...conf(), "--versions"])).toBe(0);
    expect(printed.stdout).toMatch(/^A ok, AAAA SERVFAIL$/m);
    expect(printed.stdout).toMatch(/^ {2}musl +1\.1\.13 B+\|C+ 1\.2\.6 {2}C since 1\.2\.1$/m);
    expect(printed.stdout).toContain("https://git.musl-libc.org/cgit/musl/commit/?id=");
  });

  it("an error text after a lookup, for programs", async () => {
    expect(await runProgram(["explain", "dial tcp 192.0.2.7:443: i/o timeout", "--json"])).toBe(0);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      known: true,
      code: "i/o timeout",
      lookup: "succeeded",
      address: "192.0.2.7:443",
      name: null,
      server: null,
    });
  });

  it("an error text whose names would steer the terminal", async () => {
    expect(
      await runProgram(["explain", "lookup a\u001b]0;x\u0007\u202e on 192.0.2.1:53: no such host"]),
    ).toBe(0);
    expect(printed.stdout).toMatch(/^name {8}a\\x1b\]0;x\\x07\\u\{202e\}$/m);
  });

  it("an error text that nobody knows, without blaming the caller", async () => {
    expect(await runProgram(["explain", "permission denied"])).toBe(0);
    expect(printed.stdout).toContain('"permission denied" is no error text about names');
    printed.clear();
    expect(await runProgram(["explain", "permission denied", "--json"])).toBe(0);
    expect(JSON.parse(printed.stdout)).toEqual({ version: 1, text: "permission denied", known: false });
  });

  // One of each kind of file and host: all of them take as long as all other tests of this folder.
  it("scenarios of the catalogue", async () => {
    for (const id of (await listCatalogue()).filter((_, index) => index % 9 === 0)) {
      printed.clear();
      expect(await runProgram(["explain", id, "--json"]), id).toBe(0);
      const parsed: unknown = JSON.parse(printed.stdout);
      for (const one of Array.isArray(parsed) ? parsed : [parsed]) {
        expect(one, id).toMatchObject({ version: 2, setting: expect.stringContaining(id) });
      }
    }
  });

  it("another name with a scenario's files", async () => {
    expect(await runProgram(["explain", "founding/healthy", "other.test", "--family", "ip4", "--json"])).toBe(
      0,
    );
    expect(JSON.parse(printed.stdout)).toMatchObject({
      name: "other.test",
      family: "ip4",
      go: "1.11, 1.19, 1.24",
    });
  });

  it.each([
    [["explain"], "missing required argument 'what'"],
    [["explain", "a", "--go", "1.5"], `Go version 1.5: expected a Go version from 1.11 to ${NEWEST_GO}`],
    [["explain", "a", "--env", "x"], "Expected NAME=VALUE."],
    [["explain", "a", "--hosts", "/no/such/file"], "error: cannot read /no/such/file"],
    [["explain", "no-such/scenario"], "no-such/scenario"],
    [["explain", "a", "b", "--hosts", "/dev/null"], "one name is explained with these files, not 2"],
    [["explain", "a", "--family", "ip5"], "Allowed choices are ip, ip4, ip6"],
  ])("%j ends with 2 and says why", async (args, message) => {
    expect(await runProgram(args)).toBe(2);
    expect(printed.stderr).toContain(message);
    expect(printed.stdout).toBe("");
  });
});
