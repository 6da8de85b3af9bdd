/** Where the build puts the project's own native programs. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Unavailable } from "../errors.ts";
import { packageRoot } from "../package-root.ts";

export interface NativePrograms {
  readonly labd: string;
  readonly agent: string;
}

/** Names of CPUs as Node and Docker have them, as the kernel and the build call them. */
const ARCHES: Readonly<Record<string, string>> = {
  x64: "x86_64",
  amd64: "x86_64",
  arm64: "aarch64",
};

/** The kernel's name of a CPU ("x86_64") for Node's ("x64") or Docker's ("amd64"). */
export function kernelArch(arch: string): string {
  return ARCHES[arch] ?? arch;
}

/** Paths of labd and agent for a CPU. Throws Unavailable where they were not built. */
export function nativePrograms(arch: string): NativePrograms {
  const folder = join(packageRoot, "dist", "native", arch);
  const programs = { labd: join(folder, "labd"), agent: join(folder, "agent") };
  for (const path of Object.values(programs)) {
    if (!existsSync(path)) {
      throw new Unavailable(`${path} is missing: run "npm run build" (it needs a C compiler for ${arch})`);
    }
  }
  return programs;
}
