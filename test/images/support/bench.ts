/** What the tests of labd stand on: a scratch folder with the programs and a root of this machine's own libc. */
import { spawnSync } from "node:child_process";
import { chmod, copyFile, lchown, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CellBase } from "../../../harness/lab/cell-fields.ts";
import type { NativePrograms } from "../../../harness/lab/native.ts";
import type { FileSpec } from "../../../harness/scenario/scenario.ts";
import { copyHostRoot } from "./host-root.ts";
import type { Start } from "./labd.ts";
import { buildPrograms } from "./native.ts";

export const AGENT = "/.resolver-matrix/agent";

export interface Bench {
  readonly programs: NativePrograms;
  readonly root: string;
  readonly loader: string;
  /** What a cell in `pid`'s network needs; `more` overrides it. */
  cell(pid: number, more?: Partial<CellBase>): CellBase;
  remove(): Promise<void>;
}

/** For labd started this way: whoever starts it owns the root, as with an archive that was unpacked. */
export async function openBench({ uid }: Start): Promise<Bench> {
  const built = buildPrograms();
  const folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
  const root = join(folder, "root");
  // Another user starts labd in some tests, and may not be let into the folder of the sources.
  await chmod(folder, 0o755);
  await mkdir(root);
  const programs = { labd: join(folder, "labd"), agent: join(folder, "agent") };
  await copyFile(built.labd, programs.labd);
  await copyFile(built.agent, programs.agent);
  const loader = await copyHostRoot(root);
  if (uid !== null) await giveTo(uid, root);
  return {
    programs,
    root,
    loader,
    cell: (pid, more = {}) => ({
      pid,
      root,
      hostname: "cell",
      user: 0,
      env: {},
      files: {},
      syscalls: [],
      ...more,
    }),
    remove: () => rm(folder, { recursive: true }),
  };
}

async function giveTo(uid: number, folder: string): Promise<void> {
  for (const name of [".", ...(await readdir(folder, { recursive: true }))])
    await lchown(join(folder, name), uid, uid);
}

const NAMESPACES = ["--mount", "--pid", "--net", "--fork", "--kill-child"];
const ORDINARY = 1000;

/** The ways in which the local engine starts labd, and why one is not to be had here. */
export interface Way extends Start {
  readonly name: string;
  readonly missing: string | null;
}

export const AS_ROOT: Way = {
  name: "as root",
  namespaces: NAMESPACES,
  uid: null,
  missing: process.getuid?.() === 0 ? null : "the tests do not run as root",
};

export const AS_USER: Way = (() => {
  const uid = process.getuid?.() === 0 ? ORDINARY : null;
  const namespaces = ["--user", "--map-root-user", ...NAMESPACES];
  const { status, stderr, error } = spawnSync("unshare", [...namespaces, "true"], {
    encoding: "utf8",
    ...(uid === null ? {} : { uid, gid: uid }),
  });
  const missing = status === 0 ? null : (error?.message ?? stderr.trim());
  return { name: "as an ordinary user", namespaces, uid, missing };
})();

/** The best way that this machine has. In CI there must be one. */
export const BEST_WAY: Way = AS_ROOT.missing === null ? AS_ROOT : AS_USER;
if (process.env.CI !== undefined && BEST_WAY.missing !== null) {
  throw new Error(`labd cannot be tested here: ${BEST_WAY.missing}`);
}

/** For titles of tests: why they are skipped. */
export function because({ missing }: Way): string {
  return missing === null ? "" : ` (skipped: ${missing})`;
}

export function text(content: string, mode = 0o644, owner = 0): FileSpec {
  return { kind: "content", bytes: new TextEncoder().encode(content), mode, owner };
}
