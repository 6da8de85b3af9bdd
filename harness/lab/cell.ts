/** One cell: a program that runs in an image, or files read there as the cell's user. */

import { Unavailable } from "../errors.ts";
import { deferred, orAborted } from "../owned/waiting.ts";
import type { FileResult } from "../world/world.ts";
import { type CellBase, decodeFiles, readFields, runFields } from "./cell-fields.ts";
import type { ClockKind } from "./engine.ts";
import { FRAME, type Frame, type FrameType } from "./frames.ts";
import type { LabLink } from "./link.ts";
import { PayloadReader } from "./payload.ts";
import { signalName } from "./signals.ts";

/** Standard output and error of a cell together; an image that writes more is not an agent's libc. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
const STREAM_STDERR = 2;

/** How the program of a cell ended. */
export type CellExit =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: string }
  /** All of it waits for something that cannot come any more; it was ended. */
  | { readonly kind: "never"; readonly because: string };

export interface CellRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: CellExit;
}

/**
 * Runs a program of the image; `argv[0]` is its path. Resolves also when it crashes.
 * With the virtual clock of its network a program that blocks for ever ends as "never".
 * Rejects with Unavailable when the cell could not be made or `life` ended; the program is killed then.
 */
export async function runCell(
  link: LabLink,
  base: CellBase,
  argv: readonly string[],
  input: Uint8Array,
  life: AbortSignal,
  clock: ClockKind = "real",
  draw = 0,
): Promise<CellRun> {
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  let outputBytes = 0;
  return exchange<CellRun>(
    link,
    FRAME.CELL_RUN,
    runFields(base, argv, input, clock, draw),
    life,
    (type, reader) => {
      if (type === FRAME.CELL_OUTPUT) {
        const stream = reader.u8() === STREAM_STDERR ? stderr : stdout;
        const bytes = reader.rest();
        outputBytes += bytes.length;
        if (outputBytes > MAX_OUTPUT_BYTES) {
          throw new Unavailable(`the program wrote more than ${MAX_OUTPUT_BYTES} bytes`);
        }
        stream.push(bytes.slice());
        return null;
      }
      const exit = exitOf(type, reader);
      if (exit === null) return null;
      return {
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
        exit,
      };
    },
  );
}

function exitOf(type: number, reader: PayloadReader): CellExit | null {
  if (type === FRAME.CELL_NEVER) return { kind: "never", because: reader.text() };
  if (type !== FRAME.CELL_EXIT) return null;
  const kind = reader.u8();
  const value = reader.i32();
  return kind === 0 ? { kind: "exited", status: value } : { kind: "signal", signal: signalName(value) };
}

/** Reads files of the cell as its user, in the order of `paths`. Rejects with Unavailable. */
export async function readCell(
  link: LabLink,
  base: CellBase,
  paths: readonly string[],
  life: AbortSignal,
): Promise<readonly FileResult[]> {
  return exchange(link, FRAME.CELL_READ, readFields(base, paths), life, (type, reader) => {
    if (type !== FRAME.CELL_FILES) return null;
    const results = decodeFiles(reader.rest());
    if (results.length !== paths.length) {
      throw new Unavailable(`labd read ${results.length} of ${paths.length} files`);
    }
    return results;
  });
}

/** Sends a cell's request and hands its frames to `receive` until that gives a result. */
async function exchange<T>(
  link: LabLink,
  request: FrameType,
  fields: readonly Uint8Array[],
  life: AbortSignal,
  receive: (type: number, reader: PayloadReader) => T | null,
): Promise<T> {
  const result = deferred<T>();
  const route = link.open((frame: Frame) => {
    const reader = new PayloadReader(frame.payload);
    if (frame.type === FRAME.FAILED) {
      result.reject(new Unavailable(`the cell could not be made: ${reader.text()}`));
      return;
    }
    try {
      const value = receive(frame.type, reader);
      if (value !== null) result.resolve(value);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      link.send(FRAME.CELL_KILL, frame.id);
      result.reject(error);
    }
  });
  try {
    link.send(request, route.id, ...fields);
    return await orAborted(result.promise, life);
  } finally {
    // labd knows whether the cell is still there; a cell that ended is not hurt by it.
    if (life.aborted) link.send(FRAME.CELL_KILL, route.id);
    route.release();
  }
}
