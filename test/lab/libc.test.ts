import { describe, expect, it } from "vitest";
import { FRAME } from "../../harness/lab/frames.ts";
import { findLibc } from "../../harness/lab/libc.ts";
import { i32, u8, u32 } from "../../harness/lab/payload.ts";
import { base, fieldsOf, HELLO, LOADER, play } from "./support/cells.ts";
import { type FakeLabd, fakeLabd, forever } from "./support/fake-labd.ts";

describe("the libc of an image", () => {
  /** Answers CELL_READ: these paths are there. */
  async function present(labd: FakeLabd, ...paths: readonly string[]): Promise<void> {
    const { id, payload } = await labd.expect(FRAME.CELL_READ);
    const asked = fieldsOf(payload).filter((field) => field.startsWith("10:"));
    const results = asked.map((field) => [
      i32(paths.includes(field.slice(3)) ? 0 : 2),
      u8(0),
      Buffer.alloc(8),
      u32(0),
    ]);
    labd.say(FRAME.CELL_FILES, id, ...results.flat());
  }

  it("is musl, whose version its loader tells", async () => {
    const labd = fakeLabd();
    const search = findLibc(labd.link, base, "x86_64", null, forever);
    await present(labd, LOADER, "/lib64/ld-linux-x86-64.so.2");
    await play(labd, HELLO, "", 0, 0);
    await play(labd, "", "musl libc (x86_64)\nVersion 1.1.19\nDynamic Program Loader\n", 0, 1);
    expect(await search).toEqual({
      kind: "found",
      loader: LOADER,
      identity: { family: "musl", version: "1.1.19", buildId: null },
    });
  });

  it("is the declared one where two are there", async () => {
    const labd = fakeLabd();
    const declared = { family: "glibc", version: "2.36", release: null, buildIds: [] } as const;
    const search = findLibc(labd.link, base, "x86_64", declared, forever);
    await present(labd, LOADER, "/lib64/ld-linux-x86-64.so.2");
    await play(labd, '{"libc":"glibc","version":"2.36","buildId":"ab"}\n', "", 0, 0);
    expect(await search).toEqual({
      kind: "found",
      loader: "/lib64/ld-linux-x86-64.so.2",
      identity: { family: "glibc", version: "2.36", buildId: "ab" },
    });
  });

  it("may be missing", async () => {
    const labd = fakeLabd();
    const search = findLibc(labd.link, base, "x86_64", null, forever);
    await present(labd);
    expect(await search).toEqual({
      kind: "none",
      reason: "no libc: a cgo binary cannot run here; Go must be pure",
    });
  });

  it("may be for another CPU", async () => {
    const labd = fakeLabd();
    const search = findLibc(labd.link, base, "x86_64", null, forever);
    await present(labd, "/lib/ld-linux-aarch64.so.1");
    expect(await search).toMatchObject({ kind: "none", reason: expect.stringContaining("for aarch64") });
  });
});
