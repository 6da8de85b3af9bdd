import { PassThrough, type Readable } from "node:stream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { demultiplex } from "../../../harness/lab/docker/demultiplex.ts";

function chunk(stream: number, content: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

async function textOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const part of stream) chunks.push(part);
  return Buffer.concat(chunks);
}

it("gives both streams whole, however the connection cuts them", async () => {
  const part = fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 20 }));
  await fc.assert(
    fc.asyncProperty(fc.array(part), fc.integer({ min: 1, max: 30 }), async (parts, size) => {
      const socket = new PassThrough();
      const { stdout, stderr } = demultiplex(socket);
      const bytes = Buffer.concat(parts.map(([stream, content]) => chunk(stream, content)));
      for (let offset = 0; offset < bytes.length; offset += size)
        socket.write(bytes.subarray(offset, offset + size));
      socket.end();
      const expected = [1, 2].map((wanted) =>
        Buffer.concat(parts.filter(([stream]) => stream === wanted).map(([, content]) => content)),
      );
      expect(await Promise.all([textOf(stdout), textOf(stderr)])).toEqual(expected);
    }),
  );
});
