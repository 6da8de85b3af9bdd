/** What `doctor` looks at, one check after the other. */

import { access, constants, mkdir } from "node:fs/promises";
import { programOnPath } from "../disk/program-path.ts";
import { cacheDirectory } from "../images/cache.ts";
import { connectDocker } from "../lab/docker/connect.ts";
import { openLocalEngine } from "../lab/local/engine.ts";
import { kernelArch, nativePrograms } from "../lab/native.ts";
import { isSystemError } from "../system-error.ts";
import { type ImageState, imageStates } from "./image-states.ts";

export interface Check {
  readonly name: string;
  readonly state: "good" | "missing" | "broken";
  readonly detail: string;
  readonly advice: string | null;
  readonly isEngine: boolean;
}

/** The checks, each as soon as it is done. Nothing that they start is left. */
export async function* doctorChecks(): AsyncGenerator<Check> {
  yield good("Node", process.version);
  yield nativeCheck();
  yield await dockerCheck();
  yield await localCheck();
  yield await programCheck("unshare", "the local engine needs it", "apt-get install util-linux");
  yield await programCheck("apt-get", "Debian images are assembled with it", null);
  yield await programCheck("cc", "only building from source needs it", "apt-get install gcc libc6-dev");
  yield await cacheCheck();
  yield await imagesCheck();
}

function nativeCheck(): Check {
  const arch = kernelArch(process.arch);
  try {
    const { labd } = nativePrograms(arch);
    return good("labd and agent", labd);
  } catch (error) {
    return check("labd and agent", "broken", messageOf(error), 'run "npm run build"');
  }
}

async function dockerCheck(): Promise<Check> {
  const search = await connectDocker();
  if (search.kind === "connected") {
    const { version, endpoint, arch } = search.connection;
    return { ...good("engine docker", `Docker ${version} (${arch}) at ${endpoint}`), isEngine: true };
  }
  const reasons = search.attempts.map(({ source, reason }) => `${source}: ${reason}`).join("; ");
  return check("engine docker", "missing", reasons, "start a Docker engine, or set DOCKER_HOST");
}

async function localCheck(): Promise<Check> {
  try {
    const engine = await openLocalEngine();
    await engine.close();
    const { about, unbounded } = engine;
    const bounds =
      unbounded === undefined ? "" : `; nothing bounds what all cells use together: ${unbounded}`;
    return { ...good("engine local", about + bounds), isEngine: true };
  } catch (error) {
    return check(
      "engine local",
      "missing",
      messageOf(error),
      "run as root on Linux, or allow user namespaces",
    );
  }
}

async function programCheck(program: string, what: string, advice: string | null): Promise<Check> {
  const path = programOnPath(program);
  return path === null ? check(program, "missing", `not in PATH; ${what}`, advice) : good(program, path);
}

/** How many images a run would not have to get, and which nobody has verified. */
async function imagesCheck(): Promise<Check> {
  const states = await statesOrTrouble();
  if (typeof states === "string") return check("images", "broken", states, "see what is said of the cache");
  const here = states.filter(({ availability }) => availability.kind === "at-hand").length;
  const unverified = states.filter(({ isUnverified }) => isUnverified).map(({ image }) => image.id);
  const detail = `${here} of ${states.length} at hand`;
  if (unverified.length === 0) return good("images", detail);
  return good("images", `${detail}; unverified until a run confirms them: ${unverified.join(", ")}`);
}

/** A broken cache is no reason to stop checking. */
async function statesOrTrouble(): Promise<readonly ImageState[] | string> {
  try {
    return await imageStates();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.message;
  }
}

async function cacheCheck(): Promise<Check> {
  const folder = cacheDirectory();
  try {
    await mkdir(folder, { recursive: true });
    if (await isAllowed(folder, constants.W_OK)) return good("cache", folder);
  } catch (error) {
    return check(
      "cache",
      "broken",
      messageOf(error),
      "set RESOLVER_MATRIX_CACHE to a folder that can be written",
    );
  }
  return check(
    "cache",
    "broken",
    `${folder} cannot be written`,
    "set RESOLVER_MATRIX_CACHE to another folder",
  );
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}

function good(name: string, detail: string): Check {
  return check(name, "good", detail, null);
}

function check(name: string, state: Check["state"], detail: string, advice: string | null): Check {
  return { name, state, detail, advice, isEngine: false };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
