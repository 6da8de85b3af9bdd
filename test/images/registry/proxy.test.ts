/** Asking a registry through a proxy, as the variables of the environment say. */
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import { get, readBody } from "../../../harness/images/registry/http.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import { type Conduct, type StandInProxy, startProxy } from "./stand-in-proxy.ts";

const VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

let registry: StandIn;
const proxies: StandInProxy[] = [];

beforeEach(async () => {
  registry = await startStandIn();
  for (const name of VARIABLES) {
    vi.stubEnv(name, "");
    vi.stubEnv(name.toUpperCase(), "");
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([registry, ...proxies.splice(0)].map((server) => server.close()));
});

async function proxy(conduct: Conduct): Promise<StandInProxy> {
  const started = await startProxy(conduct);
  proxies.push(started);
  return started;
}

async function ask(address: string, signal = new AbortController().signal): Promise<string> {
  const answer = await get({
    url: new URL(address),
    headers: {},
    allowInsecure: true,
    signal,
    silenceLimitMs: 300,
  });
  return `${answer.status} ${await readBody(answer, 1024)}`;
}

async function refusal(asking: Promise<unknown>): Promise<string> {
  const error: unknown = await asking.catch((reason: unknown) => reason);
  if (error instanceof Unavailable) return error.message;
  throw new Error(`not refused: ${String(error)}`);
}

const blob = (): string => `http://${registry.host}/v2/a/blobs/b`;

beforeEach(() => {
  registry.put("a/blobs/b", { mediaType: "text/plain", bytes: Buffer.from("content") });
});

describe("plain http", () => {
  test.each(["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])(
    "goes through the proxy of %s",
    async (name) => {
      const through = await proxy({ kind: "forward" });
      vi.stubEnv(name, `http://me:secret@${through.host}`);
      expect(await ask(blob())).toBe("200 content");
      expect(through.asked).toEqual([`GET ${blob()}`]);
      expect(through.authorizations).toEqual([`Basic ${Buffer.from("me:secret").toString("base64")}`]);
    },
  );

  test.each(["no_proxy", "NO_PROXY"])("goes without one where %s names the host", async (name) => {
    const through = await proxy({ kind: "forward" });
    vi.stubEnv("HTTP_PROXY", `http://${through.host}`);
    for (const hosts of ["example.com, 127.0.0.1", registry.host, "*"]) {
      vi.stubEnv(name, hosts);
      expect(await ask(blob()), hosts).toBe("200 content");
    }
    expect(through.asked).toEqual([]);
    vi.stubEnv(name, "example.com");
    expect(await ask(blob())).toBe("200 content");
    expect(through.asked).toHaveLength(1);
  });

  test("is not sent to the proxy for https", async () => {
    const through = await proxy({ kind: "forward" });
    vi.stubEnv("HTTPS_PROXY", `http://${through.host}`);
    expect(await ask(blob())).toBe("200 content");
    expect(through.asked).toEqual([]);
  });
});

describe("https", () => {
  test.each(["https_proxy", "HTTPS_PROXY"])(
    "goes through a tunnel of the proxy of %s, with TLS inside",
    async (name) => {
      const hellos: Buffer[] = [];
      const server = createServer((socket) => {
        socket.on("error", () => socket.destroy());
        socket.once("data", (hello) => {
          hellos.push(hello);
          socket.destroy();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const through = await proxy({ kind: "lead", port });
      vi.stubEnv(name, `http://${through.host}`);
      const said = await refusal(ask("https://registry.example/v2/"));
      expect(said).toMatch(/^registry\.example \(through the proxy 127\.0\.0\.1:\d+\) closed the connection/);
      expect(through.asked).toEqual(["CONNECT registry.example:443"]);
      // A TLS handshake (RFC 8446 section 5.1) that names the registry: the proxy sees nothing else.
      expect(hellos[0]?.[0]).toBe(22);
      expect(hellos[0]?.includes("registry.example")).toBe(true);
      await new Promise((closed) => server.close(closed));
    },
  );

  test("tells a proxy that refuses, that is not there, that says nothing, that is none", async () => {
    const address = "https://registry.example/v2/";
    const refusing = await proxy({ kind: "refuse", status: 407 });
    vi.stubEnv("HTTPS_PROXY", `http://me:secret@${refusing.host}`);
    const refused = await refusal(ask(address));
    expect(refused).toContain(
      `${refusing.host}) cannot be asked, the proxy refuses with 407: it wants a name`,
    );
    expect(refused).not.toContain("secret");

    await refusing.close();
    const gone = await refusal(ask(address));
    expect(gone).toMatch(/^registry\.example \(through the proxy 127\.0\.0\.1:\d+\) refused the connection/);
    expect(gone).not.toContain("secret");

    const silent = await proxy({ kind: "silent" });
    vi.stubEnv("HTTPS_PROXY", `http://${silent.host}`);
    expect(await refusal(ask(address))).toContain(`(through the proxy ${silent.host}) does not answer`);

    vi.stubEnv("HTTPS_PROXY", "socks5://me:secret@127.0.0.1:1");
    const none = await refusal(ask(address));
    expect(none).toContain("is no http or https address; set HTTPS_PROXY=http://HOST:PORT");
    expect(none).not.toContain("secret");
  });

  test("can be given up while the proxy says nothing", async () => {
    const silent = await proxy({ kind: "silent" });
    vi.stubEnv("HTTPS_PROXY", `http://${silent.host}`);
    const giving = new AbortController();
    const asking = refusal(ask("https://registry.example/v2/", giving.signal));
    await vi.waitUntil(() => silent.asked.length > 0);
    giving.abort(new Unavailable("the run was given up"));
    expect(await asking).toBe("the run was given up");
  });
});
