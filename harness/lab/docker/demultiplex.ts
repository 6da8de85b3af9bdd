/** Takes apart the stream of an attached container without a terminal (Docker Engine API, "ContainerAttach"). */
import type { Readable } from "node:stream";
import { PassThrough } from "node:stream";

const HEADER_BYTES = 8;
const STREAM_STDERR = 2;

/** Standard output and error of a container; both end when the stream does. */
export function demultiplex(stream: Readable): { readonly stdout: Readable; readonly stderr: Readable } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let header = Buffer.alloc(0);
  let left = 0;
  let target = stdout;
  stream.on("data", (chunk: Buffer) => {
    for (let rest = chunk; rest.length > 0; ) {
      if (left === 0) {
        const taken = rest.subarray(0, HEADER_BYTES - header.length);
        header = Buffer.concat([header, taken]);
        rest = rest.subarray(taken.length);
        if (header.length < HEADER_BYTES) return;
        target = header[0] === STREAM_STDERR ? stderr : stdout;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
      } else {
        const taken = rest.subarray(0, left);
        target.write(taken);
        left -= taken.length;
        rest = rest.subarray(taken.length);
      }
    }
  });
  const end = (): void => {
    stdout.end();
    stderr.end();
  };
  stream.on("end", end);
  stream.on("close", end);
  stream.on("error", end);
  return { stdout, stderr };
}
