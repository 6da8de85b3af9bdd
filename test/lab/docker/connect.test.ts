import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectDocker, dockerOptions } from "../../../harness/lab/docker/connect.ts";
import { dockerEndpoints } from "../../../harness/lab/docker/endpoints.ts";
import { SshAgent } from "../../../harness/lab/docker/ssh-agent.ts";

let home = "";
const servers: Server[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "rm-connect-"));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await rm(home, { recursive: true, force: true });
});

/** An engine that answers /version with this; returns its socket. */
async function engine(path: string, version: unknown, status = 200): Promise<string> {
  const socket = join(home, path);
  await mkdir(dirname(socket), { recursive: true });
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(version));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  servers.push(server);
  return socket;
}

async function context(name: string, host: string): Promise<void> {
  const digest = createHash("sha256").update(name).digest("hex");
  const folder = join(home, ".docker/contexts/meta", digest);
  await mkdir(folder, { recursive: true });
  await writeFile(join(home, ".docker/config.json"), JSON.stringify({ currentContext: name, auths: {} }));
  await writeFile(
    join(folder, "meta.json"),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
}

const linux = { Version: "20.10.24", Os: "linux", Arch: "amd64" };

describe("where Docker is looked for", () => {
  it("DOCKER_HOST decides", async () => {
    await context("other", "unix:///other.sock");
    const env = { DOCKER_HOST: "tcp://engine.test:2375", XDG_RUNTIME_DIR: "/run/user/1" };
    expect(await dockerEndpoints({ env, home })).toEqual([
      { kind: "url", source: "DOCKER_HOST", url: "tcp://engine.test:2375", tls: null },
    ]);
  });

  it("then the docker command's context, then the usual sockets", async () => {
    await context("far", "ssh://me@far.test");
    const endpoints = await dockerEndpoints({ env: { XDG_RUNTIME_DIR: "/run/user/1" }, home });
    expect(endpoints.map((endpoint) => (endpoint.kind === "url" ? endpoint.url : endpoint.reason))).toEqual([
      "ssh://me@far.test",
      "unix:///var/run/docker.sock",
      "unix:///run/user/1/docker.sock",
      `unix://${home}/.docker/run/docker.sock`,
      `unix://${home}/.docker/desktop/docker.sock`,
      `unix://${home}/.colima/default/docker.sock`,
      `unix://${home}/.rd/docker.sock`,
      "unix:///run/user/1/podman/podman.sock",
      "unix:///run/podman/podman.sock",
      `unix://${home}/.local/share/containers/podman/machine/podman.sock`,
      `unix://${home}/.local/share/containers/podman/machine/qemu/podman.sock`,
    ]);
    expect(endpoints[0]?.source).toBe('docker context "far"');
  });

  it.each([
    ["no configuration", null],
    ["the default context", '{"currentContext":"default"}'],
    ["no context", "{}"],
  ])("with %s there is no context to try", async (_, config) => {
    if (config !== null) {
      await mkdir(join(home, ".docker"));
      await writeFile(join(home, ".docker/config.json"), config);
    }
    expect((await dockerEndpoints({ env: {}, home }))[0]?.source).toBe("the system's socket");
  });

  it("a broken configuration is told", async () => {
    await mkdir(join(home, ".docker"));
    await writeFile(join(home, ".docker/config.json"), "{");
    expect((await dockerEndpoints({ env: {}, home }))[0]).toMatchObject({
      kind: "problem",
      source: expect.stringContaining("config.json"),
      reason: expect.stringContaining("JSON"),
    });
    expect((await dockerEndpoints({ env: { DOCKER_CONTEXT: "gone" }, home }))[0]).toMatchObject({
      kind: "problem",
      source: 'docker context "gone"',
      reason: expect.stringContaining("meta.json"),
    });
  });
});

describe("connecting", () => {
  it("takes an engine that runs Linux containers", async () => {
    const socket = await engine("engine.sock", linux);
    const search = await connectDocker({ env: { DOCKER_HOST: `unix://${socket}` }, home });
    expect(search).toMatchObject({
      kind: "connected",
      connection: { endpoint: `unix://${socket}`, version: "20.10.24", arch: "x86_64" },
    });
  });

  it("goes on to the next endpoint", async () => {
    const colima = await engine(".colima/default/docker.sock", { ...linux, Arch: "arm64" });
    await context("gone", `unix://${home}/gone.sock`);
    const search = await connectDocker({ env: {}, home });
    // A machine that runs these tests may have an engine at the system's socket, which comes before.
    const expected = [`unix://${colima}`, "unix:///var/run/docker.sock"];
    expect(search.kind === "connected" && expected.includes(search.connection.endpoint)).toBe(true);
  });

  it.each([
    ["unix:///nowhere/docker.sock", "no such socket"],
    ["tcp://127.0.0.1:1", "nothing listens there"],
    ["gopher://x", "not an address of a Docker engine"],
    ["engine.sock", "not an address of a Docker engine"],
  ])("tells why %s does not serve", async (url, reason) => {
    const search = await connectDocker({ env: { DOCKER_HOST: url }, home });
    expect(search).toMatchObject({
      kind: "failed",
      attempts: [{ source: "DOCKER_HOST", endpoint: url, reason: expect.stringContaining(reason) }],
    });
  });

  it.each([
    [{ ...linux, Os: "windows" }, 200, "the engine runs windows containers, not Linux ones"],
    [{ message: "no thanks" }, 500, "no thanks"],
  ])("tells why an engine that answers %j does not serve", async (version, status, reason) => {
    const socket = await engine("engine.sock", version, status);
    const search = await connectDocker({ env: { DOCKER_HOST: `unix://${socket}` }, home });
    expect(search).toMatchObject({ kind: "failed", attempts: [{ reason: expect.stringContaining(reason) }] });
  });

  it("gives dockerode everything that it would take from the environment", () => {
    const options = (url: string, tls = false) =>
      dockerOptions({
        kind: "url",
        source: "x",
        url,
        tls: tls ? { ca: "CA", cert: "CERT", key: "KEY" } : null,
      });
    expect(options("unix:///a b.sock")).toMatchObject({ socketPath: "/a b.sock", host: undefined });
    expect(options("tcp://h")).toMatchObject({
      protocol: "http",
      host: "h",
      port: 2375,
      socketPath: undefined,
    });
    expect(options("tcp://h:1", true)).toMatchObject({
      protocol: "https",
      port: 1,
      ca: "CA",
      cert: "CERT",
      key: "KEY",
    });
    // HTTP through an ssh process, not the ssh client of dockerode, which trusts any host key.
    expect(options("ssh://me@h")).toMatchObject({ protocol: "http", host: "h", agent: expect.any(SshAgent) });
  });
});
