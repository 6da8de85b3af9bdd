/**
 * The buffer that results are put into: getaddrinfo starts with about 1 KiB, and asks all servers again with twice as
 * much when it runs out. So its bytes have to be counted as the C code does.
 */

/** struct gaih_addrtuple. */
export const TUPLE = { bytes: 40, alignment: 8 } as const;
export const POINTER_BYTES = 8;

export class Arena {
  #offset: number;
  #left: number;
  /** Something did not fit (alloc_buffer_has_failed). */
  overflowed = false;

  constructor(length: number, offset = 0) {
    this.#offset = offset;
    this.#left = length - offset;
  }

  get left(): number {
    return this.#left;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Takes bytes at the next multiple of `alignment`; false, and nothing more is ever taken, when there are too few. */
  take(bytes: number, alignment = 1): boolean {
    const pad = -this.#offset & (alignment - 1);
    if (this.overflowed || pad + bytes > this.#left) {
      this.overflowed = true;
      return false;
    }
    this.advance(pad + bytes);
    return true;
  }

  /** Moves on without a check. Negative: gives bytes back. */
  advance(bytes: number): void {
    this.#offset += bytes;
    this.#left -= bytes;
  }

  copy(): Arena {
    return new Arena(this.#offset + this.#left, this.#offset);
  }
}
