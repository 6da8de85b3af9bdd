/** A registry on loopback with as much of the OCI Distribution API as a pull needs, and with faults on demand. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";

export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
export const OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

export interface Blob {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Answers a request in place of the registry; false leaves it to the registry. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

export class StandIn {
  /** "host:port", as references name it. */
  readonly host: string;
  /** What was asked for, with whether a password or token came along. */
  readonly requests: string[] = [];
  fault: Fault = () => false;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;
  readonly #content = new Map<string, Blob>();

  constructor(server: Server, sockets: ReadonlySet<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    // A server that listens on a port has an address of that kind.
    const { port } = server.address() as AddressInfo;
    this.host = `127.0.0.1:${port}`;
    server.on("request", (request, response) => this.#answer(request, response));
  }

  /** Puts a manifest, index or blob below /v2/. */
  put(path: string, blob: Blob): Descriptor {
    this.#content.set(`/v2/${path}`, blob);
    return { mediaType: blob.mediaType, digest: digestOf(blob.bytes), size: blob.bytes.length };
  }

  /** Puts an image of compressed tar layers; `change` may spoil its manifest. Gives the manifest's descriptor. */
  image(
    repository: string,
    tag: string,
    layers: readonly Buffer[],
    change: (manifest: Record<string, unknown>) => Record<string, unknown> = (manifest) => manifest,
  ): Descriptor {
    const config = this.#blob(repository, {
      mediaType: OCI_CONFIG,
      bytes: json({ rootfs: { type: "layers", diff_ids: layers.map(digestOf) } }),
    });
    const compressed = layers.map((tar) =>
      this.#blob(repository, { mediaType: OCI_LAYER, bytes: gzipSync(tar) }),
    );
    const manifest = change({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: compressed });
    return this.manifest(repository, tag, { mediaType: OCI_MANIFEST, bytes: json(manifest) });
  }

  /** Puts a manifest under its tag and its digest. */
  manifest(repository: string, tag: string, blob: Blob): Descriptor {
    this.put(`${repository}/manifests/${tag}`, blob);
    return this.put(`${repository}/manifests/${digestOf(blob.bytes)}`, blob);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    // A second close is none of a test's business.
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #blob(repository: string, blob: Blob): Descriptor {
    return this.put(`${repository}/blobs/${digestOf(blob.bytes)}`, blob);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = "", headers } = request;
    this.requests.push(headers.authorization === undefined ? url : `${url} ${headers.authorization}`);
    if (this.fault(request, response)) return;
    const blob = this.#content.get(url);
    if (blob === undefined) {
      const errors = [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }];
      response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify({ errors }));
      return;
    }
    const digest = digestOf(blob.bytes);
    response
      .writeHead(200, { "content-type": blob.mediaType, "docker-content-digest": digest })
      .end(blob.bytes);
  }
}

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export async function startStandIn(): Promise<StandIn> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new StandIn(server, sockets);
}
