/** The pieces that payloads of frames are made of: little-endian integers and endpoints. */
import { formatAddress, parseAddress } from "../wire/ip.ts";
import type { Endpoint } from "../world/world.ts";

const ENDPOINT_BYTES = 19;

export function u8(value: number): Uint8Array {
  return Uint8Array.of(value);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >> 8) & 0xff);
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function i32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

/** Exact for whole numbers of at most 53 bits. */
export function i64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return bytes;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/**
 * An endpoint; the zone of an IPv6 literal is left out, because a lab has only one link.
 * Throws RangeError when the address is not an IP literal.
 */
export function endpoint({ address, port }: Endpoint): Uint8Array {
  const bytes = parseAddress(address);
  if (bytes === null) throw new RangeError(`not an IP address: ${JSON.stringify(address)}`);
  const encoded = new Uint8Array(ENDPOINT_BYTES);
  encoded[0] = bytes.length === 4 ? 4 : 6;
  encoded.set(bytes, 1);
  encoded.set(u16(port), 17);
  return encoded;
}

/** Reads a payload from its beginning on. Every read throws RangeError when the payload is too short for it. */
export class PayloadReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(payload: Uint8Array) {
    this.#bytes = payload;
    this.#view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  u8(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  /** Times in microseconds and milliseconds stay exact in a number until the year 2255. */
  i64(): number {
    return Number(this.#view.getBigInt64(this.#skip(8), true));
  }

  endpoint(): Endpoint {
    const family = this.u8();
    const address = this.take(16);
    return { address: formatAddress(family === 4 ? address.subarray(0, 4) : address), port: this.u16() };
  }

  take(length: number): Uint8Array {
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset);
  }

  text(): string {
    return new TextDecoder().decode(this.rest());
  }

  #skip(length: number): number {
    const start = this.#offset;
    if (start + length > this.#bytes.length) {
      throw new RangeError(`a payload of ${this.#bytes.length} bytes ends before byte ${start + length}`);
    }
    this.#offset = start + length;
    return start;
  }
}
