/** The images that are assembled from Debian's packages, from a real mirror. */
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import { findImage, loadImages } from "../../../harness/images/catalogue.ts";
import type { DeclaredLibc, ReadyImage } from "../../../harness/images/image.ts";
import { type ObtainOptions, obtainImage } from "../../../harness/images/obtain.ts";
import { verifyLibc } from "../../../harness/images/verify-libc.ts";
import type { ObtainJob } from "../obtain-program.ts";
import { runObtain } from "../run-obtain.ts";

/** What Debian and the kernel call this machine. */
const MULTIARCH = { x64: "x86_64", arm64: "aarch64" }[process.arch as string] ?? process.arch;

/** A mirror may be slow, and apt has much to read. */
const NETWORK_LIMIT_MS = 180_000;

const folder = await mkdtemp(join(tmpdir(), "rm-debian-"));
const cache = join(folder, "cache");
const images = (await loadImages()).filter(({ sources }) => sources.some(({ kind }) => kind === "debian"));
/** The first image decides whether there is a mirror at all. */
const missing = await reasonWhyNot(images[0]?.id ?? "");
if (missing !== null && process.env.CI !== undefined) throw new Error(missing);
const titled = (title: string): string => (missing === null ? title : `${title} (skipped: ${missing})`);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function obtain(id: string, more: Partial<ObtainOptions> = {}): Promise<ReadyImage> {
  return obtainImage(await findImage(id), {
    imagesDirectory: null,
    cacheDirectory: cache,
    env: process.env,
    engineImages: null,
    progress: () => {},
    signal: new AbortController().signal,
    ...more,
  });
}

async function reasonWhyNot(id: string): Promise<string | null> {
  try {
    await obtain(id);
    return null;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}

describe.skipIf(missing !== null)(titled("from Debian's packages"), { timeout: NETWORK_LIMIT_MS }, () => {
  // What sid has changes from week to week.
  const declaring = images.filter(({ libc }) => libc !== null);
  test.each(declaring.map(({ id, libc }) => [id, libc] as const))(
    "%s holds the libc that it declares",
    async (id, libc) => {
      const image = await obtain(id);
      const root = await unpack(image, id);
      const found = runLibc(root, libc);
      expect(`${found.family} ${found.version}`).toBe(`${libc?.family} ${libc?.version}`);
      expect(verifyLibc(libc, { ...found, buildId: null }, [])).toEqual({ kind: "libc", libc, note: null });
      expect(image.origin).toMatch(/^Debian [a-z]+ \(/);
      expect(await readdir(join(root, "etc"))).toEqual(
        expect.arrayContaining(
          libc?.family === "musl" ? ["hosts"] : ["hosts", "host.conf", "nsswitch.conf", "services"],
        ),
      );
    },
  );

  test("two processes at once get one image between them", async () => {
    const own = join(folder, "two");
    const job: ObtainJob = { image: "debian-12-musl", cacheDirectory: own, size: null };
    const results = await Promise.all([runObtain(job), runObtain(job)]);
    const expected = await obtain("debian-12-musl");
    expect(results.map(({ error, image }) => error ?? image?.digest)).toEqual([
      expected.digest,
      expected.digest,
    ]);
    const lines = results.flatMap((result) => result.lines);
    expect(lines.filter((line) => line.includes("reading the list"))).toHaveLength(1);
    expect((await readdir(join(own, "images"))).filter((name) => !/\.(?:tar|json)$/.test(name))).toEqual([]);
  });

  test("a list that is a day old is read again, one of today is not", async () => {
    const lines: string[] = [];
    const fresh = join(folder, "fresh");
    await cp(join(cache, "apt"), join(fresh, "apt"), { recursive: true });
    const again = async (): Promise<number> => {
      await rm(join(fresh, "images"), { recursive: true, force: true });
      await obtain("debian-12-musl", { cacheDirectory: fresh, progress: (line) => lines.push(line) });
      return lines.filter((line) => line.includes("reading the list")).length;
    };
    await obtain("debian-12-musl");
    expect(await again()).toBe(0);
    for (const name of await readdir(join(fresh, "apt"))) {
      const stamp = join(fresh, "apt", name, "updated");
      if (await exists(stamp)) await writeFile(stamp, String(Date.now() - 25 * 60 * 60 * 1000));
    }
    expect(await again()).toBe(1);
  });
});

describe("a mirror that cannot be used", () => {
  let body: ((path: string) => string | null) | null = null;
  const server = createServer((request, response) => {
    const text = body?.(request.url ?? "") ?? null;
    response.writeHead(text === null ? 404 : 200).end(text ?? "");
  });
  let mirror = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    mirror = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/debian`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const apt = spawnSync("apt-get", ["--version"]).status === 0;
  const from = (address: string): Promise<ReadyImage> =>
    obtain("debian-12-musl", {
      cacheDirectory: join(folder, "bad"),
      env: { RESOLVER_MATRIX_DEBIAN_MIRROR: address },
    });

  test.skipIf(!apt)("has no such suite", async () => {
    await expect(from(mirror)).rejects.toThrow(
      /^image debian-12-musl cannot be had: Debian bookworm: http:\/\/127\.0\.0\.1:\d+\/debian: apt-get failed: .*does not have a Release file/,
    );
  });

  test.skipIf(!apt)("is not signed by Debian", async () => {
    body = (path) => (path.endsWith("InRelease") ? "Origin: Debian\nSuite: bookworm\n" : null);
    await expect(from(mirror)).rejects.toThrow(
      /apt-get failed: .*(?:not signed|NOSPLIT|isn't valid|not valid)/,
    );
    expect(await exists(join(folder, "bad", "images"))).toBe(true);
    expect(await readdir(join(folder, "bad", "images"))).toEqual([]);
  });

  test("on a machine without apt", async () => {
    vi.stubEnv("PATH", folder);
    try {
      await expect(from("")).rejects.toThrow(
        "image debian-12-musl cannot be had: Debian bookworm: this machine has no apt-get (Debian package apt)",
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

async function unpack({ content }: ReadyImage, name: string): Promise<string> {
  if (content.kind !== "archive") throw new Error(`not an archive: ${content.kind}`);
  const root = join(folder, name);
  await mkdir(root);
  const { status, stderr } = spawnSync("tar", ["-xf", content.archive.path, "-C", root, "--no-same-owner"]);
  if (status !== 0) throw new Error(stderr.toString());
  return root;
}

/** What the libc says of itself when it is run by its own loader, outside of any lab. */
function runLibc(root: string, declared: DeclaredLibc | null): Pick<DeclaredLibc, "family" | "version"> {
  if (declared?.family === "musl") {
    const { stderr } = spawnSync(join(root, "usr", "lib", `ld-musl-${MULTIARCH}.so.1`));
    const [, version = stderr.toString()] =
      /^musl libc [^\n]*\nVersion (\S+)$/m.exec(stderr.toString()) ?? [];
    return { family: "musl", version };
  }
  const libraries = join(root, "usr", "lib", `${MULTIARCH}-linux-gnu`);
  const [loader = ""] = spawnSync("find", [libraries, "-name", "ld-linux*"]).stdout.toString().split("\n");
  const { stdout } = spawnSync(loader, ["--library-path", libraries, join(libraries, "libc.so.6")]);
  const [, version = stdout.toString()] =
    /^GNU C Library .*release version ([\d.]+\d)\.$/m.exec(stdout.toString()) ?? [];
  return { family: "glibc", version };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
