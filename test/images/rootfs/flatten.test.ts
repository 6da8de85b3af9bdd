/** Layers laid over each other, and written as one archive. */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LayKind, layArchive, RootfsBudget } from "../../../harness/images/rootfs/lay.ts";
import { RootfsTree } from "../../../harness/images/rootfs/tree.ts";
import { writeRootfs } from "../../../harness/images/rootfs/write.ts";
import { contentOf, type TarEntry, tarOf } from "../tar.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-flatten-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Layer = readonly TarEntry[];

async function flatten(layers: readonly Layer[], kind: LayKind = "layer", name = "flat.tar") {
  const tree = new RootfsTree();
  const budget = new RootfsBudget();
  const archives: string[] = [];
  for (const [number, layer] of layers.entries()) {
    const path = join(folder, `${number}.layer`);
    const tar = await tarOf(layer);
    // Both are allowed: layers with an odd number are compressed here.
    await writeFile(path, number % 2 === 1 ? gzipSync(tar) : tar);
    await layArchive(tree, { path, number, kind }, budget);
    archives.push(path);
  }
  const path = join(folder, name);
  return { path, digest: await writeRootfs(tree, archives, path) };
}

async function flat(layers: readonly Layer[], kind: LayKind = "layer"): Promise<readonly string[]> {
  const { path } = await flatten(layers, kind);
  return (await contentOf(path)).filter((line) => line !== "directory ./ 755");
}

const file = (name: string, text: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  text,
  ...more,
});
const directory = (name: string, mode = 0o755): TarEntry => ({ name, type: "directory", mode });
const symlink = (name: string, linkname: string): TarEntry => ({
  name,
  type: "symlink",
  linkname,
  mode: 0o777,
});
const link = (name: string, linkname: string): TarEntry => ({ name, type: "link", linkname });

interface Case {
  readonly title: string;
  readonly layers: readonly Layer[];
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "a later layer replaces a file",
    layers: [[file("a", "old")], [file("./a", "new", { mode: 0o600 })]],
    expected: ["file a 600 new"],
  },
  {
    title: "a folder keeps its content and takes the later mode",
    layers: [[directory("d/"), file("d/a", "1")], [directory("d/", 0o700)]],
    expected: ["directory d/ 700", "file d/a 644 1"],
  },
  {
    title: "a file replaces a folder with all that is in it",
    layers: [[directory("d/"), file("d/a", "1")], [file("d", "file")]],
    expected: ["file d 644 file"],
  },
  {
    title: "missing folders are made",
    layers: [[file("a/b/c", "1")]],
    expected: ["directory a/ 755", "directory a/b/ 755", "file a/b/c 644 1"],
  },
  {
    title: "a whiteout takes away a file, and is itself not there",
    layers: [[file("d/a", "1"), file("d/b", "2")], [file("d/.wh.a", "")]],
    expected: ["directory d/ 755", "file d/b 644 2"],
  },
  {
    title: "a whiteout takes away a folder",
    layers: [[file("d/e/a", "1"), file("d/b", "2")], [file("d/.wh.e", "")]],
    expected: ["directory d/ 755", "file d/b 644 2"],
  },
  {
    title: "a whiteout does not touch what its own layer brings",
    layers: [
      [file("d/a", "old"), file("d/e/x", "old")],
      [file("d/a", "new"), file("d/e/y", "new"), file("d/.wh.a", ""), file("d/.wh.e", "")],
    ],
    expected: ["directory d/ 755", "directory d/e/ 755", "file d/a 644 new", "file d/e/y 644 new"],
  },
  {
    title: "an opaque folder hides what is below it, whichever entry comes first",
    layers: [
      [file("d/a", "old"), file("d/e/b", "old"), file("f", "old")],
      [file("d/e/c", "new"), file("d/.wh..wh..opq", ""), file("d/g", "new")],
    ],
    expected: [
      "directory d/ 755",
      "directory d/e/ 755",
      "file d/e/c 644 new",
      "file d/g 644 new",
      "file f 644 old",
    ],
  },
  {
    title: "aufs' own files are left out",
    layers: [[file(".wh..wh.aufs", ""), file(".wh..wh.plnk/1.2", ""), file("a", "1")]],
    expected: ["file a 644 1"],
  },
  {
    title: "a whiteout of something that is not there",
    layers: [[file("a", "1")], [file(".wh.b", ""), file("c/.wh.d", "")]],
    expected: ["file a 644 1"],
  },
  {
    title: "an entry behind a link lands where the link leads",
    layers: [[directory("usr/lib/"), symlink("lib", "usr/lib")], [file("lib/x", "1")]],
    expected: [
      "directory usr/ 755",
      "directory usr/lib/ 755",
      "file usr/lib/x 644 1",
      "symlink lib -> usr/lib",
    ],
  },
  {
    title: "links cannot lead out of the root",
    layers: [
      [symlink("out", "../../../../etc"), symlink("abs", "/etc")],
      [file("out/a", "1"), file("abs/b", "2")],
    ],
    expected: [
      "directory etc/ 755",
      "file etc/a 644 1",
      "file etc/b 644 2",
      "symlink abs -> /etc",
      "symlink out -> ../../../../etc",
    ],
  },
  {
    title: "a link is not followed when it is itself replaced",
    layers: [[file("target", "kept"), symlink("a", "target")], [file("a", "new")]],
    expected: ["file a 644 new", "file target 644 kept"],
  },
  {
    title: "in a layer a folder replaces a link of its name",
    layers: [
      [directory("usr/lib/"), symlink("lib", "usr/lib")],
      [directory("lib/"), file("lib/x", "1")],
    ],
    expected: ["directory lib/ 755", "directory usr/ 755", "directory usr/lib/ 755", "file lib/x 644 1"],
  },
  {
    title: "hard links stay links",
    layers: [[file("b", "1"), link("a", "./b"), link("c", "/b")]],
    expected: ["file a 644 1", "link b -> a", "link c -> a"],
  },
  {
    title: "a hard link keeps its content when the other name is replaced by a later layer",
    layers: [[file("a", "old"), link("b", "a")], [file("a", "new")]],
    expected: ["file a 644 new", "file b 644 old"],
  },
  {
    title: "a hard link keeps its content when the other name is taken away",
    layers: [[file("a", "old"), link("b", "a")], [file(".wh.a", "")]],
    expected: ["file b 644 old"],
  },
  {
    title: "devices are left out, set-user-id stays for whoever unpacks to judge",
    layers: [
      [
        { name: "dev/null", type: "character-device", devmajor: 1, devminor: 3 },
        { name: "pipe", type: "fifo" },
        file("su", "1", { mode: 0o4755 }),
      ],
    ],
    expected: ["file su 4755 1"],
  },
  {
    title: "names longer than a tar header holds",
    layers: [[file(`${"d/".repeat(3)}${"n".repeat(200)}`, "1"), symlink("l", "t".repeat(300))]],
    expected: [
      "directory d/ 755",
      "directory d/d/ 755",
      "directory d/d/d/ 755",
      `file d/d/d/${"n".repeat(200)} 644 1`,
      `symlink l -> ${"t".repeat(300)}`,
    ],
  },
];

describe("layers", () => {
  test.each(CASES)("$title", async ({ layers, expected }) => {
    expect(await flat(layers)).toEqual(expected);
  });

  test("owners are kept", async () => {
    const { path } = await flatten([[{ name: "a", uid: 1000, gid: 100, text: "x" }]]);
    expect((await readFile(path)).toString("latin1")).toContain(
      `a${"\0".repeat(99)}${["000644 ", "001750 ", "000144 "].join("\0")}`,
    );
  });

  test("in packages a link that leads to a folder stands for it, any other link does not", async () => {
    const layers = [
      [directory("usr/lib/"), symlink("lib", "usr/lib"), symlink("dangling", "nowhere")],
      [directory("./lib/"), file("./lib/x", "1"), directory("./dangling/")],
    ];
    expect(await flat(layers, "package")).toEqual([
      "directory dangling/ 755",
      "directory usr/ 755",
      "directory usr/lib/ 755",
      "file usr/lib/x 644 1",
      "symlink lib -> usr/lib",
    ]);
  });

  test("packages have no whiteouts", async () => {
    expect(await flat([[file("a", "1")], [file(".wh.a", "2")]], "package")).toEqual([
      "file .wh.a 644 2",
      "file a 644 1",
    ]);
  });
});

describe("the flat archive", () => {
  const layers: readonly Layer[] = [
    [file("b", "2", { mtime: new Date(5_000) }), file("a", "1"), directory("d/")],
    [file("d/c", "3")],
  ];

  test("has the same bytes for the same content, whatever the times and the order", async () => {
    const first = await flatten(layers, "layer", "first.tar");
    const reordered = [[directory("d/"), file("a", "1"), file("b", "2")], layers[1] ?? []];
    expect((await flatten(layers, "layer", "again.tar")).digest).toBe(first.digest);
    expect(await contentOf((await flatten(reordered, "layer", "reordered.tar")).path)).toEqual(
      await contentOf(first.path),
    );
    const timed = [[file("b", "2"), file("a", "1"), directory("d/")], layers[1] ?? []];
    expect((await flatten(timed, "layer", "timed.tar")).digest).toBe(first.digest);
  });

  test("is of the digest that was told", async () => {
    const { path, digest } = await flatten(layers);
    expect(digest).toBe(
      `sha256:${createHash("sha256")
        .update(await readFile(path))
        .digest("hex")}`,
    );
  });

  test("is not written over something else", async () => {
    await writeFile(join(folder, "flat.tar"), "");
    await expect(flatten(layers)).rejects.toThrow("EEXIST");
  });

  test("ends with the disk's error, not with one of its own", async () => {
    await expect(flatten([[file("big", "x".repeat(2_000_000))]], "layer", "none/flat.tar")).rejects.toThrow(
      "ENOENT",
    );
  });
});

describe("what cannot be is refused", () => {
  const refused: readonly (readonly [string, Layer, string])[] = [
    ["a path with ..", [file("../evil", "x")], "leaves the archive"],
    ["a path of 30,000 components", [file("a/".repeat(30_000), "x")], "is longer than 4095 bytes"],
    ["a name of 256 bytes", [file("é".repeat(128), "x")], "is longer than 255 bytes"],
    ["a link to 30,000 components", [symlink("l", "a/".repeat(30_000))], "is longer than 4095 bytes"],
    ["a path with .. inside", [file("a/../../evil", "x")], "leaves the archive"],
    ["a hard link with ..", [link("a", "../../etc/passwd")], "leaves the archive"],
    ["a hard link to nothing", [link("a", "b")], 'the link "/a" points to no file: "/b"'],
    ["a hard link to a folder", [directory("d/"), link("a", "d")], "points to no file"],
    ["a whiteout of ..", [file("d/a", ""), file("d/.wh...", "")], "leaves the archive"],
    ["a whiteout of nothing", [file("d/a", ""), file("d/.wh.", "")], 'the whiteout ".wh." is of nothing'],
    ["a file as a folder", [file("a", "1"), file("a/b", "2")], '"/a" is not a folder'],
    ["links in a circle", [symlink("a", "b"), symlink("b", "a"), file("a/x", "1")], '"/a" is not a folder'],
    ["the root as a file", [file("./", "x", { type: "file" })], "the root is not a folder"],
  ];
  test.each(refused)("%s", async (_, layer, message) => {
    await expect(flatten([layer])).rejects.toThrow(message);
  });

  test("a link that points nowhere", async () => {
    // tar-stream writes none, so the target is wiped out afterwards, and the checksum corrected.
    const tar = await tarOf([symlink("a", "b")]);
    tar[157] = 0;
    tar.write(`${checksum(tar).toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    const path = join(folder, "0.layer");
    await writeFile(path, tar);
    const laying = layArchive(new RootfsTree(), { path, number: 0, kind: "layer" }, new RootfsBudget());
    await expect(laying).rejects.toThrow('the link "a" points nowhere');
  });

  test("more entries and more bytes than an image may have", () => {
    const budget = new RootfsBudget();
    budget.spend(500_000, 8 * 1024 ** 3);
    expect(() => budget.spend(1, 0)).toThrow("it holds more than 500000 entries");
    expect(() => new RootfsBudget().spend(0, 8 * 1024 ** 3 + 1)).toThrow("or 8589934592 bytes");
  });

  test.each([
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd, 0, 0]],
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
    ["bzip2", [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41]],
  ])("an archive that is compressed with %s", async (name, bytes) => {
    const path = join(folder, "0.layer");
    await writeFile(path, Uint8Array.from(bytes));
    const laying = layArchive(new RootfsTree(), { path, number: 0, kind: "layer" }, new RootfsBudget());
    await expect(laying).rejects.toThrow(
      `it is compressed with ${name}; only gzip and uncompressed tar can be read`,
    );
  });

  test.each([
    ["plain", (tar: Buffer) => tar.subarray(0, 700), "Unexpected end of data"],
    ["gzip", (tar: Buffer) => gzipSync(tar).subarray(0, -20), "unexpected end of file"],
    ["no", () => Buffer.alloc(2048, "x"), "Invalid tar header"],
  ])("a %s archive that ends too early or is none", async (_, damage, message) => {
    const path = join(folder, "0.layer");
    await writeFile(path, damage(await tarOf([file("a", "x".repeat(4000))])));
    const laying = layArchive(new RootfsTree(), { path, number: 0, kind: "layer" }, new RootfsBudget());
    await expect(laying).rejects.toThrow(message);
  });
});

/** POSIX ustar: the sum of all bytes of the header, with blanks for the checksum itself. */
function checksum(header: Buffer): number {
  const copy = Buffer.from(header.subarray(0, 512));
  copy.fill(0x20, 148, 156);
  return copy.reduce((sum, byte) => sum + byte, 0);
}
