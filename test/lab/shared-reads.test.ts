import { describe, expect, it } from "vitest";
import { FRAME } from "../../harness/lab/frames.ts";
import { i32, u8, u32, utf8 } from "../../harness/lab/payload.ts";
import { SharedReads } from "../../harness/lab/shared-reads.ts";
import type { FileResult } from "../../harness/world/world.ts";
import { base } from "./support/cells.ts";
import { type FakeLabd, fakeLabd, forever } from "./support/fake-labd.ts";

/** labd answers the next read with one file. */
async function answer(labd: FakeLabd, text: string): Promise<void> {
  const { id } = await labd.expect(FRAME.CELL_READ);
  labd.say(FRAME.CELL_FILES, id, i32(0), u8(0), Buffer.alloc(8), u32(text.length), utf8(text));
}

function texts(results: readonly FileResult[]): readonly string[] {
  return results.map((result) =>
    result.kind === "file" ? Buffer.from(result.bytes).toString() : result.errno,
  );
}

describe("reads that cells share", () => {
  it("asks labd once for cells that read alike", async () => {
    const labd = fakeLabd();
    const reads = new SharedReads(labd.link);
    const first = reads.read(base, ["/etc/hosts"], forever);
    const second = reads.read({ ...base }, ["/etc/hosts"], forever);
    await answer(labd, "once");
    expect([texts(await first), texts(await second)]).toEqual([["once"], ["once"]]);
  });

  it.each([
    ["another user", { ...base, user: base.user + 1 }, ["/etc/hosts"]],
    ["other files", { ...base, files: {} }, ["/etc/hosts"]],
    ["another root", { ...base, root: "/images/other" }, ["/etc/hosts"]],
    ["another path", base, ["/etc/resolv.conf"]],
  ])("asks again for %s", async (_, other, paths) => {
    const labd = fakeLabd();
    const reads = new SharedReads(labd.link);
    const first = reads.read(base, ["/etc/hosts"], forever);
    await answer(labd, "one");
    const second = reads.read(other, paths, forever);
    await answer(labd, "two");
    expect([texts(await first), texts(await second)]).toEqual([["one"], ["two"]]);
  });

  it("reads by itself when the cell that was reading ended", async () => {
    const labd = fakeLabd();
    const reads = new SharedReads(labd.link);
    const life = new AbortController();
    const given = reads.read(base, ["/etc/hosts"], life.signal);
    const waiting = reads.read(base, ["/etc/hosts"], forever);
    await labd.expect(FRAME.CELL_READ);
    life.abort();
    await expect(given).rejects.toThrow("cancelled");
    await labd.expect(FRAME.CELL_KILL);
    await answer(labd, "its own");
    expect(texts(await waiting)).toEqual(["its own"]);
  });
});
