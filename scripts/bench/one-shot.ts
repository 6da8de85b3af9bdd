/** What people do today: one `docker run`, or one `docker exec`, for every lookup. */
import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { nativePrograms } from "../../harness/lab/native.ts";

/** Where the program that looks up lies in these containers. */
const PROGRAMS_FOLDER = "/bench";
/** From the image's own hosts file: one getaddrinfo, without any DNS that could slow it down. */
const REQUEST = "ip 9\nlocalhost";

export interface OneShotImage {
  /** Name or id in the engine. */
  readonly name: string;
  /** The image's own dynamic loader. */
  readonly loader: string;
}

export interface OneShotTimes {
  readonly runMs: readonly number[];
  readonly execMs: readonly number[];
}

/**
 * Looks up as often as asked, with the agent in the place of getent, which not every image has.
 * Rejects with what the docker command said.
 */
export async function oneShotTimes(
  image: OneShotImage,
  arch: string,
  times: { readonly run: number; readonly exec: number },
): Promise<OneShotTimes> {
  const { agent } = nativePrograms(arch);
  const command = [image.loader, `${PROGRAMS_FOLDER}/agent`];
  const place = ["--rm", "--interactive", "--network", "none", "--volume", `${agent}:${command[1]}:ro`];
  const runMs = await repeated(times.run, () => lookUp(["run", ...place, image.name, ...command]));

  const name = `resolver-matrix-bench-${process.pid}`;
  // It waits for a request on its input: when this process ends, however it does, so does the container.
  const idle = execa("docker", ["run", "--name", name, ...place, image.name, ...command], { reject: false });
  try {
    await Promise.race([
      new Promise((resolve) => idle.stdout.once("data", resolve)),
      idle.then(({ stderr }) => Promise.reject(new Error(stderr))),
    ]);
    const execMs = await repeated(times.exec, () => lookUp(["exec", "--interactive", name, ...command]));
    return { runMs, execMs };
  } finally {
    idle.stdin.end();
    await idle;
  }
}

async function repeated(times: number, measured: () => Promise<number>): Promise<readonly number[]> {
  const results: number[] = [];
  while (results.length < times) results.push(await measured());
  return results;
}

async function lookUp(args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const { stdout } = await execa("docker", args, { input: REQUEST });
  const elapsedMs = performance.now() - startMs;
  if (!stdout.includes("127.0.0.1")) throw new Error(`docker ${args[0]} did not look up: ${stdout}`);
  return elapsedMs;
}

/** Whether the engine that the docker command speaks to has an image of that name. */
export async function hasImage(name: string): Promise<boolean> {
  const { failed } = await execa("docker", ["image", "inspect", name], { reject: false, stdout: "ignore" });
  return !failed;
}
