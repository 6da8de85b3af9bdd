/**
 * A cursor over a DNS message (RFC 1035, section 4.1) that reads no more than it is asked for, so that a resolver's
 * emulation sees a malformed message break exactly where the resolver saw it. All of it throws WireError only.
 */
import { WireError } from "./errors.ts";
import { type PointerRule, readName } from "./names.ts";

/** The first twelve bytes of a message. */
export interface Header {
  readonly id: number;
  /** QR: true for a reply. */
  readonly reply: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  /** The four bits of the header; an OPT record may carry eight more. */
  readonly rcode: number;
}

/** What a question asks. `name` is in presentation form with its final dot; type and class are numbers. */
export interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** How many entries the header claims for each section. */
export interface SectionCounts {
  readonly questions: number;
  readonly answers: number;
  readonly authority: number;
  readonly additional: number;
}

/** What stands before a record's data. `rdataOffset + length` may lie behind the message's end. */
export interface RecordHeader {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly length: number;
  readonly rdataOffset: number;
}

export const HEADER_LENGTH = 12;

/** Order of the record sections behind the questions. */
export const SECTIONS = ["answers", "authority", "additional"] as const;
export type Section = (typeof SECTIONS)[number];

export class MessageReader {
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly counts: SectionCounts;
  readonly #view: DataView;
  readonly #pointers: PointerRule;
  #offset = HEADER_LENGTH;
  #questionsRead = 0;
  #section: number = -1;
  #recordsRead = 0;
  #current: RecordHeader | null = null;

  /** Reads the header. `pointers`: how compression pointers are judged. Throws WireError for fewer than 12 bytes. */
  constructor(bytes: Uint8Array, pointers: PointerRule = "backward") {
    if (bytes.length < HEADER_LENGTH)
      throw new WireError("header", "message ends inside the header", bytes.length);
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#pointers = pointers;
    this.header = readHeader(this.#view);
    this.counts = {
      questions: this.#view.getUint16(4),
      answers: this.#view.getUint16(6),
      authority: this.#view.getUint16(8),
      additional: this.#view.getUint16(10),
    };
  }

  /** Where the next question or record begins. */
  get offset(): number {
    return this.#offset;
  }

  /** The next question; null behind the last one. */
  question(): Question | null {
    if (this.#section !== -1 || this.#questionsRead === this.counts.questions) return null;
    const { name, end } = readName(this.bytes, this.#offset, "question name", this.#pointers);
    this.#need(end, 4, "question");
    const question = { name, type: this.#view.getUint16(end), class: this.#view.getUint16(end + 2) };
    this.#offset = end + 4;
    this.#questionsRead += 1;
    return question;
  }

  /** Reads the remaining questions and forgets them. */
  skipQuestions(): void {
    while (this.question() !== null);
  }

  /**
   * Header of the section's next record; null behind its last one. Asked again it gives the same header, until
   * `rdata` or `skip` moves on. Questions and earlier sections that were not read are skipped first.
   */
  record(section: Section): RecordHeader | null {
    this.#enter(SECTIONS.indexOf(section), section);
    if (this.#current !== null) return this.#current;
    if (this.#recordsRead === this.counts[section]) return null;
    const { name, end } = readName(this.bytes, this.#offset, `owner name in ${section}`, this.#pointers);
    this.#need(end, 10, `record header in ${section}`);
    this.#current = {
      name,
      type: this.#view.getUint16(end),
      class: this.#view.getUint16(end + 2),
      ttl: this.#view.getUint32(end + 4),
      length: this.#view.getUint16(end + 8),
      rdataOffset: end + 10,
    };
    return this.#current;
  }

  /** Data of the record whose header was read last, and moves behind it. Names in it may be compressed. */
  rdata(): Uint8Array {
    const current = this.#current;
    if (current === null) throw new WireError("rdata", "no record header was read", this.#offset);
    this.#need(current.rdataOffset, current.length, "rdata");
    this.#offset = current.rdataOffset + current.length;
    this.#current = null;
    this.#recordsRead += 1;
    return this.bytes.subarray(current.rdataOffset, this.#offset);
  }

  /** Moves behind the next record of a section; false if there is none. */
  skip(section: Section): boolean {
    if (this.record(section) === null) return false;
    this.rdata();
    return true;
  }

  #enter(index: number, section: Section): void {
    if (index < this.#section) throw new WireError(section, "section lies behind the cursor", this.#offset);
    while (this.#section < index) {
      const passed = SECTIONS[this.#section];
      if (passed === undefined) this.skipQuestions();
      else while (this.skip(passed));
      this.#section += 1;
      this.#recordsRead = 0;
    }
  }

  #need(offset: number, length: number, what: string): void {
    if (offset + length > this.bytes.length) {
      throw new WireError(
        what,
        `message ends after ${this.bytes.length - offset} of ${length} bytes`,
        offset,
      );
    }
  }
}

function readHeader(view: DataView): Header {
  const flags = view.getUint16(2);
  return {
    id: view.getUint16(0),
    reply: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 0xf,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticData: (flags & 0x0020) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
    rcode: flags & 0xf,
  };
}
