/** GET requests to a registry, with every failure in words. */
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Unavailable } from "../../errors.ts";
import { unavailableReason } from "../../owned/waiting.ts";
import { printable } from "../../yaml/shown.ts";
import { proxyFor, tunnelRefusal } from "./proxy.ts";

/** How long a server may say nothing. */
export const SILENCE_LIMIT_MS = 30_000;
/** How long a short answer may take as a whole; a layer may take its time. */
const SHORT_LIMIT_MS = 60_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

type Headers = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Headers;
  /** Whether http will do, also where a redirect leads. */
  readonly allowInsecure: boolean;
  readonly signal: AbortSignal;
  readonly silenceLimitMs: number;
}

/** An answer whose head is there. Either `body` or `discard` is to be used. */
export interface HttpAnswer {
  readonly host: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Piece by piece. Throws Unavailable. */
  body(): AsyncGenerator<Uint8Array>;
  discard(): void;
}

/** Codes of system and TLS errors as sentences about a host. */
const FAILURES: Readonly<Record<string, (host: string) => string>> = {
  ENOTFOUND: (host) => `the name ${host} does not exist in DNS`,
  EAI_AGAIN: (host) => `the name ${host} cannot be looked up, DNS does not answer`,
  ECONNREFUSED: (host) => `${host} refused the connection`,
  ECONNRESET: (host) => `${host} closed the connection`,
  EPIPE: (host) => `${host} closed the connection`,
  ETIMEDOUT: (host) => `${host} does not answer`,
  EHOSTUNREACH: (host) => `${host} cannot be reached`,
  ENETUNREACH: (host) => `${host} cannot be reached, there is no network`,
  EPROTO: (host) => `${host} does not speak TLS; RESOLVER_MATRIX_INSECURE_REGISTRIES=${host} allows http`,
};

/**
 * Sends a GET and gives the answer, whatever its status. Redirects are followed; credentials do not go to another
 * host. Rejects with Unavailable.
 */
export async function get(request: HttpRequest): Promise<HttpAnswer> {
  let { url, headers } = request;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (url.protocol !== "https:" && !(url.protocol === "http:" && request.allowInsecure)) {
      const scheme = url.protocol.slice(0, -1);
      throw new Unavailable(`${url.host} is to be asked over ${scheme}, and only https is trusted`);
    }
    const answer = await send({ ...request, url, headers });
    const { location } = answer.headers;
    if (location === undefined || !REDIRECTS.includes(answer.status)) return answer;
    answer.discard();
    if (!URL.canParse(location, url.href)) {
      throw new Unavailable(`${url.host} redirects to "${printable(location)}", which is no address`);
    }
    const target = new URL(location, url);
    if (target.origin !== url.origin) headers = withoutCredentials(headers);
    url = target;
  }
  throw new Unavailable(`${request.url.host} redirects more than ${MAX_REDIRECTS} times`);
}

/** The whole body of a short answer. Rejects with Unavailable. */
export async function readBody(answer: HttpAnswer, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const started = performance.now();
  let bytes = 0;
  for await (const chunk of answer.body()) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new Unavailable(`${answer.host} sends more than ${maxBytes} bytes for a short answer`);
    }
    if (performance.now() - started > SHORT_LIMIT_MS) {
      throw new Unavailable(`${answer.host} takes more than ${SHORT_LIMIT_MS / 1000} s for a short answer`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function send({ url, headers, signal, silenceLimitMs }: HttpRequest): Promise<HttpAnswer> {
  if (signal.aborted) throw unavailableReason(signal);
  const start = url.protocol === "https:" ? requestHttps : requestHttp;
  const tunnel = new AbortController();
  const proxy = proxyFor(url, AbortSignal.any([signal, tunnel.signal]));
  const host = proxy === null ? url.host : `${url.host} (through the proxy ${proxy.host})`;
  const silence = new Unavailable(`${host} does not answer (nothing for ${silenceLimitMs / 1000} s)`);
  return new Promise((resolve, reject) => {
    const request = start(url, {
      headers,
      signal,
      timeout: silenceLimitMs,
      ...(proxy === null ? {} : { agent: proxy.agent }),
    });
    let answered: IncomingMessage | null = null;
    // Node's own limit begins with the socket, which a proxy's agent hands over when the tunnel is there.
    const limit = setTimeout(() => tunnel.abort(), silenceLimitMs);
    request.on("socket", () => clearTimeout(limit));
    request.on("timeout", () => (answered ?? request).destroy(silence));
    // The agent tells how the proxy answered, and would hand a refusal on as if it were the registry's.
    if (url.protocol === "https:")
      request.on("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
        if (statusCode !== 200) request.destroy(tunnelRefusal(host, statusCode));
      });
    request.on("response", (response) => {
      answered = response;
      resolve(answerOf(response, host, signal));
    });
    request.on("error", (error) => {
      clearTimeout(limit);
      reject(tunnel.signal.aborted ? silence : inWords(error, host, signal));
    });
    request.end();
  });
}

function answerOf(response: IncomingMessage, host: string, signal: AbortSignal): HttpAnswer {
  return {
    host,
    status: response.statusCode ?? 0,
    headers: response.headers,
    async *body() {
      try {
        for await (const chunk of response) {
          if (chunk instanceof Uint8Array) yield chunk;
        }
      } catch (error) {
        throw inWords(error, host, signal);
      }
    },
    discard: () => {
      response.on("error", () => {});
      response.resume();
    },
  };
}

function inWords(error: unknown, host: string, signal: AbortSignal): Unavailable {
  if (signal.aborted) return unavailableReason(signal);
  if (error instanceof Unavailable) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  const sentence = FAILURES[code]?.(host) ?? `${host} cannot be asked`;
  return new Unavailable(`${sentence} (${printable(message === "" ? code : message)})`, { cause: error });
}

function withoutCredentials(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "authorization"));
}
