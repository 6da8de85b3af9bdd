/** The connection to one labd: frames out, frames in by id, and one end for everybody when the stream ends. */
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { Unavailable } from "../errors.ts";
import { deferred, orAborted } from "../owned/waiting.ts";
import { encodeFrame, FRAME, type Frame, FrameDecoder, type FrameType } from "./frames.ts";

/** The version of images/lab/PROTOCOL.md that this harness speaks. */
const PROTOCOL = 2;

const Hello = z.object({
  protocol: z.number(),
  arch: z.string(),
  noVirtualClock: z.string().nullable().default(null),
});

/** What labd says at its start. */
export interface LabdHello {
  readonly protocol: number;
  readonly arch: string;
  /** Why cells cannot have a time of their own there; null where they can. */
  readonly noVirtualClock: string | null;
}

/** The two directions of labd's stream. */
export interface LabdStream {
  /** Towards labd's standard input. */
  readonly input: Writable;
  /** labd's standard output. */
  readonly output: Readable;
  /** Resolves once labd is gone, with what is known about why: how it exited, what it wrote for people. */
  readonly ended: Promise<string>;
}

export class LabLink {
  /** Aborted, with an Unavailable as reason, when labd can no longer be spoken to. */
  readonly signal: AbortSignal;
  readonly #stream: LabdStream;
  readonly #ending = new AbortController();
  readonly #hello = deferred<LabdHello>();
  readonly #routes = new Map<number, (frame: Frame) => void>();
  #lastId = 0;

  constructor(stream: LabdStream) {
    this.#stream = stream;
    this.signal = this.#ending.signal;
    const decoder = new FrameDecoder();
    stream.output.on("data", (chunk: Uint8Array) => {
      try {
        for (const frame of decoder.push(chunk)) this.#dispatch(frame);
      } catch (error) {
        this.#fail(`labd sent something unintelligible: ${messageOf(error)}`);
      }
    });
    // A broken direction shows in `ended` too, and there with the reason.
    stream.output.on("error", () => {});
    stream.input.on("error", () => {});
    void stream.ended.then((why) => this.#fail(`labd ended: ${why}`));
  }

  /** Waits for labd's greeting. Rejects with Unavailable, also when labd speaks another protocol. */
  async ready(): Promise<LabdHello> {
    const hello = await orAborted(this.#hello.promise, this.signal);
    if (hello.protocol !== PROTOCOL) {
      throw new Unavailable(`labd speaks protocol ${hello.protocol}, this program speaks ${PROTOCOL}`);
    }
    return hello;
  }

  /**
   * A new id, whose frames go to `receive` until `release` is called. Frames of other ids are dropped: they
   * come from networks and cells that nobody waits for any more.
   */
  open(receive: (frame: Frame) => void): { readonly id: number; readonly release: () => void } {
    this.#lastId++;
    const id = this.#lastId;
    this.#routes.set(id, receive);
    return { id, release: () => this.#routes.delete(id) };
  }

  /** Sends one frame; does nothing when labd is gone. Throws Unavailable when the payload is too large. */
  send(type: FrameType, id: number, ...payload: readonly Uint8Array[]): void {
    const { input } = this.#stream;
    if (this.signal.aborted || input.writableEnded) return;
    const frame = encode(type, id, payload);
    // What is sent in one go is written in one go: a write wakes labd, which takes this process' processor.
    if (input.writableCorked === 0) {
      input.cork();
      process.nextTick(() => input.uncork());
    }
    input.write(frame);
  }

  /** Ends labd by ending its input, and every wait with it. */
  close(): void {
    this.#stream.input.end();
    this.#ending.abort(new Unavailable("the lab was closed"));
  }

  #dispatch(frame: Frame): void {
    if (frame.type === FRAME.HELLO) {
      const hello: unknown = JSON.parse(new TextDecoder().decode(frame.payload));
      this.#hello.resolve(checkHello(hello));
    } else {
      this.#routes.get(frame.id)?.(frame);
    }
  }

  #fail(why: string): void {
    if (!this.signal.aborted) this.#ending.abort(new Unavailable(why));
  }
}

function encode(type: FrameType, id: number, payload: readonly Uint8Array[]): Uint8Array {
  try {
    return encodeFrame(type, id, ...payload);
  } catch (error) {
    throw new Unavailable(`too much for one cell: ${messageOf(error)}`, { cause: error });
  }
}

/** A greeting of another protocol is only asked for its number. */
function checkHello(value: unknown): LabdHello {
  const hello = Hello.safeParse(value);
  if (hello.success) return hello.data;
  throw new Error(`a greeting without protocol and arch: ${JSON.stringify(value)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
