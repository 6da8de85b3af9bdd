/** Where a Docker engine may listen: an ordered list, as the docker command and its relatives look for it. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** The part of the process's environment that matters. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Certificates of a TLS connection, PEM. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** One place to look, or why a way of looking gives none. */
export type Endpoint =
  | {
      readonly kind: "url";
      /** Who names it: "DOCKER_HOST", "docker context \"x\"". */
      readonly source: string;
      readonly url: string;
      /** null: no TLS. */
      readonly tls: TlsMaterial | null;
    }
  | { readonly kind: "problem"; readonly source: string; readonly reason: string };

const Config = z.object({ currentContext: z.string().optional() });
const ContextMeta = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) });

/**
 * The endpoints to try, in order. DOCKER_HOST is a decision: where it is set, nothing else is tried. After it come
 * the docker command's context, the system's socket, and the sockets of rootless Docker, Docker Desktop, Colima,
 * Rancher Desktop and Podman.
 */
export async function dockerEndpoints(surroundings: Surroundings): Promise<readonly Endpoint[]> {
  const { env, home } = surroundings;
  const decided = env.DOCKER_HOST;
  if (decided !== undefined && decided !== "") {
    const source = "DOCKER_HOST";
    try {
      return [{ kind: "url", source, url: decided, tls: await tlsFor(decided, surroundings) }];
    } catch (error) {
      return [{ kind: "problem", source, reason: error instanceof Error ? error.message : String(error) }];
    }
  }
  const runtime = env.XDG_RUNTIME_DIR;
  const sockets: readonly (readonly [string, string])[] = [
    ["the system's socket", "/var/run/docker.sock"],
    ...(runtime === undefined ? [] : [["rootless Docker", join(runtime, "docker.sock")] as const]),
    ["Docker Desktop", join(home, ".docker/run/docker.sock")],
    ["Docker Desktop for Linux", join(home, ".docker/desktop/docker.sock")],
    ["Colima", join(home, ".colima/default/docker.sock")],
    ["Rancher Desktop", join(home, ".rd/docker.sock")],
    ...(runtime === undefined ? [] : [["rootless Podman", join(runtime, "podman/podman.sock")] as const]),
    ["Podman's system socket", "/run/podman/podman.sock"],
    ["Podman's machine", join(home, ".local/share/containers/podman/machine/podman.sock")],
    ["Podman's machine on QEMU", join(home, ".local/share/containers/podman/machine/qemu/podman.sock")],
  ];
  return [
    ...(await contextEndpoint(surroundings)),
    ...sockets.map(([source, path]): Endpoint => ({ kind: "url", source, url: `unix://${path}`, tls: null })),
  ];
}

/**
 * What the docker command would show to an engine at this URL, and check it by: DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.
 * null: no TLS. Rejects with an Error where a file is missing: what was meant to be secret does not go in the clear.
 */
export async function tlsFor(url: string, { env, home }: Surroundings): Promise<TlsMaterial | null> {
  if (!env.DOCKER_TLS_VERIFY || !/^(?:tcp|https):/.test(url)) return null;
  const folder = env.DOCKER_CERT_PATH || join(home, ".docker");
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readFile(join(folder, name), "utf8")),
  ).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`DOCKER_TLS_VERIFY is set, but ${why}; ca.pem, cert.pem and key.pem must be there`, {
      cause,
    });
  });
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

/** The current context of the docker command (docker-context(1)); none for the one called "default". */
async function contextEndpoint({ env, home }: Surroundings): Promise<readonly Endpoint[]> {
  const folder = env.DOCKER_CONFIG ?? join(home, ".docker");
  const file = join(folder, "config.json");
  let source = `the docker context of ${file}`;
  try {
    const name = env.DOCKER_CONTEXT ?? Config.parse(await readJson(file)).currentContext ?? "default";
    if (name === "default" || name === "") return [];
    source = `docker context ${JSON.stringify(name)}`;
    const digest = createHash("sha256").update(name).digest("hex");
    const meta = ContextMeta.parse(await readJson(join(folder, "contexts/meta", digest, "meta.json")));
    const url = meta.Endpoints.docker.Host;
    const tls = url.startsWith("tcp:")
      ? await tlsMaterial(join(folder, "contexts/tls", digest, "docker"))
      : null;
    return [{ kind: "url", source, url, tls }];
  } catch (error) {
    if (isMissing(error) && env.DOCKER_CONTEXT === undefined && source.endsWith(file)) return [];
    return [{ kind: "problem", source, reason: error instanceof Error ? error.message : String(error) }];
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

/** The files that are there; null where none is. */
async function tlsMaterial(folder: string): Promise<TlsMaterial | null> {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) =>
      readFile(join(folder, name), "utf8").catch(() => undefined),
    ),
  );
  if (ca === undefined && cert === undefined && key === undefined) return null;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
