/** The Go toolchains that this machine has, and the oracle built with each. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { GoBuild } from "../../harness/resolvers/go/index.ts";

const run = promisify(execFile);
const SOURCE = join(import.meta.dirname, "main.go");
/** Paths of `go` commands, separated by colons, besides the one on PATH. */
const TOOLCHAINS = "RESOLVER_MATRIX_GO";

export interface Toolchain {
  readonly command: string;
  /** "1.19.8". */
  readonly version: string;
}

/** Every toolchain that can be run, oldest first; of one release only the first. */
export async function findToolchains(): Promise<readonly Toolchain[]> {
  const commands = ["go", ...(process.env[TOOLCHAINS] ?? "").split(":").filter((path) => path !== "")];
  const found = await Promise.all(commands.map(toolchainOf));
  const byVersion = new Map<string, Toolchain>();
  for (const toolchain of found) {
    if (toolchain !== null && !byVersion.has(toolchain.version)) byVersion.set(toolchain.version, toolchain);
  }
  return [...byVersion.values()].sort((left, right) =>
    left.version.localeCompare(right.version, "en", { numeric: true }),
  );
}

/** As findToolchains; rejects where there is none, so that nothing is recorded or compared in its absence. */
export async function requireToolchains(): Promise<readonly Toolchain[]> {
  const toolchains = await findToolchains();
  if (toolchains.length === 0) throw new Error(`no Go toolchain on PATH or in ${TOOLCHAINS}`);
  return toolchains;
}

async function toolchainOf(command: string): Promise<Toolchain | null> {
  try {
    const { stdout } = await run(command, ["version"], { env: environment() });
    const version = /go(1\.[0-9]+(?:\.[0-9]+)?)/.exec(stdout)?.[1];
    return version === undefined ? null : { command, version };
  } catch {
    return null;
  }
}

/** How the oracle is built: what of a GoBuild is fixed in the binary. */
export interface OracleBuild {
  readonly toolchain: Toolchain;
  readonly cgo: boolean;
  readonly tags: readonly string[];
  /** The go line of go.mod; null for none. */
  readonly goLine: string | null;
}

/** The same for the emulation; `godebug` comes from the environment. */
export function goBuildOf({ toolchain, cgo, tags, goLine }: OracleBuild): GoBuild {
  return { version: toolchain.version, cgo, tags, godebug: "", goLine };
}

/** The ordinary build of a toolchain. */
export function ordinaryBuild(toolchain: Toolchain, cgo: boolean): OracleBuild {
  return { toolchain, cgo, tags: [], goLine: minorOf(toolchain.version) };
}

/** With -mod=mod the go command would write the go line into a go.mod that has none. */
const MODULE_FLAG = "-mod=readonly";

/** Path of the oracle, a static binary; built once for each content of main.go. Rejects where it does not compile. */
export async function buildOracle(build: OracleBuild): Promise<string> {
  const { toolchain, cgo, tags, goLine } = build;
  // With netgo nothing is left that needs C: the binary is static as it is, and crashes when a C library is forced on it.
  const link = cgo && !tags.includes("netgo") ? ["-ldflags", "-linkmode external -extldflags -static"] : [];
  const key = JSON.stringify([readFileSync(SOURCE, "utf8"), toolchain, cgo, tags, goLine, link, MODULE_FLAG]);
  const folder = join(tmpdir(), "resolver-matrix-oracle", createHash("sha256").update(key).digest("hex"));
  const binary = join(folder, "oracle");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "go.mod"),
    goLine === null ? "module oracle\n" : `module oracle\n\ngo ${goLine}\n`,
  );
  writeFileSync(join(folder, "main.go"), readFileSync(SOURCE));
  const unfinished = `${binary}.${process.pid}`;
  const tagged = tags.length === 0 ? [] : ["-tags", tags.join(",")];
  await run(toolchain.command, ["build", ...link, ...tagged, "-o", unfinished, "."], {
    cwd: folder,
    env: { ...environment(), CGO_ENABLED: cgo ? "1" : "0", GO111MODULE: "on", GOFLAGS: MODULE_FLAG },
  });
  renameSync(unfinished, binary);
  return binary;
}

/** Nothing is fetched, and no other toolchain takes over. */
function environment(): NodeJS.ProcessEnv {
  const { GOROOT: _, ...inherited } = process.env;
  return { ...inherited, GOTOOLCHAIN: "local", GOPROXY: "off" };
}

function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
