/** Through which proxy a server is asked: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in upper or lower case. */
import type { Agent } from "node:http";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { Unavailable } from "../../errors.ts";

export interface Proxy {
  /** Host and port, without the name and password that the address may carry. */
  readonly host: string;
  readonly agent: Agent;
}

/**
 * The proxy that the environment has for an address; null where it is asked directly.
 * @param signal ends the way to the proxy, which a request that is destroyed has no hold of yet
 * @throws Unavailable where the variable's value is no http or https address
 */
export function proxyFor(url: URL, signal: AbortSignal): Proxy | null {
  const address = getProxyForUrl(url.href);
  if (address === "") return null;
  const proxy = URL.canParse(address) ? new URL(address) : null;
  if (proxy === null || !["http:", "https:"].includes(proxy.protocol)) {
    // Its value is not told: it may hold a password.
    const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
    throw new Unavailable(
      `the proxy for ${url.host} is no http or https address; set ${name}=http://HOST:PORT, or NO_PROXY=${url.hostname} to go without`,
    );
  }
  const agent =
    url.protocol === "https:"
      ? new HttpsProxyAgent(proxy, { signal })
      : new HttpProxyAgent(proxy, { signal });
  return { host: proxy.host, agent };
}

/**
 * A proxy answered something else than 200 to CONNECT (RFC 9110 section 9.3.6).
 * @param host who was asked, and through which proxy
 */
export function tunnelRefusal(host: string, status: number): Unavailable {
  const wanted =
    status === 407 ? ": it wants a name and a password, as in http://NAME:PASSWORD@HOST:PORT" : "";
  return new Unavailable(`${host} cannot be asked, the proxy refuses with ${status}${wanted}`);
}
