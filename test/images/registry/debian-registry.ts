/** The registry that Debian packages (docker-registry), on loopback. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { digestOf, json, OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from "./stand-in.ts";

/** Whether it is installed; in CI it must be. */
export function hasRegistry(): boolean {
  const installed = spawnSync("docker-registry", ["--version"]).status === 0;
  if (!installed && process.env.CI !== undefined) throw new Error("CI needs Debian's docker-registry");
  return installed;
}

/** Who may read from a locked registry. */
export const USER = "somebody";
export const PASSWORD = "secret";
const AUTHORIZATION = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;
/** bcrypt of PASSWORD. */
const HASH = "$2b$04$JKtiJGcV2zHTV3KzyR5y4eAaV6o9yKfOnRStz03p5SkBKzGYcCT2i";

export class DebianRegistry {
  /** "127.0.0.1:41235". */
  readonly host: string;
  readonly folder: string;
  readonly #process: ChildProcess;

  private constructor(host: string, folder: string, process: ChildProcess) {
    this.host = host;
    this.folder = folder;
    this.#process = process;
  }

  /** Starts one; `locked` asks everybody for USER and PASSWORD. */
  static async start({ locked = false } = {}): Promise<DebianRegistry> {
    const folder = await mkdtemp(join(tmpdir(), "rm-registry-"));
    const host = `127.0.0.1:${await freePort()}`;
    const config = {
      version: 0.1,
      log: { level: "info", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, "storage") } },
      http: { addr: host },
      ...(locked ? { auth: { htpasswd: { realm: "test", path: join(folder, "htpasswd") } } } : {}),
    };
    await writeFile(join(folder, "htpasswd"), `${USER}:${HASH}\n`);
    // JSON is YAML.
    await writeFile(join(folder, "config.yml"), JSON.stringify(config));
    const process = spawn("docker-registry", ["serve", join(folder, "config.yml")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    await said(process, "listening on");
    return new DebianRegistry(host, folder, process);
  }

  async stop(): Promise<void> {
    this.#process.kill();
    await once(this.#process, "exit");
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Pushes an index that holds one image for Linux on amd64 and arm64 alike; gives the index' digest. */
  async pushImage(repository: string, tag: string, layers: readonly Buffer[]): Promise<string> {
    const config = await this.#pushBlob(
      repository,
      OCI_CONFIG,
      json({
        architecture: "amd64",
        os: "linux",
        rootfs: { type: "layers", diff_ids: layers.map(digestOf) },
      }),
    );
    const compressed = [];
    for (const tar of layers) compressed.push(await this.#pushBlob(repository, OCI_LAYER, gzipSync(tar)));
    const manifest = json({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: compressed });
    const image = await this.#pushManifest(repository, digestOf(manifest), OCI_MANIFEST, manifest);
    const manifests = ["amd64", "arm64"].map((architecture) => ({
      ...image,
      platform: { os: "linux", architecture },
    }));
    const index = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });
    return (await this.#pushManifest(repository, tag, OCI_INDEX, index)).digest;
  }

  async #pushBlob(repository: string, mediaType: string, bytes: Buffer) {
    const started = await fetch(`http://${this.host}/v2/${repository}/blobs/uploads/`, {
      method: "POST",
      headers: { authorization: AUTHORIZATION },
    });
    const url = new URL(started.headers.get("location") ?? "", `http://${this.host}`);
    url.searchParams.set("digest", digestOf(bytes));
    await accepted(
      await fetch(url, {
        method: "PUT",
        headers: { authorization: AUTHORIZATION },
        body: Uint8Array.from(bytes),
      }),
    );
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  }

  async #pushManifest(repository: string, tag: string, mediaType: string, bytes: Buffer) {
    const headers = { "content-type": mediaType, authorization: AUTHORIZATION };
    const body = Uint8Array.from(bytes);
    await accepted(
      await fetch(`http://${this.host}/v2/${repository}/manifests/${tag}`, { method: "PUT", headers, body }),
    );
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  }
}

async function accepted(response: Response): Promise<void> {
  const text = await response.text();
  if (response.status !== 201) throw new Error(`push refused: ${response.status} ${text}`);
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
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
