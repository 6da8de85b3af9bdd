/** One repository of a registry, over the OCI Distribution API 1.1. */
import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";
import { Unavailable } from "../../errors.ts";
import { shown } from "../../yaml/shown.ts";
import { DOCKER_HUB, type ImageReference } from "../reference.ts";
import { type BearerChallenge, type Challenge, parseChallenge } from "./challenge.ts";
import { type Credentials, readCredentials } from "./credentials.ts";
import { get, type HttpAnswer, readBody, SILENCE_LIMIT_MS } from "./http.ts";
import { MANIFEST_TYPES } from "./manifest.ts";

/** The host that answers for references without a registry. */
const DOCKER_HUB_HOST = "registry-1.docker.io";
/** As large as registries must accept (OCI Distribution 1.1, "Pushing Manifests"). */
const MAX_MANIFEST_BYTES = 4 * 1024 ** 2;
const MAX_TOKEN_BYTES = 1024 ** 2;

const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });
const errorAnswer = z.object({
  errors: z.array(z.object({ code: z.string().optional(), message: z.string().optional() })).min(1),
});

const REFUSALS: Readonly<Record<number, string>> = {
  401: "authentication refused",
  403: "access denied",
  404: "it is not there",
  407: "the proxy wants a name and a password, as in http://NAME:PASSWORD@HOST:PORT",
  429: "too many requests for now",
};

export interface ClientOptions {
  /** RESOLVER_MATRIX_INSECURE_REGISTRIES and DOCKER_CONFIG are read. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly silenceLimitMs?: number;
}

export interface RawManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** "sha256:…" of the bytes. */
  readonly digest: string;
}

/** All methods reject with Unavailable. */
export class RepositoryClient {
  readonly #host: string;
  readonly #repository: string;
  readonly #insecure: boolean;
  readonly #options: ClientOptions;
  readonly #credentials: Promise<Credentials>;
  #authorization: string | null = null;
  /** The token server of another host that was not told the password; null for none. */
  #strangeTokenServer: string | null = null;

  constructor({ registry, repository }: ImageReference, options: ClientOptions) {
    this.#host = registry === DOCKER_HUB ? DOCKER_HUB_HOST : registry;
    this.#repository = repository;
    this.#insecure = isInsecure(registry, options.env);
    this.#options = options;
    this.#credentials = readCredentials(registry, options.env);
  }

  /** A manifest or index by tag or digest; by digest it is verified. */
  async manifest(tagOrDigest: string): Promise<RawManifest> {
    const answer = await this.#get(`manifests/${tagOrDigest}`, { accept: MANIFEST_TYPES.join(", ") });
    const bytes = await readBody(answer, MAX_MANIFEST_BYTES);
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const told = answer.headers["docker-content-digest"];
    const wanted = tagOrDigest.startsWith("sha256:") ? tagOrDigest : told;
    if (typeof wanted === "string" && wanted.startsWith("sha256:") && wanted !== digest) {
      throw new Unavailable(`${this.#host} sent a manifest of ${digest} for ${shown(wanted)}`);
    }
    const [mediaType = ""] = (answer.headers["content-type"] ?? "").split(";");
    return { bytes, mediaType: mediaType.trim(), digest };
  }

  /** The bytes of a blob, not verified. */
  async *blob(digest: string): AsyncGenerator<Uint8Array> {
    const answer = await this.#get(`blobs/${digest}`, {});
    yield* answer.body();
  }

  async #get(path: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    let answer = await this.#send(path, headers);
    if (answer.status === 401) {
      answer.discard();
      this.#authorization = await this.#authorize(parseChallenge(answer.headers["www-authenticate"] ?? ""));
      answer = await this.#send(path, headers);
    }
    if (answer.status === 200) return answer;
    const about = await refusal(answer);
    const passwords = answer.status === 401 || answer.status === 403 ? await this.#aboutPassword() : "";
    throw new Unavailable(`${answer.host}: ${about} for ${this.#repository}/${path}${passwords}`);
  }

  #send(path: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    const url = new URL(
      `${this.#insecure ? "http" : "https"}://${this.#host}/v2/${this.#repository}/${path}`,
    );
    const authorization = this.#authorization === null ? {} : { authorization: this.#authorization };
    return this.#request(url, { ...headers, ...authorization });
  }

  #request(url: URL, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    const { signal, silenceLimitMs = SILENCE_LIMIT_MS } = this.#options;
    return get({ url, headers, allowInsecure: this.#insecure, signal, silenceLimitMs });
  }

  async #authorize(challenge: Challenge | null): Promise<string> {
    const credentials = await this.#credentials;
    if (challenge?.scheme === "bearer") return this.#token(challenge, credentials);
    if (challenge?.scheme === "basic" && credentials.kind === "basic") return credentials.header;
    throw new Unavailable(`${this.#host}: authentication refused (401)${await this.#aboutPassword()}`);
  }

  /** Distribution's token authentication ("docs/spec/auth/token.md" of distribution 2.8). */
  async #token({ realm, service, scope }: BearerChallenge, credentials: Credentials): Promise<string> {
    if (!URL.canParse(realm)) {
      throw new Unavailable(`${this.#host} names ${shown(realm)} as its token server, which is no address`);
    }
    const url = new URL(realm);
    url.searchParams.set("scope", scope ?? `repository:${this.#repository}:pull`);
    if (service !== null) url.searchParams.set("service", service);
    const answer = await this.#request(
      url,
      credentials.kind === "basic" && isTokenServerOf(this.#host, url.hostname)
        ? { authorization: credentials.header }
        : {},
    );
    this.#strangeTokenServer = isTokenServerOf(this.#host, url.hostname) ? null : url.host;
    if (answer.status !== 200) {
      throw new Unavailable(`${answer.host}: ${await refusal(answer)}${await this.#aboutPassword()}`);
    }
    const tokens = tokenAnswer.safeParse(jsonOf(await readBody(answer, MAX_TOKEN_BYTES))).data;
    const token = tokens?.token ?? tokens?.access_token;
    if (token === undefined) throw new Unavailable(`${answer.host} answers without a token`);
    return `Bearer ${token}`;
  }

  /** Which password was sent, for somebody who was refused. */
  async #aboutPassword(): Promise<string> {
    const credentials = await this.#credentials;
    if (credentials.kind === "basic" && this.#strangeTokenServer !== null) {
      return `; the password of the Docker configuration was not sent: ${shown(this.#strangeTokenServer)} is not the registry's own host`;
    }
    if (credentials.kind === "basic") return ", with the password of the Docker configuration";
    if (credentials.kind === "unusable") return `; no password was sent: ${credentials.reason}`;
    return '; no password was sent, "docker login" leaves one';
  }
}

/**
 * Registries whose tokens another host gives, by the registry's host. A registry could name any other one and would have
 * it sent the password.
 */
const TOKEN_SERVERS: ReadonlyMap<string, string> = new Map([
  ["registry-1.docker.io", "auth.docker.io"],
  ["registry.gitlab.com", "gitlab.com"],
  ["registry.redhat.io", "sso.redhat.com"],
]);

/** Whether `hostname` may be told the password for the registry at `host`. */
function isTokenServerOf(host: string, hostname: string): boolean {
  return new URL(`https://${host}`).hostname === hostname || TOKEN_SERVERS.get(host) === hostname;
}

/** Registries on this machine, and those that RESOLVER_MATRIX_INSECURE_REGISTRIES lists, are asked over http. */
export function isInsecure(registry: string, env: NodeJS.ProcessEnv): boolean {
  const host = registry.replace(/:[0-9]+$/, "").replaceAll(/[[\]]/g, "");
  const local = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  return local || (env.RESOLVER_MATRIX_INSECURE_REGISTRIES ?? "").split(/[\s,]+/).includes(registry);
}

/** "it is not there (404, manifest unknown)". */
async function refusal(answer: HttpAnswer): Promise<string> {
  const [error] =
    errorAnswer.safeParse(jsonOf(await readBody(answer, MAX_MANIFEST_BYTES))).data?.errors ?? [];
  const told = error?.message ?? error?.code;
  const status = told === undefined ? answer.status : `${answer.status}, ${shown(told)}`;
  return `${REFUSALS[answer.status] ?? "it failed"} (${status})`;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
