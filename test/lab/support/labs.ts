/** Real engines and a real image for tests, or the reason why there are none here. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, vi } from "vitest";
import type { DnsServer } from "../../../harness/fixture/dns-server.ts";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import type { ReadyImage } from "../../../harness/images/image.ts";
import { connectDocker } from "../../../harness/lab/docker/connect.ts";
import { openDockerEngine } from "../../../harness/lab/docker/engine.ts";
import type { CellSetup, ClockKind, Engine } from "../../../harness/lab/engine.ts";
import { openLocalEngine } from "../../../harness/lab/local/engine.ts";
import { goResolver, ordinaryBuild } from "../../../harness/resolvers/go/index.ts";
import type { Resolver } from "../../../harness/resolvers/resolver.ts";
import type { FileSpec, HostProfile } from "../../../harness/scenario/scenario.ts";

/** Something real, or why it is not to be had on this machine. */
export type Maybe<T> =
  | { readonly value: T; readonly reason: null }
  | { readonly value: null; readonly reason: string };

/** In CI a missing engine or image is a failure; elsewhere its tests are skipped and their title says why. */
async function maybe<T>(get: () => Promise<T>): Promise<Maybe<T>> {
  try {
    return { value: await get(), reason: null };
  } catch (error) {
    if (process.env.CI !== undefined) throw error;
    return { value: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** A cache of the test file's own; what it returns gives the folder once the tests run. */
export function useOwnCache(): () => string {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rm-cache-"));
    vi.stubEnv("RESOLVER_MATRIX_CACHE", folder);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** A title that tells why its tests are skipped, where they are. */
export function titled(title: string, reason: string | null): string {
  return reason === null ? title : `${title} (skipped: ${reason})`;
}

/** Alpine 3.8 (musl 1.1.19) from the folder of root filesystem archives. */
export function alpine(): Promise<Maybe<ReadyImage>> {
  return maybe(async () => {
    const folder = process.env.RESOLVER_MATRIX_IMAGES;
    if (folder === undefined) throw new Error("RESOLVER_MATRIX_IMAGES is not set");
    const name = (await readdir(folder)).find((file) => /^alpine-minirootfs-3\.8\..*\.tar\.gz$/.test(file));
    if (name === undefined) throw new Error(`no archive of Alpine 3.8 in ${folder}`);
    const path = join(folder, name);
    const digest = `sha256:${createHash("sha256")
      .update(await readFile(path))
      .digest("hex")}`;
    const content = { kind: "archive", archive: { path, digest } } as const;
    return { id: "alpine-3.8", libc: null, digest, origin: `archive ${name}`, content };
  });
}

export const OPEN: Readonly<Record<"docker" | "local", (clock?: ClockKind) => Promise<Maybe<Engine>>>> = {
  docker: (clock) =>
    maybe(async () => {
      const search = await connectDocker();
      if (search.kind === "connected") return openDockerEngine(search.connection, clock ?? null);
      throw new Error(search.attempts.map(({ source, reason }) => `${source}: ${reason}`).join("; "));
    }),
  local: (clock) => maybe(() => openLocalEngine(clock ?? null)),
};

export const defaultHost: HostProfile = {
  id: "default",
  title: "",
  imitates: "",
  refs: [],
  syscalls: {},
  sysctls: {},
  user: null,
  files: {},
};

/** For tests of what surrounds an emulation. */
export const someGo: Resolver = goResolver(ordinaryBuild("1.24"));

export const nameserver: DnsServer = {
  address: "10.247.3.10",
  udp: "open",
  tcp: "open",
  delayMs: 0,
  zone: "name.test. 30 IN A 10.21.42.97\n",
  missing: "NXDOMAIN",
  rules: [],
};

export function file(text: string, mode = 0o644, owner = 0): FileSpec {
  return { kind: "content", bytes: new TextEncoder().encode(text), mode, owner };
}

/** A cell whose resolv.conf names the servers; `fields` replace the defaults. */
export function cell(
  servers: readonly DnsServer[] = [nameserver],
  fields: Partial<Omit<CellSetup, "fixture">> = {},
): CellSetup {
  const lines = servers.map(({ address }) => `nameserver ${address}\n`);
  return {
    env: {},
    hostname: "lab",
    user: 0,
    fixture: createFixture(servers),
    ...fields,
    files: { "/etc/resolv.conf": file(lines.join("")), ...fields.files },
  };
}
