/** Frames between labd and the harness, as images/lab/PROTOCOL.md describes them. */

/** Frame types by name. */
export const FRAME = {
  NET_OPEN: 1,
  NET_CLOSE: 2,
  SCHEDULE: 3,
  STEP: 4,
  CLOCK: 6,
  SOCK_OPEN: 7,
  SOCK_SEND: 8,
  SOCK_CLOSE: 9,
  SOURCE: 10,
  SOCK_SEND_TO: 11,
  CELL_RUN: 16,
  CELL_KILL: 17,
  CELL_READ: 18,
  NET_READY: 64,
  NET_CLOSED: 65,
  UDP_QUERY: 66,
  TCP_ACCEPTED: 67,
  TCP_DATA: 68,
  PACKET: 69,
  CLOCK_IS: 70,
  SOCK_OPENED: 71,
  SOCK_DATA: 72,
  SOCK_ERROR: 73,
  SOURCE_IS: 74,
  PERFORMED: 75,
  CHOICE: 76,
  STEPPED: 77,
  SOCK_DATAGRAM: 78,
  HELLO: 79,
  CELL_OUTPUT: 80,
  CELL_EXIT: 81,
  CELL_FILES: 82,
  CELL_NEVER: 83,
  FAILED: 127,
} as const;

export type FrameType = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  readonly type: number;
  /** Network or cell that the frame is about; 0 for HELLO. */
  readonly id: number;
  readonly payload: Uint8Array;
}

/** Longest value of a frame's length field: type, id and payload. */
export const MAX_FRAME_LENGTH = 4 * 1024 * 1024;

const LENGTH_BYTES = 4;
/** Type and id. */
const HEAD_BYTES = 5;

/** Bytes of one frame. Throws RangeError when the payload does not fit into a frame. */
export function encodeFrame(type: FrameType, id: number, ...payload: readonly Uint8Array[]): Uint8Array {
  const length = payload.reduce((sum, part) => sum + part.length, HEAD_BYTES);
  if (length > MAX_FRAME_LENGTH) {
    throw new RangeError(`a frame carries at most ${MAX_FRAME_LENGTH} bytes, this one would have ${length}`);
  }
  const frame = new Uint8Array(LENGTH_BYTES + length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, length, true);
  view.setUint8(4, type);
  view.setUint32(5, id, true);
  let offset = LENGTH_BYTES + HEAD_BYTES;
  for (const part of payload) {
    frame.set(part, offset);
    offset += part.length;
  }
  return frame;
}

/** Cuts a byte stream into frames. */
export class FrameDecoder {
  #chunks: Uint8Array[] = [];
  #buffered = 0;

  /** The frames that `chunk` completes. Throws RangeError on a length that no frame can have. */
  push(chunk: Uint8Array): readonly Frame[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.#take(); frame !== null; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): Frame | null {
    if (this.#buffered < LENGTH_BYTES) return null;
    const length = viewOf(this.#joined(LENGTH_BYTES)).getUint32(0, true);
    if (length < HEAD_BYTES || length > MAX_FRAME_LENGTH) {
      throw new RangeError(
        `a frame of ${length} bytes (between ${HEAD_BYTES} and ${MAX_FRAME_LENGTH} allowed)`,
      );
    }
    const total = LENGTH_BYTES + length;
    if (this.#buffered < total) return null;
    const bytes = this.#joined(total);
    this.#chunks[0] = bytes.subarray(total);
    this.#buffered -= total;
    const view = viewOf(bytes);
    return {
      type: view.getUint8(4),
      id: view.getUint32(5, true),
      payload: bytes.subarray(LENGTH_BYTES + HEAD_BYTES, total),
    };
  }

  /** The first chunk, joined with those behind it until it has `length` bytes: each byte is copied once a frame. */
  #joined(length: number): Uint8Array {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= length) return first;
    const all = new Uint8Array(this.#buffered);
    let offset = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    this.#chunks = [all];
    return all;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
