/** Keeps the end of what a program wrote for people. */
import type { Readable } from "node:stream";

const MAX_LENGTH = 4000;

/** Reads a stream to its end; the function gives the last of its text so far. */
export function tailOf(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Uint8Array) => {
    text = (text + Buffer.from(chunk).toString("utf8")).slice(-MAX_LENGTH);
  });
  stream.on("error", () => {});
  return () => text.trim();
}
