/** Finds the libc of an image by its loader, and asks it what it is. */

import { Unavailable } from "../errors.ts";
import type { DeclaredLibc, LibcIdentity } from "../images/image.ts";
import type { FileResult } from "../world/world.ts";
import { agentHello } from "./agent.ts";
import { readCell, runCell } from "./cell.ts";
import type { CellBase } from "./cell-fields.ts";
import type { LabLink } from "./link.ts";

interface Loader {
  readonly path: string;
  readonly family: LibcIdentity["family"];
  readonly arch: string;
}

/**
 * Where the ABIs put their loaders. musl comes first: a musl image may hold a glibc loader's name for
 * compatibility (gcompat), a glibc image has no reason for the opposite unless its definition says so.
 */
const LOADERS: readonly Loader[] = [
  { path: "/lib/ld-musl-x86_64.so.1", family: "musl", arch: "x86_64" },
  { path: "/lib/ld-musl-aarch64.so.1", family: "musl", arch: "aarch64" },
  { path: "/lib/ld-musl-i386.so.1", family: "musl", arch: "i386" },
  { path: "/lib/ld-musl-armhf.so.1", family: "musl", arch: "arm" },
  { path: "/lib/ld-musl-powerpc64le.so.1", family: "musl", arch: "ppc64le" },
  { path: "/lib/ld-musl-riscv64.so.1", family: "musl", arch: "riscv64" },
  { path: "/lib/ld-musl-s390x.so.1", family: "musl", arch: "s390x" },
  { path: "/lib64/ld-linux-x86-64.so.2", family: "glibc", arch: "x86_64" },
  { path: "/lib/ld-linux-aarch64.so.1", family: "glibc", arch: "aarch64" },
  { path: "/lib/ld-linux.so.2", family: "glibc", arch: "i386" },
  { path: "/lib/ld-linux-armhf.so.3", family: "glibc", arch: "arm" },
  { path: "/lib64/ld64.so.2", family: "glibc", arch: "ppc64le" },
  { path: "/lib/ld-linux-riscv64-lp64d.so.1", family: "glibc", arch: "riscv64" },
  { path: "/lib/ld64.so.1", family: "glibc", arch: "s390x" },
];

/** Loaders of libcs that resolver-matrix has no agent for. */
const UNKNOWN: readonly { readonly path: string; readonly libc: string }[] = [
  { path: "/lib/ld-uClibc.so.0", libc: "uClibc" },
  { path: "/lib/ld-uClibc.so.1", libc: "uClibc-ng" },
  { path: "/lib/ld64-uClibc.so.0", libc: "uClibc" },
  { path: "/lib/ld64-uClibc.so.1", libc: "uClibc-ng" },
  { path: "/system/bin/linker64", libc: "bionic" },
  { path: "/system/bin/linker", libc: "bionic" },
];

/** What the search came to; `reason` says why an image has no libc that runs here. */
export type LibcSearch =
  | { readonly kind: "found"; readonly loader: string; readonly identity: LibcIdentity }
  | { readonly kind: "none"; readonly reason: string };

/**
 * Looks for a loader of `arch` in the cell's root, of the declared family first, and runs it.
 * Rejects with Unavailable when the files could not be read; an image without a usable libc is a result.
 */
export async function findLibc(
  link: LabLink,
  base: CellBase,
  arch: string,
  declared: DeclaredLibc | null,
  life: AbortSignal,
): Promise<LibcSearch> {
  const paths = [...LOADERS, ...UNKNOWN].map(({ path }) => path);
  const results = await readCell(link, base, paths, life);
  const found = new Set(paths.filter((_, index) => isFile(results[index])));
  const present = LOADERS.filter(({ path }) => found.has(path));
  const usable = present.filter((loader) => loader.arch === arch);
  const loader = usable.find(({ family }) => family === declared?.family) ?? usable[0];
  if (loader === undefined) {
    const stranger = UNKNOWN.find(({ path }) => found.has(path));
    return { kind: "none", reason: noLoader(present, stranger, arch) };
  }
  try {
    return { kind: "found", loader: loader.path, identity: await identityOf(link, base, loader.path, life) };
  } catch (error) {
    // Where the lab itself is at fault nothing is known of the image.
    if (!(error instanceof Unavailable) || life.aborted) throw error;
    return { kind: "none", reason: `the image's libc cannot be used: ${error.message}` };
  }
}

async function identityOf(
  link: LabLink,
  base: CellBase,
  loader: string,
  life: AbortSignal,
): Promise<LibcIdentity> {
  const hello = await agentHello(link, base, loader, life);
  const version = hello.version ?? (await muslVersion(link, base, loader, life));
  return { family: hello.libc, version, buildId: hello.buildId };
}

/** labd gives EFBIG for a file that is there and larger than it reads. */
function isFile(result: FileResult | undefined): boolean {
  return result?.kind === "file" ? !result.directory : result?.errno === "EFBIG";
}

function noLoader(
  present: readonly Loader[],
  stranger: (typeof UNKNOWN)[number] | undefined,
  arch: string,
): string {
  const [foreign] = present;
  if (foreign === undefined) {
    if (stranger === undefined) return "no libc: a cgo binary cannot run here; Go must be pure";
    return `the image's libc is ${stranger.libc} (${stranger.path}); only musl and glibc can be observed`;
  }
  return `the image's libc is for ${foreign.arch} (${foreign.path}), this lab runs ${arch}`;
}

/** musl's loader, run without arguments, prints "musl libc (x86_64)\nVersion 1.1.19\n…" on standard error. */
async function muslVersion(
  link: LabLink,
  base: CellBase,
  loader: string,
  life: AbortSignal,
): Promise<string> {
  const { stderr } = await runCell(link, base, [loader], new Uint8Array(), life);
  const version = /^Version (\S+)$/m.exec(stderr)?.[1];
  if (version === undefined) {
    throw new Unavailable(`${loader} does not tell its version: ${JSON.stringify(stderr.slice(0, 200))}`);
  }
  return version;
}
