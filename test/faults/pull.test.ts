/** Images that the Docker engine pulls from a registry: Debian's docker-registry, on loopback. */
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DebianRegistry, hasRegistry, PASSWORD, USER } from "../images/registry/debian-registry.ts";
import { alpine, titled } from "../lab/support/labs.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { cellLines, readReport, startCommand } from "./support/command.ts";
import { engineMissing, PrivateEngine } from "./support/private-engine.ts";

const image = await alpine();
const missing = engineMissing() ?? image.reason ?? (hasRegistry() ? null : "no docker-registry");
const SEEN = ["quick go@1.24 emulated", "quick musl@1.1.19 observed"];

describe.skipIf(missing !== null)(titled("the Docker engine pulls", missing), () => {
  let engine: PrivateEngine;
  let registry: DebianRegistry;
  let digest = "";
  let rootfs = Buffer.alloc(0);
  beforeAll(async () => {
    [engine, registry] = await Promise.all([PrivateEngine.open(), DebianRegistry.start()]);
    if (image.value?.content.kind !== "archive") throw new Error("not skipped?");
    rootfs = await buffer(createReadStream(image.value.content.archive.path).pipe(createGunzip()));
    digest = await registry.pushImage("team/app", "1.0", [rootfs]);
  });
  afterAll(() => Promise.all([engine?.remove(), registry?.stop()]));

  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(async () => {
    await bench.remove();
    const docker = await engine.docker();
    for (const { Id } of await docker.listImages()) await docker.getImage(Id).remove({ force: true });
  });

  /** `login` is the folder in which docker login has left names and passwords. */
  function start(reference: string, login = join(bench.folder, "none")) {
    const args = ["--engine", "docker", "--images", reference, "--reporter", `json=${bench.report}`];
    const env = { ...bench.env, DOCKER_HOST: engine.url, DOCKER_CONFIG: login };
    return startCommand(["run", bench.scenarios[0] ?? "", ...args], env);
  }

  it.each([
    ["by tag", () => `${registry.host}/team/app:1.0`],
    ["by digest", () => `${registry.host}/team/app@${digest}`],
  ] as const)("%s, telling what it does", async (_, reference) => {
    const { code, stderr } = await start(reference()).ended;
    const report = await readReport(bench.report);
    expect(cellLines(report)).toEqual(SEEN);
    expect(report.images).toMatchObject([{ status: "ready", digest }]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(new RegExp(`^${reference()}: .*Pulling from team/app$`, "m"));
    expect(stderr).toMatch(/: Pull complete$/m);
  });

  /** The reason of cells whose image could not be pulled. */
  async function refused(reference: string): Promise<string> {
    const { code, stderr } = await start(reference).ended;
    expect(code, stderr).toBe(3);
    expect(stderr).not.toContain("error:");
    expect(await engine.containers()).toEqual([]);
    const reasons = new Set((await readReport(bench.report)).cells.map(({ reason }) => reason));
    expect([...reasons]).toHaveLength(1);
    return [...reasons].join();
  }

  it("not what the registry does not have", async () => {
    expect(await refused(`${registry.host}/team/app:2.0`)).toMatch(
      new RegExp(
        `^image ${registry.host}/team/app:2.0 cannot be had: registry .*could not pull .*manifest unknown`,
      ),
    );
  });

  it("not where it may not, and with what docker login has left where it may", async () => {
    const locked = await DebianRegistry.start({ locked: true });
    try {
      await locked.pushImage("team/app", "1.0", [rootfs]);
      expect(await refused(`${locked.host}/team/app:1.0`)).toMatch(
        /could not pull .*no basic auth credentials/,
      );
      const auth = Buffer.from(`${USER}:${PASSWORD}`).toString("base64");
      const config = { auths: { [locked.host]: { auth } } };
      await writeFile(join(bench.folder, "config.json"), JSON.stringify(config));
      const { code, stderr } = await start(`${locked.host}/team/app:1.0`, bench.folder).ended;
      expect(cellLines(await readReport(bench.report))).toEqual(SEEN);
      expect(code, stderr).toBe(0);
    } finally {
      await locked.stop();
    }
  });

  it("not from a registry that fails", async () => {
    const failing = await listening(
      createServer((_, response) => {
        response.writeHead(500).end("out of order");
      }),
    );
    try {
      expect(await refused(`${failing.host}/team/app:1.0`)).toMatch(
        /could not pull .*: received unexpected HTTP status: 500 Internal Server Error$/,
      );
    } finally {
      await failing.close();
    }
  });

  it("from a slow registry, telling that it is at it", async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const [upstream = "", port = ""] = registry.host.split(":");
    const slow = await listening(
      createServer((incoming, response) => {
        const { method, url, headers } = incoming;
        const forwarded = request({ host: upstream, port, method, path: url, headers }, async (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          if (url?.includes("/blobs/")) {
            response.flushHeaders();
            await released;
          }
          answer.pipe(response);
        });
        incoming.pipe(forwarded);
      }),
    );
    try {
      const run = start(`${slow.host}/team/app:1.0`);
      await run.said("Pulling fs layer");
      release();
      const { code, stderr } = await run.ended;
      expect(cellLines(await readReport(bench.report))).toEqual(SEEN);
      expect(code, stderr).toBe(0);
    } finally {
      await slow.close();
    }
  });
});

async function listening(server: Server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server that listens has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
