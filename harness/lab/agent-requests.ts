/** What the agent is asked for, as images/lab/PROTOCOL.md ("The agent") has it. */
import type { FileSpec, ProcessStep } from "../scenario/scenario.ts";
import type { HintFlag, Lookup } from "../world/world.ts";
import { errnoOf, FILE_KIND } from "./cell-fields.ts";
import { utf8 } from "./payload.ts";

/** ai_flags of netdb.h: equal numbers in musl and glibc, but that musl has no AI_IDN. */
const HINTS: Readonly<Record<HintFlag, number>> = {
  passive: 0x1,
  canonname: 0x2,
  numerichost: 0x4,
  v4mapped: 0x8,
  all: 0x10,
  addrconfig: 0x20,
  idn: 0x40,
};

/**
 * The agent's standard input for one process: files that cannot be opened (they lie in the cell already), what the
 * process does first, and the lookup. Throws Unavailable for an errno that Linux does not have.
 */
export function agentRequests(
  files: Readonly<Record<string, FileSpec>>,
  before: readonly ProcessStep[],
  lookup: Lookup,
): Uint8Array {
  return Buffer.concat([
    ...Object.entries(files).flatMap(([path, spec]) => failing(path, spec)),
    ...(before.length === 0 ? [] : [utf8("together\n")]),
    ...before.flatMap(stepRequests),
    ...lookupRequests(lookup),
  ]);
}

function failing(path: string, spec: FileSpec): readonly Uint8Array[] {
  if (spec.kind !== "failing") return [];
  const bytes = utf8(path);
  return [utf8(`fail ${errnoOf(spec.errno)} ${bytes.length}\n`), bytes];
}

function stepRequests(step: ProcessStep): readonly Uint8Array[] {
  switch (step.kind) {
    case "lookup":
      return lookupRequests(step.lookup);
    case "wait":
      return [utf8(`wait ${microseconds(step.durationMs)}\n`)];
    case "files":
      return Object.entries(step.files).flatMap(([path, spec]) => writeRequest(path, spec));
  }
}

function lookupRequests({ name, family, flags, deadlineMs }: Lookup): readonly Uint8Array[] {
  const bytes = utf8(name);
  const sum = flags?.reduce((all, flag) => all | HINTS[flag], 0);
  return [
    ...(sum === undefined ? [] : [utf8(`flags ${sum}\n`)]),
    ...(deadlineMs === undefined ? [] : [utf8(`deadline ${microseconds(deadlineMs)}\n`)]),
    utf8(`${family} ${bytes.length}\n`),
    bytes,
  ];
}

function writeRequest(path: string, spec: FileSpec): readonly Uint8Array[] {
  const name = utf8(path);
  const mode = spec.kind === "failing" ? errnoOf(spec.errno) : "mode" in spec ? spec.mode : 0;
  const content =
    spec.kind === "content" ? spec.bytes : spec.kind === "symlink" ? utf8(spec.target) : new Uint8Array();
  return [utf8(`write ${FILE_KIND[spec.kind]} ${mode} ${name.length} ${content.length}\n`), name, content];
}

function microseconds(durationMs: number): number {
  return Math.round(durationMs * 1000);
}
