import { describe, expect, it } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import { readCell, runCell } from "../../harness/lab/cell.ts";
import { FRAME } from "../../harness/lab/frames.ts";
import { i32, u8, u32, utf8 } from "../../harness/lab/payload.ts";
import { base, fieldsOf, play } from "./support/cells.ts";
import { fakeLabd, forever } from "./support/fake-labd.ts";

describe("a cell that runs a program", () => {
  it("sends its fields and gives output and exit", async () => {
    const labd = fakeLabd();
    const run = runCell(labd.link, base, ["/bin/x", "-v"], utf8("in"), forever);
    const { id, payload } = await labd.expect(FRAME.CELL_RUN);
    expect(fieldsOf(payload)).toEqual([
      "1:\x2a\0\0\0",
      "2:/images/alpine",
      "3:lab",
      "4:\xe8\x03\0\0",
      "5:RES_OPTIONS=ndots:2",
      "6:\0\0\0\0\0\0\0\0\0\x0a\0/etc/hosts",
      "6:\x01\xa4\x01\0\0\x07\0\0\0\x10\0/etc/resolv.confnameserver ::1\n",
      "7:\0\0\0\0readv",
      "8:/bin/x",
      "8:-v",
      "9:in",
    ]);
    labd.say(FRAME.CELL_OUTPUT, id, u8(1), utf8("o"));
    labd.say(FRAME.CELL_OUTPUT, id, u8(2), utf8("e"));
    labd.say(FRAME.CELL_OUTPUT, id, u8(1), utf8("ut"));
    labd.say(FRAME.CELL_EXIT, id, u8(0), i32(3));
    expect(await run).toEqual({ stdout: "out", stderr: "e", exit: { kind: "exited", status: 3 } });
  });

  it("tells the signal that ended it", async () => {
    const labd = fakeLabd();
    const run = runCell(labd.link, base, ["/bin/x"], utf8(""), forever);
    await play(labd, "", "", 1, 8);
    expect((await run).exit).toEqual({ kind: "signal", signal: "SIGFPE" });
  });

  it("is unavailable with labd's reason when it could not be made", async () => {
    const labd = fakeLabd();
    const run = runCell(labd.link, base, ["/bin/x"], utf8(""), forever);
    const { id } = await labd.expect(FRAME.CELL_RUN);
    labd.say(FRAME.FAILED, id, utf8("mount: /x: Permission denied"));
    await expect(run).rejects.toThrow(
      new Unavailable("the cell could not be made: mount: /x: Permission denied"),
    );
  });

  it("is killed when it is given up", async () => {
    const labd = fakeLabd();
    const life = new AbortController();
    const run = runCell(labd.link, base, ["/bin/x"], utf8(""), life.signal);
    const { id } = await labd.expect(FRAME.CELL_RUN);
    life.abort();
    await expect(run).rejects.toThrow("cancelled");
    expect(await labd.expect(FRAME.CELL_KILL)).toMatchObject({ id });
  });

  it("is killed when it writes without end", async () => {
    const labd = fakeLabd();
    const run = runCell(labd.link, base, ["/bin/x"], utf8(""), forever);
    const { id } = await labd.expect(FRAME.CELL_RUN);
    for (let chunk = 0; chunk < 5; chunk++) labd.say(FRAME.CELL_OUTPUT, id, u8(2), new Uint8Array(1_000_000));
    await expect(run).rejects.toThrow("wrote more than");
    expect(await labd.expect(FRAME.CELL_KILL)).toMatchObject({ id });
  });

  it("is unavailable when its files do not fit into a frame", async () => {
    const files = {
      "/big": { kind: "content", bytes: new Uint8Array(5_000_000), mode: 0o644, owner: 0 },
    } as const;
    const run = runCell(fakeLabd().link, { ...base, files }, ["/bin/x"], utf8(""), forever);
    await expect(run).rejects.toThrow("too much for one cell");
  });
});

describe("a cell that reads files", () => {
  it("gives one result for every path", async () => {
    const labd = fakeLabd();
    const read = readCell(labd.link, base, ["/a", "/b", "/c"], forever);
    const { id, payload } = await labd.expect(FRAME.CELL_READ);
    expect(fieldsOf(payload).slice(-3)).toEqual(["10:/a", "10:/b", "10:/c"]);
    const mtime = Buffer.alloc(8);
    mtime.writeBigInt64LE(1_700_000_000_123n);
    labd.say(
      FRAME.CELL_FILES,
      id,
      ...[i32(0), u8(0), mtime, u32(2), utf8("hi")],
      ...[i32(13), u8(0), Buffer.alloc(8), u32(0)],
      ...[i32(0), u8(1), mtime, u32(0)],
    );
    expect(await read).toEqual([
      { kind: "file", bytes: utf8("hi"), mtimeMs: 1_700_000_000_123, directory: false },
      { kind: "error", errno: "EACCES" },
      { kind: "file", bytes: utf8(""), mtimeMs: 1_700_000_000_123, directory: true },
    ]);
  });
});
