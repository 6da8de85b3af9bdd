/** A matrix over two Docker engines: one at a socket, one over TCP or ssh. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../images/registry/debian-registry.ts";
import { alpine, titled } from "../lab/support/labs.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { cellLines, readReport, startCommand } from "./support/command.ts";
import { fakeSsh } from "./support/fake-ssh.ts";
import { engineMissing, PrivateEngine } from "./support/private-engine.ts";

const image = await alpine();
const missing = engineMissing() ?? image.reason;
const NO_ENGINE = "unix:///nowhere/docker.sock";

describe.skipIf(missing !== null)(titled("real hosts", missing), () => {
  let near: PrivateEngine;
  let far: PrivateEngine;
  let tcp = "";
  let bench: Bench;
  beforeAll(async () => {
    tcp = `tcp://127.0.0.1:${await freePort()}`;
    [near, far] = await Promise.all([PrivateEngine.open(), PrivateEngine.open("-H", tcp)]);
  });
  afterAll(() => Promise.all([near?.remove(), far?.remove()]));
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.remove());

  /** Runs on these hosts alone: there is no other engine to fall back to. */
  async function run(scenario: string, hosts: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const command = startCommand(
      [
        ...["run", scenario, "--engine", "docker", "--images", "alpine-3.8", "--go", "1.24"],
        ...hosts.flatMap((host) => ["--host", host]),
        ...["--reporter", `json=${bench.report}`],
      ],
      { ...bench.env, DOCKER_HOST: NO_ENGINE, ...env },
    );
    const { code, stderr } = await command.ended;
    const left = [...(await near.containers()), ...(await far.containers())].map(({ Names }) => Names);
    expect(left, stderr).toEqual([]);
    return { code, stderr };
  }

  it("with ids of their own stand for the default host, side by side", async () => {
    const started = [near, far].map(async (engine) => startedContainers(engine));
    const { code, stderr } = await run(bench.scenarios[0] ?? "", [`node-1=${near.url}`, `node-2=${tcp}`]);
    expect(stderr).toMatch(
      new RegExp(
        `^host node-1: Docker \\S+ at ${near.url}, .* \\(a real host, nothing is imitated\\); host node-2: .* at ${tcp}, `,
      ),
    );
    expect(cellLines(await readReport(bench.report))).toEqual([
      "quick go@1.24 on node-1 emulated",
      "quick go@1.24 on node-2 emulated",
      "quick musl@1.1.19 on node-1 observed",
      "quick musl@1.1.19 on node-2 observed",
    ]);
    expect(code).toBe(0);
    for (const events of await Promise.all(started)) expect(await events()).toBeGreaterThanOrEqual(2);
  });

  it("with a profile's id imitate nothing: the real host answers readv", async () => {
    const { code } = await run("founding/host-readv", [`centos-7.4=${near.url}`, `centos-7.6=${tcp}`]);
    const report = await readReport(bench.report);
    expect(cellLines(report)).toContain("founding/host-readv musl@1.1.19 on centos-7.6 observed");
    expect(report.cells.map(({ outcome }) => outcome?.kind)).toEqual(report.cells.map(() => "answer"));
    // The scenario expects what the imitated host does.
    expect(code).toBe(1);
    expect(report.expectations.filter(({ ok }) => !ok)).toMatchObject([
      { cell: "alpine-3.8/musl@1.1.19", host: "centos-7.6" },
    ]);
  });

  it("that is out of reach loses its own cells only", async () => {
    const { code, stderr } = await run(bench.scenarios[0] ?? "", [
      `node-1=${near.url}`,
      "node-2=tcp://127.0.0.1:1",
    ]);
    const lost = "unavailable: the host node-2 cannot be had at tcp://127.0.0.1:1: nothing listens there";
    expect(cellLines(await readReport(bench.report))).toEqual([
      "quick go@1.24 on node-1 emulated",
      `quick go@1.24 on node-2 ${lost}`,
      "quick musl@1.1.19 on node-1 observed",
      `quick musl@1.1.19 on node-2 ${lost}`,
    ]);
    expect(stderr).toContain("host node-2: cannot be had at tcp://127.0.0.1:1");
    expect(code).toBe(3);
  });

  it("through ssh, as the docker command does it", async () => {
    const ssh = await fakeSsh(bench.folder, far.url);
    const { code, stderr } = await run(bench.scenarios[0] ?? "", ["node-1=ssh://admin@node-1:2222"], {
      PATH: ssh.path,
    });
    expect(stderr).toContain("at ssh://admin@node-1:2222");
    expect(cellLines(await readReport(bench.report))).toEqual([
      "quick go@1.24 on node-1 emulated",
      "quick musl@1.1.19 on node-1 observed",
    ]);
    expect(code).toBe(0);
    const call =
      "-T -o BatchMode=yes -o ConnectTimeout=10 -p 2222 -l admin -- node-1 docker system dial-stdio";
    expect([...new Set(await ssh.calls())]).toEqual([call]);
  });

  it("that no scenario runs on is a mistake", async () => {
    const { code, stderr } = await run(bench.scenarios[0] ?? "", [`centos-7.6=${near.url}`]);
    expect(stderr).toContain("no scenario of this run has cells on the host centos-7.6");
    expect(code).toBe(2);
  });
});

/** Counts from now on the containers that an engine starts. */
async function startedContainers(engine: PrivateEngine): Promise<() => Promise<number>> {
  const sinceS = Math.floor(Date.now() / 1000);
  return async () => {
    const docker = await engine.docker();
    const events: NodeJS.ReadableStream = await docker.getEvents({
      since: sinceS,
      until: Math.ceil(Date.now() / 1000) + 1,
      filters: { type: ["container"], event: ["start"] },
    });
    let text = "";
    for await (const chunk of events) text += String(chunk);
    return text.split("\n").filter((line) => line.includes('"start"')).length;
  };
}
