/** One container with labd in it, spoken to over its attached standard input and output. */
import { type Duplex, Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type Docker from "dockerode";
import { pack } from "tar-stream";
import { session } from "../../owned/session.ts";
import type { LabdStream } from "../link.ts";
import { tailOf } from "../text-tail.ts";
import { attach } from "./attach.ts";
import { demultiplex } from "./demultiplex.ts";
import { containerName, sessionLabels } from "./labels.ts";

/** Where our programs lie in a container: a volume of its own, because the rest is read-only. */
export const PROGRAMS_FOLDER = "/.resolver-matrix";

/** Many cells run at the same time, each with a few processes and a small tmpfs. */
const PIDS_LIMIT = 4096;
const MEMORY_BYTES = 1024 ** 3;
/** Podman would else ask for more than an engine inside of a container may give. */
const ULIMITS = [
  { Name: "nofile", Soft: 8192, Hard: 8192 },
  { Name: "nproc", Soft: 8192, Hard: 8192 },
] as const;
/** After its input ended, labd ends at once; the engine then removes the container. */
const GRACE_MS = 3_000;
/** Removing takes an engine under load a while; longer means that it does not answer. */
const REMOVE_LIMIT_MS = 30_000;
const REMOVE_PAUSE_MS = 50;
/** There is no such container. */
const HTTP_NOT_FOUND = 404;
/** The engine is removing it. */
const HTTP_CONFLICT = 409;

export interface ContainerSpec {
  readonly image: string;
  /** A program and its arguments. */
  readonly command: readonly string[];
  /** Files put into PROGRAMS_FOLDER, by name: executable, owned by root. */
  readonly programs: Readonly<Record<string, Buffer>>;
  /** Without "CAP_"; every other one is dropped. */
  readonly capabilities: readonly string[];
  /** Id of the container whose process ids it shares; null for its own. */
  readonly processesOf: string | null;
}

export interface LabdContainer extends LabdStream {
  readonly id: string;
  /** Ends labd and removes the container. Resolves when it is gone; rejects when the engine refuses. */
  remove(): Promise<void>;
}

/** Creates and starts a container. Rejects with what the engine said; nothing is left then. */
export async function startContainer(docker: Docker, spec: ContainerSpec): Promise<LabdContainer> {
  const container = await docker.createContainer(createOptions(spec));
  const waiting = new AbortController();
  try {
    if (Object.keys(spec.programs).length > 0) {
      await container.putArchive(programsArchive(spec.programs), { path: PROGRAMS_FOLDER });
    }
    const socket = await attach(docker, container.id);
    const gone = waitUntilGone(container, waiting.signal);
    await container.start();
    return attached(container, socket, gone);
  } catch (error) {
    // The engine would answer when the container is gone, and has been told to forget it.
    waiting.abort();
    await container.remove({ force: true, v: true }).catch(() => {});
    throw error;
  }
}

function createOptions(spec: ContainerSpec): Docker.ContainerCreateOptions {
  const [program, ...rest] = spec.command;
  return {
    name: containerName(session),
    Image: spec.image,
    Entrypoint: program === undefined ? [] : [program],
    Cmd: rest,
    Labels: { ...sessionLabels(session) },
    User: "0:0",
    WorkingDir: "/",
    Healthcheck: { Test: ["NONE"] },
    Tty: false,
    OpenStdin: true,
    // The harness's end is the end of labd's input, however the harness ends.
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    ...(Object.keys(spec.programs).length === 0 ? {} : { Volumes: { [PROGRAMS_FOLDER]: {} } }),
    HostConfig: {
      AutoRemove: true,
      NetworkMode: "none",
      ...(spec.processesOf === null ? {} : { PidMode: `container:${spec.processesOf}` }),
      CapDrop: ["ALL"],
      CapAdd: [...spec.capabilities],
      // AppArmor's and SELinux's rules for containers forbid mounts, which labd makes for every cell.
      SecurityOpt: ["no-new-privileges", "apparmor=unconfined", "label=disable"],
      ReadonlyRootfs: true,
      PidsLimit: PIDS_LIMIT,
      Ulimits: [...ULIMITS],
      Memory: MEMORY_BYTES,
      // The protocol is no text for the engine's logs.
      LogConfig: { Type: "none", Config: {} },
    },
  };
}

function programsArchive(programs: Readonly<Record<string, Buffer>>): Readable {
  const archive = pack();
  for (const [name, content] of Object.entries(programs)) archive.entry({ name, mode: 0o755 }, content);
  archive.finalize();
  return Readable.from(archive);
}

/** Exit status of the container, once the engine has removed it; null when the engine cannot be asked. */
async function waitUntilGone(container: Docker.Container, signal: AbortSignal): Promise<number | null> {
  try {
    const answer: unknown = await container.wait({ condition: "removed", abortSignal: signal });
    return typeof answer === "object" && answer !== null && "StatusCode" in answer
      ? Number(answer.StatusCode)
      : null;
  } catch {
    return null;
  }
}

function attached(container: Docker.Container, socket: Duplex, gone: Promise<number | null>): LabdContainer {
  const { stdout, stderr } = demultiplex(socket);
  const complaint = tailOf(stderr);
  const cut = new Promise<void>((resolve) => {
    socket.on("close", resolve);
    socket.on("end", resolve);
    socket.on("error", () => resolve());
  });
  const ended = cut.then(async () => {
    const status = await orNullAfter(gone, GRACE_MS);
    const how =
      status === null
        ? `the connection to its container ended${await engineTrouble(container)}`
        : `its container ended with status ${status}`;
    const said = complaint();
    return said === "" ? how : `${how}: ${said}`;
  });
  return {
    id: container.id,
    input: socket,
    output: stdout,
    ended,
    remove: () => remove(container, socket, gone),
  };
}

/** Why the engine itself may be the cause, as the end of a sentence; empty where it still answers. */
async function engineTrouble(container: Docker.Container): Promise<string> {
  const asked = container.inspect().then(
    () => "",
    (error: unknown) => {
      // An answer of any status comes from an engine that is there.
      if (!(error instanceof Error) || "statusCode" in error) return "";
      return `, and the Docker engine no longer answers: ${error.message.trim()}`;
    },
  );
  return (await orNullAfter(asked, GRACE_MS)) ?? ", and the Docker engine no longer answers";
}

async function remove(container: Docker.Container, socket: Duplex, gone: Promise<unknown>): Promise<void> {
  // Where labd hears the end of its input, the engine removes the container by itself.
  if (!socket.destroyed) {
    socket.end();
    await orNullAfter(gone, GRACE_MS);
    socket.destroy();
  }
  const giveUpAt = performance.now() + REMOVE_LIMIT_MS;
  while (!(await isRemoved(container))) {
    if (performance.now() > giveUpAt) {
      throw new Error(`container ${container.id} could not be removed within ${REMOVE_LIMIT_MS / 1000} s`);
    }
    await setTimeout(REMOVE_PAUSE_MS);
  }
}

/** Removes a container; false while the engine is at it already. Rejects with what else the engine says. */
async function isRemoved(container: Docker.Container): Promise<boolean> {
  try {
    await container.remove({ force: true, v: true });
    return true;
  } catch (error) {
    const status = error instanceof Error && "statusCode" in error ? error.statusCode : null;
    if (status === HTTP_NOT_FOUND) return true;
    if (status === HTTP_CONFLICT) return false;
    throw error;
  }
}

/** What the promise gives, or null after a while. */
async function orNullAfter<T>(promise: Promise<T>, durationMs: number): Promise<T | null> {
  const late = new AbortController();
  try {
    return await Promise.race([promise, setTimeout(durationMs, null, { signal: late.signal })]);
  } finally {
    late.abort();
  }
}
