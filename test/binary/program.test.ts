/** What programs' files tell: real ones, built by the toolchain that is here, and damaged ones. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readProgram } from "../../harness/binary/program.ts";

const SOURCE = `package main

import "net"

func main() { addresses, err := net.LookupHost("localhost"); println(len(addresses), err == nil) }
`;
const version = spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8" });
const hasGo = version.error === undefined;

describe.skipIf(!hasGo && process.env.CI === undefined)(
  `Go programs${hasGo ? "" : " (no toolchain)"}`,
  () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
      await writeFile(join(folder, "main.go"), SOURCE);
      await writeFile(join(folder, "go.mod"), "module example.test/lookup\n\ngo 1.17\n");
    });
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    test.each([
      ["as go build makes it", [], "1", { cgo: true, tags: [] }],
      ["without cgo", [], "0", { cgo: false, tags: [] }],
      ["with -tags netgo", ["-tags", "netgo,osusergo"], "1", { cgo: false, tags: [] }],
      ["stripped", ["-ldflags", "-s -w", "-trimpath"], "1", { cgo: true, tags: [] }],
      ["position-independent", ["-buildmode=pie"], "1", { cgo: true, tags: [] }],
      ["static", ["-ldflags", "-linkmode=external -extldflags=-static"], "1", { cgo: true, tags: [] }],
    ])("%s", { timeout: 240_000 }, async (name, flags, cgo, expected) => {
      const file = join(folder, name.replaceAll(/\W/g, "-"));
      const env = { CGO_ENABLED: cgo, GOFLAGS: "-mod=mod" };
      await execa("go", ["build", ...flags, "-o", file, "."], { cwd: folder, env });
      const program = readProgram(await readFile(file));
      const toolchain = version.stdout.trim();
      expect(program).toMatchObject({ kind: "go", toolchain, build: expected });
      if (program.kind === "go") expect(`go${program.build.version}`).toBe(toolchain);
      // GODEBUG=netdns=1 lets Go itself say whether it could use the libc.
      const { stderr } = await execa(file, { env: { GODEBUG: "netdns=cgo+1" } });
      expect(stderr.includes("using cgo DNS resolver")).toBe(expected.cgo);
    });
  },
);

/** A 64-bit program whose one segment begins at 0x1000, with `data` behind its headers. */
function elf(data: Uint8Array): Uint8Array {
  const headers = 128;
  const file = new Uint8Array(headers + data.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  const view = new DataView(file.buffer);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, 1, true);
  view.setBigUint64(64 + 16, 0x1000n, true);
  view.setBigUint64(64 + 32, BigInt(file.length), true);
  file.set(data, headers);
  return file;
}

/** Build information as Go 1.13 to 1.17 wrote it: pointers to strings. */
function pointed(goVersion: string): Uint8Array {
  const data = new Uint8Array(64 + goVersion.length);
  data.set([0xff]);
  data.set(new TextEncoder().encode(" Go buildinf:"), 1);
  data[14] = 8;
  const view = new DataView(data.buffer);
  view.setBigUint64(16, 0x1000n + 128n + 32n, true);
  view.setBigUint64(32, 0x1000n + 128n + 64n, true);
  view.setBigUint64(40, BigInt(goVersion.length), true);
  data.set(new TextEncoder().encode(goVersion), 64);
  return elf(data);
}

test("pointers to the version, as up to Go 1.17", () => {
  expect(readProgram(pointed("go1.16.4"))).toMatchObject({
    ...{ kind: "go", toolchain: "go1.16.4", build: { version: "1.16.4", cgo: false } },
  });
});

test("the program that runs this is none of Go's", async () => {
  expect(readProgram(await readFile("/bin/sh"))).toMatchObject({ kind: "libc" });
});

test.each([
  ["#!/bin/sh\n", "a script: name the interpreter's file"],
  ["MZ", "a PE program, of Windows"],
  ["\xcf\xfa\xed\xfe", "a Mach-O program, of macOS"],
  ["", "no ELF program, or a damaged one"],
])("%j is none that Linux runs", (text, what) => {
  expect(readProgram(Buffer.from(text, "latin1"))).toEqual({ kind: "none", what });
});

test("damaged ones end, and are told in some way", () => {
  const whole = pointed("go1.16.4");
  const changes = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(changes, fc.nat({ max: whole.length }), (changed, length) => {
      const file = Uint8Array.from(whole);
      for (const [at, byte] of changed) file[at] = byte;
      expect(["go", "libc", "static", "none"]).toContain(readProgram(file.subarray(0, length)).kind);
    }),
    { numRuns: 2000 },
  );
});
