/** Pulling from the registry that Debian packages (docker-registry), as a second opinion on the stand-in. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { obtainImage } from "../../../harness/images/obtain.ts";
import type { ReadyImage } from "../../../harness/images/types.ts";
import { Unavailable } from "../../../harness/lab/types.ts";
import { contentOf, tarOf } from "../tar.ts";
import { digestOf, json, OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from "./stand-in.ts";

const installed = spawnSync("docker-registry", ["--version"]).status === 0;
if (!installed && process.env.CI !== undefined) throw new Error("CI needs Debian's docker-registry");

let folder = "";
let registry: ChildProcess;
let host = "";

beforeAll(async () => {
  if (!installed) return;
  folder = await mkdtemp(join(tmpdir(), "rm-registry-"));
  host = `127.0.0.1:${await freePort()}`;
  const config = {
    version: 0.1,
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "storage") } },
    http: { addr: host },
  };
  // JSON is YAML.
  await writeFile(join(folder, "config.yml"), JSON.stringify(config));
  registry = spawn("docker-registry", ["serve", join(folder, "config.yml")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await said(registry, "listening on");
});
afterAll(async () => {
  if (!installed) return;
  registry.kill();
  await once(registry, "exit");
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!installed)("docker-registry", () => {
  test("serves an index of an image with two layers, by tag and by digest", async () => {
    const lower = await tarOf([
      { name: "etc/hosts", text: "old" },
      { name: "gone", text: "x" },
    ]);
    const upper = await tarOf([
      { name: "etc/hosts", text: "new" },
      { name: ".wh.gone", text: "" },
    ]);
    const index = await pushImage("team/app", "1.0", [lower, upper]);
    const byTag = await obtain(`${host}/team/app:1.0`);
    expect(byTag.digest).toBe(index);
    expect(byTag.origin).toBe(`registry ${host}/team/app:1.0`);
    expect(await contentOf(archivePath(byTag))).toEqual([
      "directory ./ 755",
      "directory etc/ 755",
      "file etc/hosts 644 new",
    ]);
    const byDigest = await obtain(`${host}/team/app@${index}`);
    expect(byDigest.digest).toBe(index);
    expect(await contentOf(archivePath(byDigest))).toEqual(await contentOf(archivePath(byTag)));
  });

  test("says that a tag and a repository are not there", async () => {
    await pushImage("app", "1", []);
    await expect(obtain(`${host}/app:2`)).rejects.toThrow(
      `${host}: it is not there (404, "manifest unknown") for app/manifests/2`,
    );
    await expect(obtain(`${host}/nobody/nothing:1`)).rejects.toThrow("it is not there (404,");
    await expect(obtain(`${host}/app:2`)).rejects.toThrow(Unavailable);
  });
});

function obtain(reference: string): Promise<ReadyImage> {
  return obtainImage(
    { id: reference, title: "", libc: null, sources: [{ kind: "registry", reference }], default: false },
    {
      imagesDirectory: null,
      cacheDirectory: join(folder, "cache"),
      env: { DOCKER_CONFIG: folder },
      engineImages: null,
      progress: () => {},
      signal: new AbortController().signal,
    },
  );
}

function archivePath({ content }: ReadyImage): string {
  if (content.kind !== "archive") throw new Error(`not an archive: ${content.kind}`);
  return content.archive.path;
}

/** Pushes an index that holds one image for Linux on amd64 and arm64 alike; gives the index' digest. */
async function pushImage(repository: string, tag: string, layers: readonly Buffer[]): Promise<string> {
  const config = await pushBlob(
    repository,
    OCI_CONFIG,
    json({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: layers.map(digestOf) } }),
  );
  const compressed = [];
  for (const tar of layers) compressed.push(await pushBlob(repository, OCI_LAYER, gzipSync(tar)));
  const manifest = json({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: compressed });
  const image = await pushManifest(repository, digestOf(manifest), OCI_MANIFEST, manifest);
  const manifests = ["amd64", "arm64"].map((architecture) => ({
    ...image,
    platform: { os: "linux", architecture },
  }));
  const index = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });
  return (await pushManifest(repository, tag, OCI_INDEX, index)).digest;
}

async function pushBlob(repository: string, mediaType: string, bytes: Buffer) {
  const started = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: "POST" });
  const url = new URL(started.headers.get("location") ?? "", `http://${host}`);
  url.searchParams.set("digest", digestOf(bytes));
  await accepted(await fetch(url, { method: "PUT", body: Uint8Array.from(bytes) }));
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

async function pushManifest(repository: string, tag: string, mediaType: string, bytes: Buffer) {
  const headers = { "content-type": mediaType };
  const body = Uint8Array.from(bytes);
  await accepted(
    await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, { method: "PUT", headers, body }),
  );
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

async function accepted(response: Response): Promise<void> {
  const text = await response.text();
  if (response.status !== 201) throw new Error(`push refused: ${response.status} ${text}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes(text)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`docker-registry ended with ${code}: ${log}`)));
  });
}
