/** The fields of CELL_RUN and CELL_READ, and the answer to CELL_READ. */
import { Unavailable } from "../errors.ts";
import type { FileSpec } from "../scenario/scenario.ts";
import { errnoName, errnoNumber } from "../world/errno.ts";
import type { Errno, FileResult } from "../world/world.ts";
import type { ClockKind } from "./engine.ts";
import { i32, PayloadReader, u8, u16, u32, utf8 } from "./payload.ts";
import type { SyscallAnswer } from "./syscalls.ts";

/** What every cell needs, whatever it does. */
export interface CellBase {
  /** Process that holds the network namespace, as labd sees it; 0 for none, to read files. */
  readonly pid: number;
  /** The image's root as labd sees it. */
  readonly root: string;
  readonly hostname: string;
  /** uid and gid. */
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, FileSpec>>;
  readonly syscalls: readonly SyscallAnswer[];
}

const TAG = {
  net: 1,
  root: 2,
  hostname: 3,
  user: 4,
  env: 5,
  file: 6,
  syscall: 7,
  argument: 8,
  input: 9,
  read: 10,
  supervised: 11,
} as const;

export const FILE_KIND = { absent: 0, content: 1, symlink: 2, directory: 3, failing: 4 } as const;

/** Fields of a cell that runs a program; `clock` is that of its network, and begins `draw` nanoseconds later. */
export function runFields(
  base: CellBase,
  argv: readonly string[],
  input: Uint8Array,
  clock: ClockKind,
  draw = 0,
): readonly Uint8Array[] {
  return [
    ...baseFields(base),
    ...(clock === "virtual" ? field(TAG.supervised, u32(draw)) : []),
    ...argv.flatMap((argument) => field(TAG.argument, utf8(argument))),
    ...field(TAG.input, input),
  ];
}

/** Fields of a cell that reads files. */
export function readFields(base: CellBase, paths: readonly string[]): readonly Uint8Array[] {
  return [...baseFields(base), ...paths.flatMap((path) => field(TAG.read, utf8(path)))];
}

/** The payload of CELL_FILES: one result per path that was asked for, in order. */
export function decodeFiles(payload: Uint8Array): readonly FileResult[] {
  const reader = new PayloadReader(payload);
  const results: FileResult[] = [];
  while (!reader.done) {
    const errno = reader.i32();
    const directory = reader.u8() !== 0;
    const mtimeMs = reader.i64();
    const bytes = reader.take(reader.u32()).slice();
    results.push(
      errno === 0 ? { kind: "file", bytes, mtimeMs, directory } : { kind: "error", errno: errnoName(errno) },
    );
  }
  return results;
}

function baseFields(base: CellBase): readonly Uint8Array[] {
  return [
    ...field(TAG.net, u32(base.pid)),
    ...field(TAG.root, utf8(base.root)),
    ...field(TAG.hostname, utf8(base.hostname)),
    ...field(TAG.user, u32(base.user)),
    ...Object.entries(base.env).flatMap(([key, value]) => field(TAG.env, utf8(`${key}=${value}`))),
    ...Object.entries(base.files).flatMap(([path, spec]) => field(TAG.file, ...file(path, spec))),
    ...base.syscalls.flatMap(({ name, answer }) => field(TAG.syscall, i32(answer), utf8(name))),
  ];
}

/** Throws Unavailable for an errno that Linux does not have. */
export function errnoOf(name: Errno): number {
  const number = errnoNumber(name);
  if (number === null) throw new Unavailable(`Linux has no errno ${name}`);
  return number;
}

function file(path: string, spec: FileSpec): readonly Uint8Array[] {
  const name = utf8(path);
  const mode = "mode" in spec ? spec.mode : spec.kind === "failing" ? errnoOf(spec.errno) : 0;
  const owner = "owner" in spec ? spec.owner : 0;
  const content =
    spec.kind === "content" ? spec.bytes : spec.kind === "symlink" ? utf8(spec.target) : new Uint8Array();
  return [u8(FILE_KIND[spec.kind]), u32(mode), u32(owner), u16(name.length), name, content];
}

function field(tag: number, ...parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [u8(tag), u32(length), ...parts];
}
