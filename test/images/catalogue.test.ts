import { describe, expect, test } from "vitest";
import { Failure } from "../../harness/errors.ts";
import { findImage, listImages, loadImages } from "../../harness/images/catalogue.ts";
import { parseReference } from "../../harness/images/reference.ts";

const DECLARED = {
  "alpine-3.6": "musl 1.1.16-r15",
  "alpine-3.8": "musl 1.1.19",
  "alpine-3.19": "musl 1.2.4_git20230717",
  "amazonlinux-2": "glibc 2.26-amzn2",
  "centos-7.9": "glibc 2.17-317.el7",
  "el-8": "glibc 2.28-151.el8",
  "centos-7.4": "glibc 2.17-196.el7",
  "centos-7.6": "glibc 2.17-260.el7",
  "debian-11-glibc": "glibc 2.31",
  "debian-11-musl": "musl 1.2.2",
  "debian-12-glibc": "glibc 2.36",
  "debian-12-musl": "musl 1.2.3",
  "debian-13-glibc": "glibc 2.41",
  "debian-13-musl": "musl 1.2.5",
};

describe("the catalogue", () => {
  test("has these images, and each declares its libc", async () => {
    const images = await loadImages();
    expect(images.map(({ id }) => id)).toEqual(await listImages());
    const declared = images.map(({ id, libc }) => [
      id,
      libc === null
        ? null
        : `${libc.family} ${libc.version}${libc.release === null ? "" : `-${libc.release}`}`,
    ]);
    expect(Object.fromEntries(declared)).toMatchObject(DECLARED);
  });

  test("has a default set that needs no registry", async () => {
    const defaults = (await loadImages()).filter((image) => image.default);
    expect(defaults.length).toBeGreaterThan(0);
    const needing = defaults.filter(({ sources }) => sources.every(({ kind }) => kind === "registry"));
    expect(needing.map(({ id }) => id)).toEqual([]);
  });

  test("names references that can be pulled, by the tag of a release where its libc is declared", async () => {
    const references = (await loadImages()).flatMap(({ libc, sources }) =>
      sources.flatMap((source) =>
        source.kind === "registry" ? [{ reference: source.reference, isDeclared: libc !== null }] : [],
      ),
    );
    expect(references).toContainEqual({ reference: "centos:7.4.1708", isDeclared: true });
    const moving = references.filter(({ reference }) => parseReference(reference)?.tag === "latest");
    expect(moving.filter(({ isDeclared }) => isDeclared)).toEqual([]);
  });

  test("knows no build id of two releases", async () => {
    const ids = new Map<string, string>();
    for (const { libc } of await loadImages()) {
      for (const buildId of libc?.buildIds ?? []) {
        const release = `${libc?.family}@${libc?.version}-${libc?.release}`;
        expect(ids.get(buildId) ?? release, buildId).toBe(release);
        ids.set(buildId, release);
      }
    }
    expect(ids.size).toBeGreaterThan(5);
  });
});

describe("an image by name", () => {
  test("is the catalogue's", async () => {
    expect((await findImage("debian-12-musl")).libc).toEqual({
      family: "musl",
      version: "1.2.3",
      release: null,
      buildIds: [],
    });
  });

  test("is made up for a reference, and its libc unknown", async () => {
    expect(await findImage("nginx:alpine")).toEqual({
      id: "nginx:alpine",
      title: "Image nginx:alpine",
      libc: null,
      sources: [{ kind: "registry", reference: "nginx:alpine" }],
      default: false,
      unverified: false,
    });
  });

  test("that is neither is refused with what there is", async () => {
    const advice = `there are ${(await listImages()).join(", ")}; an image of a registry is written with its tag, such as nginx:alpine`;
    await expect(findImage("alpine-38")).rejects.toThrow(
      new Failure("usage", 'no image "alpine-38" (did you mean "alpine-3.8"?)', { advice }),
    );
    await expect(findImage("../package")).rejects.toThrow('no image "../package"');
    await expect(findImage("nginx")).rejects.toThrow('no image "nginx"');
  });
});
