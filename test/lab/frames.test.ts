import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, FRAME, FrameDecoder, MAX_FRAME_LENGTH } from "../../harness/lab/frames.ts";
import { endpoint, PayloadReader, u16, u32 } from "../../harness/lab/payload.ts";

describe("frames", () => {
  it("have a length, a type and an id, little-endian, before the payload", () => {
    const frame = encodeFrame(FRAME.STEP, 0x01020304, Uint8Array.of(0xaa), Uint8Array.of(0xbb, 0xcc));
    expect(Buffer.from(frame).toString("hex")).toBe("08000000" + "04" + "04030201" + "aabbcc");
  });

  it("come out as they went in, however the stream is cut", () => {
    const frame = fc.record({
      type: fc.constantFrom(...Object.values(FRAME)),
      id: fc.integer({ min: 0, max: 0xffffffff }),
      payload: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(
        fc.array(frame),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (frames, cuts) => {
          const stream = Buffer.concat(frames.map(({ type, id, payload }) => encodeFrame(type, id, payload)));
          const decoder = new FrameDecoder();
          const seen: unknown[] = [];
          let offset = 0;
          for (let turn = 0; offset < stream.length; turn++) {
            const end = offset + (cuts[turn % cuts.length] ?? 1);
            for (const { type, id, payload } of decoder.push(stream.subarray(offset, end))) {
              seen.push({ type, id, payload: new Uint8Array(payload) });
            }
            offset = end;
          }
          expect(seen).toEqual(frames);
        },
      ),
    );
  });

  it("refuse a length that no frame has", () => {
    expect(() => new FrameDecoder().push(u32(4))).toThrow("a frame of 4 bytes");
    expect(() => new FrameDecoder().push(u32(MAX_FRAME_LENGTH + 1))).toThrow("allowed");
    expect(() => encodeFrame(FRAME.CELL_RUN, 1, new Uint8Array(MAX_FRAME_LENGTH))).toThrow("at most");
  });
});

describe("payloads", () => {
  it.each([
    [{ address: "10.0.0.53", port: 53 }, "040a000035000000000000000000000000" + "3500"],
    [{ address: "::1", port: 258 }, "0600000000000000000000000000000001" + "0201"],
  ])("hold the endpoint %j", (value, hex) => {
    expect(Buffer.from(endpoint(value)).toString("hex")).toBe(hex);
    expect(new PayloadReader(endpoint(value)).endpoint()).toEqual(value);
  });

  it("leave out the zone of a link-local address", () => {
    expect(new PayloadReader(endpoint({ address: "fe80::1%eth0", port: 53 })).endpoint().address).toBe(
      "fe80::1",
    );
  });

  it("are not read behind their end", () => {
    const reader = new PayloadReader(u16(7));
    expect(() => reader.u32()).toThrow("ends before byte 4");
    expect(reader.u16()).toBe(7);
    expect(reader.done).toBe(true);
  });

  it("hold times of today exactly", () => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(1_700_000_000_123_457n);
    expect(new PayloadReader(bytes).i64()).toBe(1_700_000_000_123_457);
  });
});
