/** Files that a person names: regular ones, read whole and within bounds. Nothing else ends, or ends soon. */
import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { devNull } from "node:os";

/** No configuration, zone or scenario is as long. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/** Why a file is not read. */
export class UnreadableInput extends Error {
  override readonly name = "UnreadableInput";
  /** The errno of open(2) or read(2); null where the file is there and not of a kind or size to be read. */
  readonly errno: string | null;
  constructor(reason: string, errno: string | null, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.errno = errno;
  }
}

export interface InputFile {
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
}

/** What a person names to have standard input read in the place of a file. */
export const STANDARD_INPUT = "-";
let isInputRead = false;

/**
 * Reads a regular file, or standard input where the path is "-", which can be had once. A device, a pipe or a socket is refused without waiting for it; the null device is an empty file.
 *
 * @param maxBytes longest file that is read
 * @throws UnreadableInput
 */
export async function readInputFile(path: string, maxBytes = MAX_INPUT_BYTES): Promise<InputFile> {
  if (path === STANDARD_INPUT) return readStandardInput(maxBytes);
  let handle: FileHandle | null = null;
  try {
    // Without O_NONBLOCK opening a pipe waits for somebody who writes to it (fifo(7)).
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const found = await handle.stat();
    if (found.isDirectory()) throw new UnreadableInput("it is a folder", "EISDIR");
    if (found.isCharacterDevice() && found.rdev === (await stat(devNull)).rdev) {
      return { bytes: new Uint8Array(), mtimeMs: found.mtimeMs };
    }
    if (!found.isFile()) throw new UnreadableInput("it is not a regular file", null);
    const bytes = await readAtMost(handle, maxBytes);
    return { bytes, mtimeMs: found.mtimeMs };
  } catch (error) {
    if (error instanceof UnreadableInput) throw error;
    throw new UnreadableInput(error instanceof Error ? error.message : String(error), errnoOf(error), error);
  } finally {
    await handle?.close();
  }
}

/** To its end: a person or a program in front of it decides when that is. */
async function readStandardInput(maxBytes: number): Promise<InputFile> {
  if (isInputRead) throw new UnreadableInput("standard input was read already, for another file", null);
  isInputRead = true;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += chunk.length;
    if (length > maxBytes) throw new UnreadableInput(`it is larger than ${sizeText(maxBytes)}`, "EFBIG");
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), mtimeMs: 0 };
}

/** The size that stat(2) tells counts for nothing: files of /proc have none, and others grow. */
async function readAtMost(handle: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of handle.createReadStream({ autoClose: false, end: maxBytes })) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a file is made of bytes");
    length += chunk.length;
    chunks.push(chunk);
  }
  if (length > maxBytes) throw new UnreadableInput(`it is larger than ${sizeText(maxBytes)}`, "EFBIG");
  return Buffer.concat(chunks);
}

/** "16 MiB". */
function sizeText(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}

function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "EIO";
}
