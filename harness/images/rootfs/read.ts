/** Reads tar archives from disk, plain or gzip, entry by entry. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { Unavailable } from "../../errors.ts";

/** `content` need not be read. `broken` is aborted when the archive cannot be read on. */
export type TarVisitor = (
  header: Header,
  content: AsyncIterable<unknown>,
  entry: number,
  broken: AbortSignal,
) => Promise<void> | void;

type Compression = "none" | "gzip" | "zstd" | "xz" | "bzip2";

/** First bytes: RFC 1952, RFC 8878, xz-file-format 1.2.0, bzip2's "BZh". */
const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["bzip2", [0x42, 0x5a, 0x68]],
];

/**
 * Calls `visit` for each entry, one after the other; entries count from 0.
 *
 * @param watch sees every uncompressed byte; what it throws ends the reading
 * @throws Unavailable for a compression that cannot be read; otherwise what `visit`, `watch`, the file system, zlib
 *   and the tar parser throw
 */
export async function readTar(
  path: string,
  visit: TarVisitor,
  watch: (chunk: Uint8Array) => void = () => {},
): Promise<void> {
  const compression = await compressionOf(path);
  if (compression !== "none" && compression !== "gzip") {
    throw new Unavailable(`it is compressed with ${compression}; only gzip and uncompressed tar can be read`);
  }
  const entries = extract();
  const broken = new AbortController();
  const watched = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      watch(chunk);
      yield chunk;
    }
  };
  const file = createReadStream(path);
  const reading =
    compression === "gzip"
      ? pipeline(file, createGunzip(), watched, entries)
      : pipeline(file, watched, entries);
  // The content of an entry that the archive ends in would be waited for forever.
  reading.catch((error: unknown) => broken.abort(error));
  let number = 0;
  try {
    for await (const entry of entries) {
      await visit(entry.header, entry, number, broken.signal);
      number++;
      entry.resume();
    }
  } catch (error) {
    throw error instanceof Error && error.name === "AbortError" ? broken.signal.reason : error;
  }
  await reading;
}

/** How a file is compressed, by its first bytes. */
async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
    const start = buffer.subarray(0, bytesRead);
    const found = MAGIC.find(([, magic]) => magic.every((byte, index) => start[index] === byte));
    return found?.[0] ?? "none";
  } finally {
    await file.close();
  }
}
