/** A Docker engine of a test's own, which may be killed. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { connectDockerAt } from "../../../harness/lab/docker/connect.ts";
import { SESSION_FILTER } from "../../../harness/lab/docker/labels.ts";

/** Why this machine cannot have such an engine; null where it can. */
export function engineMissing(): string | null {
  const reason =
    process.getuid?.() !== 0
      ? "a Docker engine of one's own needs root"
      : spawnSync("dockerd", ["--version"]).status === 0
        ? null
        : "dockerd is not installed";
  if (reason !== null && process.env.CI !== undefined) throw new Error(reason);
  return reason;
}

export class PrivateEngine {
  /** Everything of the engine lies below. */
  readonly folder: string;
  /** Where it listens: "unix://…". */
  readonly url: string;
  readonly #more: readonly string[];
  #daemon: ChildProcess | null = null;

  private constructor(folder: string, more: readonly string[]) {
    this.folder = folder;
    this.url = `unix://${join(folder, "docker.sock")}`;
    this.#more = more;
  }

  /** Starts an engine; `more` are further arguments of dockerd. */
  static async open(...more: readonly string[]): Promise<PrivateEngine> {
    const engine = new PrivateEngine(await mkdtemp(join(tmpdir(), "rm-engine-")), more);
    try {
      await engine.start();
    } catch (error) {
      await engine.remove();
      throw error;
    }
    return engine;
  }

  /** Starts the daemon, also again after `kill`. Resolves when it answers. */
  async start(): Promise<void> {
    const at = (name: string): string => join(this.folder, name);
    const daemon = spawn(
      "dockerd",
      [
        ...["--data-root", at("data"), "--exec-root", at("exec"), "--pidfile", at("pid")],
        ...["-H", this.url, "--bridge=none", "--iptables=false", "--ip6tables=false"],
        ...this.#more,
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    this.#daemon = daemon;
    let log = "";
    await new Promise<void>((resolve, reject) => {
      const sockets = 1 + this.#more.filter((argument) => argument === "-H").length;
      daemon.stderr?.on("data", (chunk: Buffer) => {
        log += chunk.toString();
        if (log.split("API listen on").length > sockets) resolve();
      });
      daemon.once("error", reject);
      daemon.once("exit", (code, signal) =>
        reject(new Error(`dockerd ended with ${code ?? signal}: ${log}`)),
      );
    });
  }

  /** Kills the daemon itself, as a crash does: its containers stay. */
  async kill(): Promise<void> {
    await ended(this.#daemon, "SIGKILL");
    await rm(join(this.folder, "pid"), { force: true });
  }

  /** Ends the daemon in order, which stops its containers. */
  async stop(): Promise<void> {
    await ended(this.#daemon, "SIGTERM");
  }

  async docker(): Promise<Docker> {
    return (await connectDockerAt(this.url)).docker;
  }

  /** Our containers, running or not: names, with the state of each. */
  async containers(): Promise<readonly Docker.ContainerInfo[]> {
    const filters = { label: [...SESSION_FILTER.label] };
    return (await this.docker()).listContainers({ all: true, filters });
  }

  /** Ends it with everything that it started or mounted, in whatever state it is. */
  async remove(): Promise<void> {
    await ended(this.#daemon, "SIGTERM");
    // After a crash containerd is nobody's child any more.
    const pidFile = join(this.folder, "exec", "containerd", "containerd.pid");
    const containerd = existsSync(pidFile) ? Number(await readFile(pidFile, "utf8")) : null;
    if (containerd !== null) endContainerd(containerd, this.folder);
    for (const mounted of await this.#mounts()) spawnSync("umount", ["-l", mounted]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Deepest first. */
  async #mounts(): Promise<readonly string[]> {
    const points = (await readFile("/proc/self/mounts", "utf8"))
      .split("\n")
      .map((line) => line.split(" ")[1]);
    return points
      .filter((point) => point !== undefined)
      .filter((point) => point.startsWith(`${this.folder}/`))
      .sort((left, right) => right.length - left.length);
  }
}

async function ended(daemon: ChildProcess | null, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (daemon === null || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const exit = once(daemon, "exit");
  daemon.kill(signal);
  await exit;
}

function endContainerd(pid: number, folder: string): void {
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  // The id may be somebody else's by now.
  if (stdout.includes(folder)) process.kill(pid, "SIGKILL");
}
