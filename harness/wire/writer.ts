/** Writes a DNS message field by field, with name compression (RFC 1035, section 4.1.4). Throws WireError only. */
import { byteString } from "./bytes.ts";
import { WireError } from "./errors.ts";
import { encodeName } from "./names.ts";

const MAX_MESSAGE = 0xffff;
/** Compression pointers have 14 bits. */
const POINTER_LIMIT = 0x4000;

/** A growing message that remembers where names stand. */
export class MessageWriter {
  readonly #compress: boolean;
  /** Offset of each name suffix, by its exact bytes as Latin-1 text: case is kept, so names of other case are not shared. */
  readonly #suffixes = new Map<string, number>();
  #bytes = new Uint8Array(512);
  #length = 0;

  constructor(compress: boolean) {
    this.#compress = compress;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a 16-bit number. */
  u16(number: number): void {
    if (!Number.isInteger(number) || number < 0 || number > 0xffff) {
      throw new WireError("message", `${number} does not fit 16 bits`, this.#length);
    }
    this.#reserve(2);
    this.patch16(this.#length, number);
    this.#length += 2;
  }

  /** Overwrites two bytes that were written before. */
  patch16(offset: number, number: number): void {
    this.#bytes[offset] = number >> 8;
    this.#bytes[offset + 1] = number & 0xff;
  }

  /** Appends bytes. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Appends a name, as a pointer where it or its end was written before. */
  name(text: string): void {
    const wire = encodeName(text);
    if (!this.#compress) {
      this.raw(wire);
      return;
    }
    const key = byteString(wire);
    const start = this.#length;
    for (let at = 0, length = wire[0] ?? 0; length > 0; at += length + 1, length = wire[at] ?? 0) {
      const suffix = key.slice(at);
      const known = this.#suffixes.get(suffix);
      if (known !== undefined) {
        this.raw(wire.subarray(0, at));
        this.u16(0xc000 | known);
        return;
      }
      if (start + at < POINTER_LIMIT) this.#suffixes.set(suffix, start + at);
    }
    this.raw(wire);
  }

  /** The message so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    const length = this.#length + more;
    if (length > MAX_MESSAGE) {
      throw new WireError("message", `longer than ${MAX_MESSAGE} bytes`, this.#length);
    }
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
