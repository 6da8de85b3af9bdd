/** DNS messages in captured TCP segments (RFC 7766): each direction put together by sequence numbers. */
import { concatBytes } from "../wire/bytes.ts";
import type { TcpSegment } from "../wire/ip.ts";

/** A message of one direction of a connection. */
export interface StreamMessage {
  /** When its last byte was seen. */
  readonly timeUs: number;
  readonly bytes: Uint8Array;
  /** false: the stream ended inside the message or its length. */
  readonly complete: boolean;
}

/** One direction of one connection. Feed it the segments in the order of capture. */
export class TcpStream {
  #next: number | null = null;
  #pending: Uint8Array = new Uint8Array();
  #lastUs = 0;
  #early: { readonly sequence: number; readonly payload: Uint8Array }[] = [];

  /** Messages that this segment completes; a SYN must begin a new TcpStream. */
  push(timeUs: number, segment: TcpSegment): readonly StreamMessage[] {
    if (segment.syn) {
      this.#next = (segment.sequence + 1) >>> 0;
      return [];
    }
    if (segment.payload.length > 0) {
      this.#lastUs = timeUs;
      this.#early.push({ sequence: segment.sequence, payload: segment.payload });
      this.#append();
    }
    return this.#complete(timeUs);
  }

  /** What is left of a message that will not become whole. */
  remainder(): StreamMessage | null {
    if (this.#pending.length === 0) return null;
    return { timeUs: this.#lastUs, bytes: this.#pending.subarray(2), complete: false };
  }

  /** Moves segments that continue the stream from `early` to `pending`; those seen twice add nothing. */
  #append(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const segment of this.#early) {
        this.#next ??= segment.sequence;
        const overlap = (this.#next - segment.sequence) | 0;
        if (overlap < 0) continue;
        const fresh = segment.payload.subarray(overlap);
        this.#pending = concatBytes([this.#pending, fresh]);
        this.#next = (this.#next + fresh.length) >>> 0;
        this.#early = this.#early.filter((other) => other !== segment);
        moved = true;
        break;
      }
    }
  }

  #complete(timeUs: number): readonly StreamMessage[] {
    const messages: StreamMessage[] = [];
    for (;;) {
      const [high, low] = this.#pending;
      if (high === undefined || low === undefined) return messages;
      const end = 2 + high * 256 + low;
      if (this.#pending.length < end) return messages;
      messages.push({ timeUs, bytes: this.#pending.subarray(2, end), complete: true });
      this.#pending = this.#pending.subarray(end);
    }
  }
}
