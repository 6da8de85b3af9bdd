/**
 * DNS messages as Go packs and parses them (golang.org/x/net/dns/dnsmessage, vendored into src/vendor). The parser reads
 * no more than it is asked for, so a broken message fails exactly where Go notices it. Names are byte strings without
 * any escapes: that is how dnsmessage keeps them.
 */
import { byteString } from "../../wire/bytes.ts";
import type { Features } from "./versions.ts";

const HEADER_BYTES = 12;
const MOST_POINTERS = 10;
const TYPE_OPT = 41;
const CLASS_IN = 1;
/** UDP payload size that Go's OPT record states. */
export const EDNS_SIZE = 1232;

/** What a packed question may not be: dnsmessage refuses it. */
export class PackError extends Error {
  override readonly name = "PackError";
}

/** The message does not parse at the point that was reached. */
export class ParseError extends Error {
  override readonly name = "ParseError";
}

export interface QueryFields {
  readonly id: number;
  /** Absolute. */
  readonly name: string;
  readonly type: number;
  readonly authenticData: boolean;
  readonly opt: boolean;
}

/** A query: one question in class IN with RD set. Throws PackError for a name that has no wire form. */
export function packQuery({ id, name, type, authenticData, opt }: QueryFields): Uint8Array {
  const header = [id >> 8, id & 0xff, 0x01, authenticData ? 0x20 : 0, 0, 1, 0, 0, 0, 0, 0, opt ? 1 : 0];
  const question = [...packName(name), type >> 8, type & 0xff, 0, CLASS_IN];
  const additional = opt ? [0, 0, TYPE_OPT, EDNS_SIZE >> 8, EDNS_SIZE & 0xff, 0, 0, 0, 0, 0, 0] : [];
  return Uint8Array.from([...header, ...question, ...additional]);
}

/** Whether a name has a wire form; `search .` and the like make candidates that have none. */
export function isPackable(name: string): boolean {
  try {
    packName(name);
    return true;
  } catch (error) {
    if (error instanceof PackError) return false;
    throw error;
  }
}

function packName(name: string): readonly number[] {
  if (!name.endsWith(".")) throw new PackError("name is not in canonical format");
  if (name === ".") return [0];
  const bytes: number[] = [];
  for (const label of name.slice(0, -1).split(".")) {
    if (label === "") throw new PackError("zero length segment");
    if (label.length > 63) throw new PackError("segment length too long");
    bytes.push(label.length, ...Array.from(label, (character) => character.charCodeAt(0)));
  }
  return [...bytes, 0];
}

/** What Go looks at in a header. */
export interface ReplyHeader {
  readonly id: number;
  readonly response: boolean;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  readonly rcode: number;
}

export interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface ResourceHeader {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly length: number;
}

/** Sections in the order of the message. */
const QUESTIONS = 0;
export const ANSWERS = 1;
export const AUTHORITIES = 2;
export const ADDITIONALS = 3;
export type Section = typeof ANSWERS | typeof AUTHORITIES | typeof ADDITIONALS;

/** dnsmessage.Parser. `null` is its ErrSectionDone; every other error is a ParseError. */
export class Parser {
  readonly header: ReplyHeader;
  readonly #bytes: Uint8Array;
  readonly #counts: readonly number[];
  readonly #features: Features;
  #section: number = QUESTIONS;
  #index = 0;
  #offset = HEADER_BYTES;
  /** Where the data of the record begin whose header was read last, and how long they claim to be. */
  #data: { readonly header: ResourceHeader; readonly start: number } | null = null;

  /** Reads the header. Throws ParseError for fewer than 12 bytes. */
  constructor(bytes: Uint8Array, features: Features) {
    if (bytes.length < HEADER_BYTES) throw new ParseError("unpacking header");
    this.#bytes = bytes;
    this.#features = features;
    const flags = this.#u16(2);
    this.header = {
      id: this.#u16(0),
      response: (flags & 0x8000) !== 0,
      authoritative: (flags & 0x0400) !== 0,
      truncated: (flags & 0x0200) !== 0,
      recursionAvailable: (flags & 0x0080) !== 0,
      rcode: flags & 0xf,
    };
    this.#counts = [4, 6, 8, 10].map((offset) => this.#u16(offset));
  }

  /** A parser at the same place that moves by itself. */
  copy(): Parser {
    const copy = new Parser(this.#bytes, this.#features);
    copy.#section = this.#section;
    copy.#index = this.#index;
    copy.#offset = this.#offset;
    copy.#data = this.#data;
    return copy;
  }

  /** The next question; null behind the last one. */
  question(): Question | null {
    if (!this.#advance(QUESTIONS)) return null;
    const { name, end } = this.#name(this.#offset);
    const question = { name, type: this.#u16(end), class: this.#u16(end + 2) };
    this.#offset = end + 4;
    this.#index += 1;
    return question;
  }

  /** SkipQuestion, once the first question was read: whether it was the only one. */
  endsQuestions(): boolean {
    return !this.#advance(QUESTIONS);
  }

  /** Header of the section's next record, again and again until its data are read or skipped; null behind the last. */
  recordHeader(section: Section): ResourceHeader | null {
    if (this.#data !== null) return this.#data.header;
    if (!this.#advance(section)) return null;
    const { name, end } = this.#name(this.#offset);
    const header = {
      name,
      type: this.#u16(end),
      class: this.#u16(end + 2),
      ttl: this.#u16(end + 4) * 0x10000 + this.#u16(end + 6),
      length: this.#u16(end + 8),
    };
    this.#data = { header, start: end + 10 };
    return header;
  }

  /**
   * The first `size` bytes of the data of the record whose header was read last, and moves behind the data. Go takes
   * these bytes whatever length the record claims, and does not mind if the claim reaches behind the message's end.
   */
  address(size: 4 | 16): Uint8Array {
    const { start } = this.#take();
    if (start + size > this.#bytes.length) throw new ParseError("insufficient data for base length type");
    this.#leave();
    return this.#bytes.slice(start, start + size);
  }

  /** The name that the data of the record begin with, and moves behind the data. */
  target(): string {
    const { name } = this.#name(this.#take().start);
    this.#leave();
    return name;
  }

  /** Moves behind the next record of a section, looking only at lengths; false behind the last one. */
  skip(section: Section): boolean {
    if (this.#data !== null) {
      if (this.#data.start + this.#data.header.length > this.#bytes.length) {
        throw new ParseError("insufficient data for resource body length");
      }
      this.#leave();
      return true;
    }
    if (!this.#advance(section)) return false;
    const end = this.#skipName(this.#offset);
    const behind = end + 10 + this.#u16(end + 8);
    if (behind > this.#bytes.length) throw new ParseError("insufficient data for resource body length");
    this.#offset = behind;
    this.#index += 1;
    return true;
  }

  #take(): { readonly header: ResourceHeader; readonly start: number } {
    if (this.#data === null) throw new ParseError("parsing of this type isn't available yet");
    return this.#data;
  }

  #leave(): void {
    const { start, header } = this.#take();
    this.#offset = start + header.length;
    this.#data = null;
    this.#index += 1;
  }

  /** checkAdvance: false, and on to the next section, behind the last entry of this one. */
  #advance(section: number): boolean {
    if (this.#section < section) throw new ParseError("parsing of this type isn't available yet");
    if (this.#section > section) return false;
    this.#data = null;
    if (this.#index !== this.#counts[section]) return true;
    this.#index = 0;
    this.#section += 1;
    return false;
  }

  #u16(offset: number): number {
    const high = this.#bytes[offset];
    const low = this.#bytes[offset + 1];
    if (high === undefined || low === undefined) {
      throw new ParseError("insufficient data for base length type");
    }
    return high * 256 + low;
  }

  /** Name.unpack: pointers may lead anywhere, but there may be no more than ten. */
  #name(start: number): { readonly name: string; readonly end: number } {
    const { refusesDotsInLabels } = this.#features;
    let name = "";
    let at = start;
    let end: number | null = null;
    let pointers = 0;
    for (;;) {
      const head = this.#bytes[at];
      if (head === undefined) throw new ParseError("insufficient data for base length type");
      if (head === 0) break;
      if (head >= 0xc0) {
        const low = this.#bytes[at + 1];
        if (low === undefined) throw new ParseError("invalid pointer");
        end ??= at + 2;
        pointers += 1;
        if (pointers > MOST_POINTERS) throw new ParseError("too many pointers (>10)");
        at = (head & 0x3f) * 256 + low;
      } else if (head >= 0x40) {
        throw new ParseError("segment prefix is reserved");
      } else {
        if (at + 1 + head > this.#bytes.length) {
          throw new ParseError("insufficient data for calculated length type");
        }
        const label = byteString(this.#bytes.subarray(at + 1, at + 1 + head));
        if (refusesDotsInLabels && label.includes(".")) throw new ParseError("invalid dns name");
        name += `${label}.`;
        at += 1 + head;
      }
    }
    if (name === "") name = ".";
    if (name.length > (refusesDotsInLabels ? 254 : 255)) throw new ParseError("name too long");
    return { name, end: end ?? at + 1 };
  }

  /** skipName: where the name ends, without following a pointer. */
  #skipName(start: number): number {
    let at = start;
    for (;;) {
      const head = this.#bytes[at];
      if (head === undefined) throw new ParseError("insufficient data for base length type");
      if (head === 0) return at + 1;
      if (head >= 0xc0) return at + 2;
      if (head >= 0x40) throw new ParseError("segment prefix is reserved");
      at += 1 + head;
      if (at > this.#bytes.length) throw new ParseError("insufficient data for calculated length type");
    }
  }
}
