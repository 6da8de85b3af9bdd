/** In which order an image's sources are tried, and what is said when all of them fail. */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import type { EngineImages, ImageDefinition, ImageSource, ReadyImage } from "../../harness/images/image.ts";
import { type ObtainOptions, obtainImage } from "../../harness/images/obtain.ts";
import { type StandIn, startStandIn } from "./registry/stand-in.ts";
import { runObtain } from "./run-obtain.ts";
import { contentOf, tarOf } from "./tar.ts";

let registry: StandIn;
let folder = "";
let cache = "";
let archives = "";
let lines: string[] = [];

beforeEach(async () => {
  registry = await startStandIn();
  folder = await mkdtemp(join(tmpdir(), "rm-obtain-"));
  cache = join(folder, "cache");
  archives = join(folder, "archives");
  await mkdir(archives);
  lines = [];
  registry.image("app", "1", [await tarOf([{ name: "from", text: "registry" }])]);
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const LIBC = { family: "musl", version: "1.1.19", release: null, buildIds: [] } as const;
const ARCHIVE: ImageSource = { kind: "archive", pattern: "app-*.tar", sha256: {} };
const fromRegistry = (): ImageSource => ({ kind: "registry", reference: `${registry.host}/app:1` });

function definition(...sources: readonly ImageSource[]): ImageDefinition {
  return { id: "app", title: "", libc: LIBC, sources, default: false, unverified: false };
}

function obtain(image: ImageDefinition, more: Partial<ObtainOptions> = {}): Promise<ReadyImage> {
  return obtainImage(image, {
    imagesDirectory: archives,
    cacheDirectory: cache,
    env: { DOCKER_CONFIG: folder },
    engineImages: null,
    progress: (line) => lines.push(line),
    signal: new AbortController().signal,
    ...more,
  });
}

async function fromOf(image: ReadyImage): Promise<string | undefined> {
  if (image.content.kind !== "archive") throw new Error(`not an archive: ${image.content.kind}`);
  return (await contentOf(image.content.archive.path)).find((line) => line.startsWith("file from"));
}

async function layArchiveReady(): Promise<void> {
  await writeFile(join(archives, "app-1.tar"), await tarOf([{ name: "from", text: "folder" }]));
}

describe("an image comes from", () => {
  test("the folder of archives before anything else, without a copy", async () => {
    await obtain(definition(fromRegistry()));
    await layArchiveReady();
    const image = await obtain(definition(fromRegistry(), ARCHIVE));
    expect(image).toMatchObject({ id: "app", libc: LIBC, origin: "archive app-1.tar" });
    expect(image.content).toEqual({
      kind: "archive",
      archive: { path: join(archives, "app-1.tar"), digest: image.digest },
    });
  });

  test("the registry when there is no archive, and from the cache the next time", async () => {
    const first = await obtain(definition(ARCHIVE, fromRegistry()));
    expect(await fromOf(first)).toBe("file from 644 registry");
    expect(first.origin).toBe(`registry ${registry.host}/app:1`);
    const asked = registry.requests.length;
    expect(await obtain(definition(ARCHIVE, fromRegistry()))).toEqual(first);
    expect(registry.requests.length).toBe(asked);
  });

  test("the cache of a later source before an earlier one that would have to be asked", async () => {
    await obtain(definition(fromRegistry()));
    const nowhere: ImageSource = { kind: "registry", reference: "registry.invalid/app:1" };
    expect(await fromOf(await obtain(definition(nowhere, fromRegistry())))).toBe("file from 644 registry");
  });

  test("the next source when one fails", async () => {
    const missing: ImageSource = { kind: "registry", reference: `${registry.host}/app:2` };
    expect(await fromOf(await obtain(definition(missing, fromRegistry())))).toBe("file from 644 registry");
  });

  test("the container engine where there is one, and is not cached here", async () => {
    const pulled: string[] = [];
    const engineImages: EngineImages = {
      pull: async (reference, onProgress) => {
        pulled.push(reference);
        onProgress("half of it");
        return { imageId: "sha256:1d", digest: "sha256:d1" };
      },
    };
    const image = await obtain(definition(ARCHIVE, fromRegistry()), { engineImages });
    expect(image).toMatchObject({ digest: "sha256:d1", content: { kind: "engine", imageId: "sha256:1d" } });
    expect(pulled).toEqual([`${registry.host}/app:1`]);
    expect(lines).toEqual(["app: half of it"]);
    expect(registry.requests).toEqual([]);
    await expect(readdir(cache)).rejects.toThrow("ENOENT");
  });
});

describe("what all sources answered", () => {
  test("is in the reason", async () => {
    const missing: ImageSource = { kind: "registry", reference: `${registry.host}/app:2` };
    const engineImages = { pull: () => Promise.reject(new Unavailable("the engine has no network")) };
    await expect(obtain(definition(ARCHIVE, missing))).rejects.toThrow(
      new Unavailable(
        `image app cannot be had: archive app-*.tar: no such file in ${archives}; registry ${registry.host}/app:2: ` +
          `${registry.host}: it is not there (404, "manifest unknown") for app/manifests/2`,
      ),
    );
    await expect(
      obtain(definition(ARCHIVE, missing), { imagesDirectory: null, engineImages }),
    ).rejects.toThrow(
      new Unavailable(
        "image app cannot be had: archive app-*.tar: RESOLVER_MATRIX_IMAGES names no folder; " +
          `registry ${registry.host}/app:2: the engine has no network`,
      ),
    );
  });

  test("is not asked for any more once the run is cancelled", async () => {
    const life = new AbortController();
    registry.fault = (_, response) => {
      life.abort(new Unavailable("the run was cancelled"));
      response.writeHead(500).end();
      return true;
    };
    await expect(
      obtain(definition(fromRegistry(), { kind: "registry", reference: `${registry.host}/b:1` }), {
        signal: life.signal,
      }),
    ).rejects.toThrow(new Unavailable("the run was cancelled"));
    expect(registry.requests.filter((path) => path.includes("/b/"))).toEqual([]);
  });

  test("mistakes of ours are no answers", async () => {
    const engineImages = { pull: () => Promise.reject(new TypeError("a mistake")) };
    await expect(obtain(definition(fromRegistry()), { engineImages })).rejects.toThrow(
      new TypeError("a mistake"),
    );
  });
});

describe("the cache", () => {
  /** The files that one image leaves: its archive and its record. */
  async function files(): Promise<{ readonly tar: string; readonly json: string }> {
    const names = await readdir(join(cache, "images"));
    const [json, tar, ...others] = names.sort().map((name) => join(cache, "images", name));
    if (json === undefined || tar === undefined) throw new Error("nothing is cached");
    expect(others).toEqual([]);
    return { tar, json };
  }

  const damages: readonly (readonly [
    string,
    (files: { tar: string; json: string }) => Promise<void>,
    string,
  ])[] = [
    ["an archive cut short", ({ tar }) => truncate(tar, 700), "is not what was stored"],
    ["an archive that is gone", ({ tar }) => rm(tar), "ENOENT"],
    ["a record of other bytes", ({ json }) => writeFile(json, "{"), "is not understood"],
    ["a record of another format", ({ json }) => writeFile(json, '{"format":0}'), "is not understood"],
  ];
  test.each(damages)("with %s is filled again, and says so", async (_, damage, reason) => {
    const first = await obtain(definition(fromRegistry()));
    await damage(await files());
    expect(await obtain(definition(fromRegistry()))).toEqual(first);
    expect(await fromOf(first)).toBe("file from 644 registry");
    expect(lines.join("\n")).toMatch(/^app: the cached image is of no use: /m);
    expect(lines.join("\n")).toContain(reason);
    await files();
  });

  test("that is damaged is told of when the registry cannot help", async () => {
    await obtain(definition(fromRegistry()));
    await truncate((await files()).tar, 700);
    await registry.close();
    await expect(obtain(definition(fromRegistry()))).rejects.toThrow(
      /^image app cannot be had: cache: .* is not what was stored; registry .* refused the connection/,
    );
    registry = await startStandIn();
  });

  test("without a record is empty", async () => {
    await obtain(definition(fromRegistry()));
    await rm((await files()).json);
    expect(await fromOf(await obtain(definition(fromRegistry())))).toBe("file from 644 registry");
  });

  test("keeps sources and their files apart", async () => {
    registry.image("app", "2", [await tarOf([{ name: "from", text: "other" }])]);
    await obtain(definition(fromRegistry()));
    const other: ImageSource = { kind: "registry", reference: `${registry.host}/app:2` };
    expect(await fromOf(await obtain(definition(other)))).toBe("file from 644 other");
  });

  test("gets nothing of an image that fails half-way", async () => {
    registry.image("app", "1", [await tarOf([{ name: "../evil", text: "x" }])]);
    await expect(obtain(definition(fromRegistry()))).rejects.toThrow("leaves the archive");
    expect(await readdir(join(cache, "images"))).toEqual([]);
  });

  test("that cannot be used is the reason", async () => {
    await writeFile(cache, "a file");
    await expect(obtain(definition(fromRegistry()))).rejects.toThrow(
      new RegExp(
        `the cache ${cache} cannot be used: .*; make room there, or name another folder in RESOLVER_MATRIX_CACHE$`,
      ),
    );
    expect(await readFile(cache, "utf8")).toBe("a file");
  });

  const namespaces = spawnSync("unshare", ["--map-root-user", "--mount", "true"]).status === 0;
  test.skipIf(!namespaces)("without room is the reason", async () => {
    registry.image("app", "1", [await tarOf([{ name: "zeros", text: "\0".repeat(3 * 1024 ** 2) }])]);
    const image = `${registry.host}/app:1`;
    const { error } = await runObtain({ image, cacheDirectory: cache, size: "1m" });
    expect(error).toMatch(
      `Unavailable: image ${image} cannot be had: registry ${image}: the cache ${cache} cannot be used: no space is left (ENOSPC`,
    );
  });

  test("is not needed for an archive that lies ready", async () => {
    await writeFile(cache, "a file");
    await layArchiveReady();
    expect(await fromOf(await obtain(definition(ARCHIVE, fromRegistry())))).toBe("file from 644 folder");
  });

  test("is filled once by two that want the same at the same time", async () => {
    const [first, second] = await Promise.all([
      obtain(definition(fromRegistry())),
      obtain(definition(fromRegistry())),
    ]);
    expect(second).toEqual(first);
    expect(registry.requests.filter((path) => path.endsWith("/manifests/1"))).toHaveLength(1);
    expect(lines).toContain(`app: waiting for process ${process.pid}, which is getting it`);
  });
});
