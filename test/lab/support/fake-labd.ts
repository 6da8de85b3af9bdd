/** The other end of a LabLink: what the harness sent can be looked at, what labd would say can be said. */
import { PassThrough } from "node:stream";
import { encodeFrame, FRAME, type Frame, FrameDecoder, type FrameType } from "../../../harness/lab/frames.ts";
import { LabLink } from "../../../harness/lab/link.ts";
import { utf8 } from "../../../harness/lab/payload.ts";

const HELLO = { protocol: 2, arch: "x86_64", noVirtualClock: null };

export interface FakeLabd {
  readonly link: LabLink;
  /** Says a frame to the harness. */
  say(type: FrameType, id: number, ...payload: readonly Uint8Array[]): void;
  /** The next frame that the harness sends. */
  next(): Promise<Frame>;
  /** The next frame, which must be of this type. */
  expect(type: FrameType): Promise<Frame>;
  /** Ends labd with a reason. */
  end(why: string): void;
}

/** A labd that says HELLO at once. */
export function fakeLabd(hello: unknown = HELLO): FakeLabd {
  const input = new PassThrough();
  const output = new PassThrough();
  let end: (why: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  const decoder = new FrameDecoder();
  input.on("data", (chunk: Uint8Array) => {
    for (const frame of decoder.push(chunk)) {
      const waiter = waiting.shift();
      if (waiter === undefined) frames.push(frame);
      else waiter(frame);
    }
  });
  const next = (): Promise<Frame> => {
    const frame = frames.shift();
    return frame === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(frame);
  };
  const link = new LabLink({ input, output, ended });
  output.write(encodeFrame(FRAME.HELLO, 0, utf8(JSON.stringify(hello))));
  return {
    link,
    say: (type, id, ...payload) => output.write(encodeFrame(type, id, ...payload)),
    next,
    expect: async (type) => {
      const frame = await next();
      if (frame.type !== type) throw new Error(`frame ${frame.type} instead of ${type}`);
      return frame;
    },
    end,
  };
}

/** Never aborted. */
export const forever = new AbortController().signal;
