/** DNS messages as values (RFC 1035, section 4; the OPT record of RFC 6891), to bytes and back. */
import { WireError } from "./errors.ts";
import { RCODE, TYPE } from "./mnemonics.ts";
import type { PointerRule } from "./names.ts";
import { type Header, MessageReader, type Question, SECTIONS, type Section } from "./reader.ts";
import { expandRdata, readRdata } from "./records.ts";
import { MessageWriter } from "./writer.ts";

export type { Header, Question, Section } from "./reader.ts";

/** A resource record. `data` are wire bytes in which names are not compressed. */
export interface ResourceRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  readonly data: Uint8Array;
}

export interface Message {
  readonly header: Header;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

/** What an OPT record says (RFC 6891, section 6.1). */
export interface Opt {
  /** Largest UDP message that the sender takes, in bytes. */
  readonly udpSize: number;
  /** Upper eight bits of a response code. */
  readonly extendedRcode: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly options: Uint8Array;
}

const NO_BYTES = new Uint8Array();

/** The OPT record of a message's additional section, or null. */
export function optOf(message: Message): Opt | null {
  const record = message.additional.find(({ type }) => type === TYPE.OPT);
  return record === undefined ? null : readOpt(record);
}

/** The meaning of an OPT record's class, TTL and data. */
export function readOpt(record: {
  readonly class: number;
  readonly ttl: number;
  readonly data?: Uint8Array;
}): Opt {
  return {
    udpSize: record.class,
    extendedRcode: record.ttl >>> 24,
    version: (record.ttl >>> 16) & 0xff,
    dnssecOk: (record.ttl & 0x8000) !== 0,
    options: record.data ?? NO_BYTES,
  };
}

/** An OPT record; absent fields are 0, false and empty. */
export function optRecord(opt: Pick<Opt, "udpSize"> & Partial<Opt>): ResourceRecord {
  const { extendedRcode = 0, version = 0, dnssecOk = false, options = NO_BYTES } = opt;
  const ttl = ((extendedRcode << 24) | (version << 16) | (dnssecOk ? 0x8000 : 0)) >>> 0;
  return { name: ".", type: TYPE.OPT, class: opt.udpSize, ttl, data: options };
}

/** A message's response code with the bits that its OPT record adds. */
export function fullRcode(message: Message): number {
  return ((optOf(message)?.extendedRcode ?? 0) << 4) | message.header.rcode;
}

/** A header with everything clear but what is given. */
export function header(fields: Partial<Header>): Header {
  return {
    id: 0,
    reply: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: false,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    rcode: RCODE.NOERROR,
    ...fields,
  };
}

/**
 * Reads a whole message. Throws WireError for anything that does not fit: cut sections, data that do not fit their
 * type, bytes behind the last record.
 */
export function decodeMessage(bytes: Uint8Array, pointers: PointerRule = "backward"): Message {
  const reader = new MessageReader(bytes, pointers);
  const questions: Question[] = [];
  for (let question = reader.question(); question !== null; question = reader.question())
    questions.push(question);
  const section = (name: Section): readonly ResourceRecord[] => {
    const records: ResourceRecord[] = [];
    for (let record = reader.record(name); record !== null; record = reader.record(name)) {
      const { name: owner, type, class: rrClass, ttl, length, rdataOffset } = record;
      const data = expandRdata(readRdata(type, bytes, rdataOffset, length, pointers));
      records.push({ name: owner, type, class: rrClass, ttl, data });
      reader.rdata();
    }
    return records;
  };
  const message = {
    header: reader.header,
    questions,
    answers: section("answers"),
    authority: section("authority"),
    additional: section("additional"),
  };
  if (reader.offset !== bytes.length)
    throw new WireError("message", "bytes behind the last record", reader.offset);
  return message;
}

/**
 * Bytes of a message. `compress` (default true) points to names that were written before: owners, and names in the
 * data of the types of RFC 1035. Throws WireError for numbers that do not fit and for more than 65535 bytes.
 */
export function encodeMessage(
  message: Message,
  { compress = true }: { readonly compress?: boolean } = {},
): Uint8Array {
  const writer = new MessageWriter(compress);
  writeHeader(writer, message);
  for (const question of message.questions) {
    writer.name(question.name);
    writer.u16(question.type);
    writer.u16(question.class);
  }
  for (const section of SECTIONS) {
    for (const record of message[section]) writeRecord(writer, record);
  }
  return writer.finish();
}

function writeHeader(
  writer: MessageWriter,
  { header, questions, answers, authority, additional }: Message,
): void {
  if (header.opcode > 15 || header.rcode > 15)
    throw new WireError("header", "opcode and rcode have four bits", 2);
  writer.u16(header.id);
  writer.u16(
    (header.reply ? 0x8000 : 0) |
      (header.opcode << 11) |
      (header.authoritative ? 0x0400 : 0) |
      (header.truncated ? 0x0200 : 0) |
      (header.recursionDesired ? 0x0100 : 0) |
      (header.recursionAvailable ? 0x0080 : 0) |
      (header.authenticData ? 0x0020 : 0) |
      (header.checkingDisabled ? 0x0010 : 0) |
      header.rcode,
  );
  for (const section of [questions, answers, authority, additional]) writer.u16(section.length);
}

function writeRecord(writer: MessageWriter, record: ResourceRecord): void {
  writer.name(record.name);
  writer.u16(record.type);
  writer.u16(record.class);
  writer.u16(record.ttl >>> 16);
  writer.u16(record.ttl & 0xffff);
  const lengthAt = writer.length;
  writer.u16(0);
  for (const part of partsOf(record)) {
    if (part.kind === "name") writer.name(part.name);
    else writer.raw(part.bytes);
  }
  writer.patch16(lengthAt, writer.length - lengthAt - 2);
}

/** Data that do not fit their type are written as they are: a scripted server may want them so. */
function partsOf({ type, data }: ResourceRecord): ReturnType<typeof readRdata> {
  try {
    return readRdata(type, data, 0, data.length);
  } catch (error) {
    if (error instanceof WireError) return [{ kind: "bytes", bytes: data }];
    throw error;
  }
}
