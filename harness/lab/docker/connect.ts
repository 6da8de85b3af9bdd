/** Finds a Docker engine that answers and runs Linux containers. */
import type { Agent } from "node:http";
import { homedir } from "node:os";
import Docker from "dockerode";
import { kernelArch } from "../native.ts";
import { dockerEndpoints, type Endpoint, type Surroundings, tlsFor } from "./endpoints.ts";
import { SshAgent } from "./ssh-agent.ts";

/** Enough for an engine behind ssh; one that is there answers in milliseconds. */
const ANSWER_LIMIT_MS = 10_000;

export interface DockerConnection {
  readonly docker: Docker;
  /** "unix:///var/run/docker.sock". */
  readonly endpoint: string;
  /** Who made the engine: Podman speaks Docker's API, too. */
  readonly product: "Docker" | "Podman";
  /** Version of the engine. */
  readonly version: string;
  /** CPU of the engine as the kernel names it: "x86_64". */
  readonly arch: string;
}

/** One attempt that led nowhere. */
export interface FailedAttempt {
  /** Who named the endpoint: "DOCKER_HOST", "the system's socket". */
  readonly source: string;
  /** null where there was not even an endpoint. */
  readonly endpoint: string | null;
  readonly reason: string;
}

export type DockerSearch =
  | { readonly kind: "connected"; readonly connection: DockerConnection }
  | { readonly kind: "failed"; readonly attempts: readonly FailedAttempt[] };

const HERE: Surroundings = { env: process.env, home: homedir() };

/** Tries every endpoint in order and takes the first that serves. Never rejects: failures are told. */
export async function connectDocker(surroundings: Surroundings = HERE): Promise<DockerSearch> {
  const attempts: FailedAttempt[] = [];
  for (const endpoint of await dockerEndpoints(surroundings)) {
    const { source } = endpoint;
    if (endpoint.kind === "problem") {
      attempts.push({ source, endpoint: null, reason: endpoint.reason });
      continue;
    }
    try {
      return { kind: "connected", connection: await connect(endpoint) };
    } catch (error) {
      attempts.push({ source, endpoint: endpoint.url, reason: reasonOf(error) });
    }
  }
  return { kind: "failed", attempts };
}

/** A connection to one engine by its address, as by the docker command's -H. Rejects with an Error that says why not. */
export async function connectDockerAt(
  url: string,
  surroundings: Surroundings = HERE,
): Promise<DockerConnection> {
  return connect({ kind: "url", source: url, url, tls: await tlsFor(url, surroundings) });
}

async function connect(endpoint: Endpoint & { readonly kind: "url" }): Promise<DockerConnection> {
  const docker = new Docker(dockerOptions(endpoint));
  const { Version, Os, Arch, Components = [] } = await withinLimit(docker.version());
  if (Os !== "linux") throw new Error(`the engine runs ${Os} containers, not Linux ones`);
  const podman = Components.some(({ Name }) => Name === "Podman Engine");
  const product = podman ? "Podman" : "Docker";
  return { docker, endpoint: endpoint.url, product, version: Version, arch: kernelArch(Arch) };
}

/**
 * dockerode's options for a URL as DOCKER_HOST has it (unix, npipe, tcp, http, https, ssh). Every field that
 * dockerode would otherwise take from the environment is given. Throws Error for another kind of URL.
 */
export function dockerOptions(
  endpoint: Endpoint & { readonly kind: "url" },
): Docker.DockerOptions & { readonly agent?: Agent } {
  const [, scheme = "", rest = ""] = /^([a-z]+):\/\/(.*)$/s.exec(endpoint.url) ?? [];
  if (scheme === "unix" || scheme === "npipe") {
    return { socketPath: rest, host: undefined, port: undefined, protocol: undefined };
  }
  const protocol = protocolOf(scheme, endpoint.tls !== null);
  if (protocol === null) {
    throw new Error(`not an address of a Docker engine (unix://, tcp://, http://, https:// or ssh://)`);
  }
  const { hostname, port, username } = new URL(endpoint.url);
  if (protocol === "ssh") {
    const user = username === "" ? null : decodeURIComponent(username);
    const agent = new SshAgent({ host: hostname, port: port === "" ? null : Number(port), user });
    // What is spoken through ssh is HTTP; the host's name is only its Host header.
    return { socketPath: undefined, protocol: "http", host: hostname, port: DEFAULT_PORTS.http, agent };
  }
  return {
    socketPath: undefined,
    protocol,
    host: hostname,
    port: port === "" ? DEFAULT_PORTS[protocol] : Number(port),
    ...{ ca: undefined, cert: undefined, key: undefined, ...endpoint.tls },
  };
}

const DEFAULT_PORTS = { http: 2375, https: 2376 } as const;

function protocolOf(scheme: string, tls: boolean): keyof typeof DEFAULT_PORTS | "ssh" | null {
  if (scheme === "tcp") return tls ? "https" : "http";
  return scheme === "http" || scheme === "https" || scheme === "ssh" ? scheme : null;
}

async function withinLimit<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} s`)),
      ANSWER_LIMIT_MS,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What dockerode puts before the engine's own words: "(HTTP code 404) no such container - ". */
const ANSWER_PREFIX = /^\(HTTP code \d+\) [a-z ]* - /;

/** Plain words for what a person meets most; else what the system says. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  const isConnecting = "syscall" in error && error.syscall === "connect";
  if (code === "ENOENT" && isConnecting) return "no such socket";
  if (code === "EACCES") return "permission denied (is this user in the docker group?)";
  if (code === "ECONNREFUSED") return "nothing listens there";
  return error.message.trim().replace(ANSWER_PREFIX, "");
}
