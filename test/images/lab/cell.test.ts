/** Cells of a real labd: their files, users, limits and system calls. */
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CellBase } from "../../../harness/lab/cell-fields.ts";
import { AGENT, AS_ROOT, AS_USER, type Bench, because, openBench, text, type Way } from "../support/bench.ts";
import { Labd } from "../support/labd.ts";

const SH = "/bin/sh";

describe.each([AS_ROOT, AS_USER])("a cell of a labd started $name", (way) => {
  const run = it.skipIf(way.missing !== null);
  const why = because(way);
  let bench: Bench;
  let labd: Labd;
  let pid: number;

  beforeAll(async () => {
    if (way.missing !== null) return;
    bench = await openBench(way);
    labd = await Labd.start(bench.programs, way);
    pid = (await labd.openNetwork()).pid;
  });

  afterAll(async () => {
    if (way.missing !== null) return;
    expect(await labd.end()).toBe(0);
    await bench.remove();
  });

  run(`runs a program with the given name, environment and input${why}`, async () => {
    const script =
      'read -r line; read -r host </proc/sys/kernel/hostname; echo "$line $host $A"; echo oops >&2; exit 7';
    const cell = bench.cell(pid, { hostname: "web-0.example.org", env: { A: "b c" } });
    expect(await labd.run(cell, [SH, "-c", script], "hello\n")).toEqual({
      stdout: "hello web-0.example.org b c\n",
      stderr: "oops\n",
      end: "exit 7",
    });
  });

  run(`tells the signal that ended a program${why}`, async () => {
    expect(await labd.run(bench.cell(pid), [SH, "-c", "kill -SEGV $$"])).toMatchObject({ end: "signal 11" });
  });

  run(`tells what it could not run${why}`, async () => {
    expect(await labd.run(bench.cell(pid), ["/no/loader"])).toMatchObject({
      end: "execve /no/loader: No such file or directory",
    });
    expect(await labd.run(bench.cell(pid, { root: "/no/root" }), [SH])).toMatchObject({
      end: "the image's root /no/root: No such file or directory",
    });
    expect(await labd.run(bench.cell(2 ** 22 + 1), [SH])).toMatchObject({
      end: "opening the network's namespace /proc/4194305/ns/net: No such file or directory",
    });
  });

  run(`lays contents, links and directories, with exact modes${why}`, async () => {
    const files = {
      "/deep/er/file": text("content\n", 0o2751),
      "/link": { kind: "symlink", target: "/deep/er/file" },
      "/folder": { kind: "directory", mode: 0o1777, owner: 0 },
      "/folder/in": text("in", 0o600),
    } as const;
    const [file, link, folder, inside, missing] = await labd.read(
      bench.cell(pid, { files }),
      ...["/deep/er/file", "/link", "/folder", "/folder/in", "/missing"],
    );
    const content = { kind: "file", bytes: Buffer.from("content\n"), directory: false };
    expect(file).toMatchObject({ ...content, bytes: new TextEncoder().encode("content\n") });
    expect(link).toMatchObject({ ...content, bytes: new TextEncoder().encode("content\n") });
    expect(folder).toMatchObject({ kind: "file", directory: true, bytes: new Uint8Array() });
    expect(inside).toMatchObject({ kind: "file", bytes: new TextEncoder().encode("in") });
    expect(missing).toEqual({ kind: "error", errno: "ENOENT" });
    const script =
      "[ -k /folder ] && [ -g /deep/er/file ] && [ -x /deep/er/file ] && [ ! -x /folder/in ] && echo yes";
    expect(await labd.run(bench.cell(pid, { files }), [SH, "-c", script])).toMatchObject({ stdout: "yes\n" });
  });

  run(`hides and replaces what the image has, and leaves the image as it was${why}`, async () => {
    const files = {
      "/bin/cat": { kind: "absent" },
      "/lost/or/never/there": { kind: "absent" },
      "/bin/sh": text("no shell"),
    } as const;
    const before = (await readdir(bench.root, { recursive: true })).sort();
    const results = await labd.read(bench.cell(pid, { files }), "/bin/cat", "/bin/sh");
    expect(results).toEqual([
      { kind: "error", errno: "ENOENT" },
      expect.objectContaining({ bytes: new TextEncoder().encode("no shell") }),
    ]);
    expect((await readdir(bench.root, { recursive: true })).sort()).toEqual(before);
    expect((await readFile(join(bench.root, "bin/sh"))).length).toBeGreaterThan("no shell".length);
  });

  run(`makes directories absent, with all that is in them${why}`, async () => {
    const files = {
      "/bin": { kind: "absent" },
      "/lib": { kind: "directory", mode: 0o755, owner: 0 },
    } as const;
    const [bin, lib] = await labd.read(bench.cell(pid, { files }), "/bin", "/lib");
    expect(bin).toEqual({ kind: "error", errno: "ENOENT" });
    expect(lib).toMatchObject({ kind: "file", directory: true });
  });

  run(`never follows a link out of the root${why}`, async () => {
    const outside = join(bench.root, "..", "outside");
    await mkdir(outside);
    await symlink(outside, join(bench.root, "escape"));
    await symlink("../../../../../../../..", join(bench.root, "up"));
    await writeFile(join(outside, "secret"), "secret");
    const leave = { files: { "/escape/file": text("out") } };
    expect(await labd.run(bench.cell(pid, leave), [SH, "-c", "true"])).toMatchObject({
      end: "making /escape/file: No such file or directory",
    });
    const up = bench.cell(pid, { files: { "/up/file": text("in the root") } });
    expect(await labd.read(up, "/file", `/up${outside}/secret`)).toEqual([
      expect.objectContaining({ bytes: new TextEncoder().encode("in the root") }),
      { kind: "error", errno: "ENOENT" },
    ]);
    expect(await readdir(outside)).toEqual(["secret"]);
  });

  run(`refuses paths that are not absolute${why}`, async () => {
    const cell = bench.cell(pid, { files: { "etc/hosts": text("") } });
    expect(await labd.run(cell, [SH])).toMatchObject({ end: "not an absolute path: etc/hosts" });
  });

  run(`gives a program no privileges, no devices of the machine and a read-only /proc${why}`, async () => {
    const script = `
      while read -r key value; do case $key in CapEff:|CapBnd:|NoNewPrivs:|Seccomp:) echo "$key $value"; esac; done </proc/self/status
      echo x >/proc/sys/kernel/hostname || echo read-only
      echo /dev/*
      echo /proc/[0-9]*`;
    const { stdout } = await labd.run(bench.cell(pid), [SH, "-c", script]);
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      // CAP_DAC_OVERRIDE
      "CapEff: 0000000000000002",
      "CapBnd: 0000000000000002",
      "NoNewPrivs: 1",
      "Seccomp: 2",
      "read-only",
      "/dev/full /dev/null /dev/random /dev/urandom /dev/zero",
      "/proc/1 /proc/2",
    ]);
  });

  run(`answers system calls of a lookup in the kernel's place, and of nothing before it${why}`, async () => {
    const hosts = {
      "/etc/hosts": text("10.1.2.3 here.example\n"),
      "/etc/resolv.conf": text("nameserver 127.0.0.1\n"),
    };
    const look = async (syscalls: CellBase["syscalls"]) => {
      const { stdout, stderr } = await labd.run(
        bench.cell(pid, { files: hosts, syscalls }),
        [bench.loader, AGENT],
        "ip 12\nhere.example",
      );
      const [, result] = stdout.split("\n").filter(Boolean);
      expect(result, stderr).toBeDefined();
      return JSON.parse(result ?? "");
    };
    expect(await look([])).toMatchObject({ code: 0, addresses: ["10.1.2.3"] });
    // What opens, maps, reads and writes would keep the agent's own loader from starting.
    const calls = ["openat", "open", "mmap", "write", "writev", "exit_group"];
    const refused = await look(calls.map((name) => ({ name, answer: 1 })));
    expect(refused.code).not.toBe(0);
    // A program that looks nothing up is left alone.
    const umask = bench.cell(pid, { syscalls: [{ name: "umask", answer: 0 }] });
    expect(await labd.run(umask, [SH, "-c", "umask 027; umask"])).toMatchObject({ stdout: "0027\n" });
    expect(await labd.run(bench.cell(pid, { syscalls: [{ name: "brk9", answer: 1 }] }), [SH])).toMatchObject({
      end: "this machine has no system call named brk9",
    });
  });

  run(`reads files although the host answers system calls${why}`, async () => {
    const cell = bench.cell(pid, { files: { "/f": text("x") }, syscalls: [{ name: "read", answer: 1 }] });
    expect(await labd.read(cell, "/f")).toEqual([
      expect.objectContaining({ bytes: new TextEncoder().encode("x") }),
    ]);
  });

  run(`ends a program that writes without end${why}`, async () => {
    const { stdout, end } = await labd.run(bench.cell(pid), [
      SH,
      "-c",
      "while :; do echo 0123456789abcdef; done",
    ]);
    expect(end).toBe("the program wrote more than 1048576 bytes");
    expect(stdout.length).toBeLessThanOrEqual(1024 * 1024);
  });

  run(`refuses to read what is larger than a scenario's file may be${why}`, async () => {
    const cell = bench.cell(pid, { files: { "/big": text("x".repeat(1024 * 1024 + 1)) } });
    expect(await labd.read(cell, "/big")).toEqual([{ kind: "error", errno: "EFBIG" }]);
  });

  run(`runs the agent through the image's loader${why}`, async () => {
    const cell = bench.cell(pid, { files: { "/etc/hosts": text("10.1.2.3 here.example\n") } });
    const { stdout, stderr } = await labd.run(cell, [bench.loader, AGENT], "ip 5\n127.1");
    const [hello, result] = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(hello, stderr).toMatchObject({ libc: expect.any(String) });
    expect(result, stderr).toMatchObject({ code: 0, addresses: ["127.0.0.1"] });
  });
});

describe("the user of a cell", () => {
  async function withLabd(
    way: Way,
    use: (labd: Labd, bench: Bench, pid: number) => Promise<void>,
  ): Promise<void> {
    const bench = await openBench(way);
    const labd = await Labd.start(bench.programs, way);
    try {
      await use(labd, bench, (await labd.openNetwork()).pid);
    } finally {
      await labd.end();
      await bench.remove();
    }
  }

  it.skipIf(AS_ROOT.missing !== null)(`may read what its id may read${because(AS_ROOT)}`, () =>
    withLabd(AS_ROOT, async (labd, bench, pid) => {
      const files = {
        "/own": text("own", 0o600, 1000),
        "/root": text("root", 0o600),
        "/folder": { kind: "directory", mode: 0o700, owner: 1000 },
        "/folder/file": text("file"),
      } as const;
      const read = (user: number) =>
        labd.read(bench.cell(pid, { files, user }), "/own", "/root", "/folder/file");
      const denied = { kind: "error", errno: "EACCES" };
      const fine = expect.objectContaining({ kind: "file" });
      expect(await read(0)).toEqual([fine, fine, fine]);
      expect(await read(1000)).toEqual([fine, denied, fine]);
      expect(await read(1001)).toEqual([denied, denied, denied]);
      const script =
        'while read -r key value; do case $key in Uid:|Gid:|Groups:|CapEff:) echo "$key" $value; esac; done </proc/self/status';
      expect(await labd.run(bench.cell(pid, { user: 1000 }), [SH, "-c", script])).toMatchObject({
        stdout: "Uid: 1000 1000 1000 1000\nGid: 1000 1000 1000 1000\nGroups:\nCapEff: 0000000000000000\n",
      });
    }),
  );

  it.skipIf(AS_USER.missing !== null)(
    `is only 0 without real root, and labd says so${because(AS_USER)}`,
    () =>
      withLabd(AS_USER, async (labd, bench, pid) => {
        expect(await labd.run(bench.cell(pid, { user: 1000 }), [SH])).toMatchObject({
          end: "another user than 0 cannot be had in this user namespace: that takes real root",
        });
        expect(
          await labd.run(bench.cell(pid, { files: { "/f": text("", 0o644, 1000) } }), [SH]),
        ).toMatchObject({
          end: "another owner than 0 takes real root, not a user namespace: /f",
        });
      }),
  );
});
