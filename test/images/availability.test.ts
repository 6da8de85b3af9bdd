import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { availabilityOf } from "../../harness/images/availability.ts";
import { confirm, readConfirmed } from "../../harness/images/confirmed.ts";
import type { ImageDefinition, ImageSource } from "../../harness/images/image.ts";
import { cachePlace, MACHINE_ARCHITECTURE } from "../../harness/images/image-cache.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-availability-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ARCHIVE: ImageSource = { kind: "archive", pattern: "root-*.tar", sha256: {} };
const REGISTRY: ImageSource = { kind: "registry", reference: "alpine:3.8" };

function image(...sources: readonly ImageSource[]): ImageDefinition {
  return { id: "x", title: "", libc: null, sources, default: false, unverified: false };
}

describe("an image is", () => {
  test("at hand where its archive lies in the folder", async () => {
    await writeFile(join(folder, "root-1.tar"), "");
    expect(await availabilityOf(image(ARCHIVE, REGISTRY), folder, join(folder, "cache"))).toEqual({
      kind: "at-hand",
      source: ARCHIVE,
    });
  });

  test("at hand where it was got before", async () => {
    const { record } = cachePlace(folder, REGISTRY, MACHINE_ARCHITECTURE);
    await mkdir(dirname(record), { recursive: true });
    await writeFile(record, "{}");
    expect(await availabilityOf(image(ARCHIVE, REGISTRY), null, folder)).toMatchObject({ kind: "at-hand" });
  });

  test("to be got where it has another source than an archive", async () => {
    const answer = await availabilityOf(image(ARCHIVE, REGISTRY), join(folder, "none"), folder);
    expect(answer).toEqual({ kind: "to-get", source: REGISTRY });
  });

  test("absent where it comes from an archive alone and that is not there", async () => {
    expect(await availabilityOf(image(ARCHIVE), folder, folder)).toEqual({ kind: "absent" });
  });
});

describe("what a run confirmed", () => {
  test("is remembered with its libc, beside what was known", async () => {
    await confirm(folder, new Map([["alpine-3.21", "musl@1.2.5"]]));
    await confirm(folder, new Map([["wolfi", "glibc@2.43"]]));
    const isConfirmed = await readConfirmed(folder);
    expect(isConfirmed("alpine-3.21", "musl@1.2.5")).toBe(true);
    expect(isConfirmed("alpine-3.21", "musl@1.2.6")).toBe(false);
    expect(isConfirmed("wolfi", null)).toBe(true);
    expect(isConfirmed("alpine-3.22", null)).toBe(false);
  });

  test("counts for nothing where the record is damaged, and is made anew", async () => {
    await writeFile(join(folder, "confirmed-images.json"), "{");
    expect((await readConfirmed(folder))("x", null)).toBe(false);
    await confirm(folder, new Map([["x", "musl@1.2.5"]]));
    expect((await readConfirmed(folder))("x", null)).toBe(true);
  });
});
