/** Runs a shell script in somebody's running container (Docker Engine API, "ContainerExec"): nothing is put into it. */
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { Failure } from "../../errors.ts";
import { connectDocker, reasonOf } from "./connect.ts";
import { demultiplex } from "./demultiplex.ts";

/** A running container, and what a script said in it. */
export interface Said {
  /** Without the slash that the engine puts before it. */
  readonly name: string;
  /** Reference by which the container was made. */
  readonly image: string;
  /** "Docker 20.10.24". */
  readonly engine: string;
  readonly text: string;
}

const MOST_BYTES = 8 * 1024 * 1024;
/** Exit statuses of a shell that is not there. */
const NO_SHELL: ReadonlySet<number | null> = new Set([126, 127]);

/**
 * Pipes the script into `sh -s WORDS`, as the container's own user. Rejects with Failure "environment" where the engine,
 * the container or its shell does not serve, and with the signal's reason.
 *
 * @param id id or name of the container
 */
export async function runScriptIn(
  id: string,
  script: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<Said> {
  const search = await connectDocker();
  if (search.kind === "failed") {
    const [first] = search.attempts;
    throw new Failure("environment", `no engine to ask about container ${id}: ${first?.reason ?? "none"}`, {
      advice: "resolver-matrix doctor tells where engines were looked for",
    });
  }
  const { docker, product, version } = search.connection;
  const container = docker.getContainer(id);
  const { Name, Config, State } = await orFailure(id, container.inspect());
  if (!State.Running)
    throw new Failure("environment", `container ${id} is not running`, {
      advice: "start it, or capture another",
    });
  const exec = await orFailure(
    id,
    container.exec({
      Cmd: ["sh", "-s", ...words],
      ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true },
    }),
  );
  const stream = await orFailure(id, exec.start({ hijack: true, stdin: true }));
  const said = await exchange(stream, script, signal);
  const { ExitCode } = await orFailure(id, exec.inspect());
  if (NO_SHELL.has(ExitCode))
    throw new Failure("environment", `container ${id} has no shell`, {
      advice: "capture one of the same network and files that has, or use an ephemeral container",
    });
  if (ExitCode !== 0)
    throw new Failure("environment", `the script ended with ${ExitCode} in container ${id}`);
  return { name: Name.replace(/^\//, ""), image: Config.Image, engine: `${product} ${version}`, text: said };
}

async function orFailure<Value>(id: string, calling: Promise<Value>): Promise<Value> {
  try {
    return await calling;
  } catch (cause) {
    throw new Failure("environment", `container ${id}: ${reasonOf(cause)}`);
  }
}

/** A byte string: files may hold any bytes. */
async function exchange(stream: Duplex, script: string, signal: AbortSignal): Promise<string> {
  const { stdout, stderr } = demultiplex(stream);
  stderr.resume();
  let bytes = 0;
  stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) stream.destroy();
  });
  const abort = () => stream.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    stdout.setEncoding("latin1");
    stream.end(script);
    const said = await text(stdout);
    signal.throwIfAborted();
    return said;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
