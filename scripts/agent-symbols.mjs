/** The agent must start on the oldest glibc: only symbols of glibc's first version for this CPU. */
import { spawnSync } from "node:child_process";
import { BuildError } from "./build-error.mjs";

/** glibc 2.2.5 was the first for x86_64, 2.17 the first for aarch64 (sysdeps: shlib-versions). */
export const OLDEST_GLIBC = { x86_64: "GLIBC_2.2.5", aarch64: "GLIBC_2.17" };

/** Symbols that the program takes from its libc, as `objdump -T` lists them. */
export function importedSymbols(program) {
  const { error, status, stdout, stderr } = spawnSync("objdump", ["-T", program], { encoding: "utf8" });
  if (error !== undefined) throw new BuildError("objdump is missing; install it: apt-get install binutils");
  if (status !== 0) throw new BuildError(`objdump cannot read ${program}\n${stderr}`);
  return [...stdout.matchAll(/\*UND\*\s+[0-9a-f]+\s+(?:\(?(\S+?)\)?\s+)?(\w+)$/gm)].map(
    ([, version, name]) => ({
      name,
      version: version ?? null,
    }),
  );
}

/** Throws BuildError when the program needs a newer glibc than the first one. */
export function checkAgentSymbols(program, arch) {
  const symbols = importedSymbols(program);
  if (!symbols.some(({ name }) => name === "getaddrinfo"))
    throw new BuildError(`${program} does not call getaddrinfo`);
  const newer = symbols.filter(({ version }) => version !== OLDEST_GLIBC[arch]);
  if (newer.length === 0) return;
  const list = newer.map(({ name, version }) => `${name}@${version ?? "no version"}`).join(", ");
  throw new BuildError(
    `the agent would not start on an old glibc: it needs ${list}, not ${OLDEST_GLIBC[arch]}`,
  );
}
