/** What a trace shows of a DNS message, however broken the message is. */
import { WireError } from "../wire/errors.ts";
import { readOpt } from "../wire/message.ts";
import { rcodeMnemonic, TYPE, typeMnemonic } from "../wire/mnemonics.ts";
import { MessageReader } from "../wire/reader.ts";

/** Stands where a message could not be read. */
export const MALFORMED = "<malformed>";

export interface QuerySummary {
  /** null when not even the id is there. */
  readonly id: number | null;
  readonly name: string;
  readonly type: string;
  readonly edns: boolean;
}

export interface ReplySummary {
  readonly id: number | null;
  /** The QR bit: a resolver overlooks a reply without it. */
  readonly marked: boolean;
  readonly rcode: string;
  /** Records that the header claims for the answer section. */
  readonly answers: number;
  readonly truncated: boolean;
}

/** The first question of a query. Never throws. */
export function summarizeQuery(bytes: Uint8Array): QuerySummary {
  const reader = readerOf(bytes);
  const question = reader === null ? null : attempt(() => reader.question());
  if (reader === null || question === null) {
    return { id: idOf(bytes), name: MALFORMED, type: "?", edns: false };
  }
  return {
    id: reader.header.id,
    name: question.name,
    type: typeMnemonic(question.type),
    edns: optTtl(reader) !== null,
  };
}

/** Header and OPT record of a reply. Never throws. */
export function summarizeReply(bytes: Uint8Array): ReplySummary {
  const reader = readerOf(bytes);
  if (reader === null) {
    return { id: idOf(bytes), marked: false, rcode: MALFORMED, answers: 0, truncated: false };
  }
  const ttl = optTtl(reader);
  const extended = ttl === null ? 0 : readOpt({ class: 0, ttl }).extendedRcode;
  return {
    id: reader.header.id,
    marked: reader.header.reply,
    rcode: rcodeMnemonic((extended << 4) | reader.header.rcode),
    answers: reader.counts.answers,
    truncated: reader.header.truncated,
  };
}

/** TTL field of the OPT record; null when there is none or a record before it is broken. */
function optTtl(reader: MessageReader): number | null {
  return attempt(() => {
    for (let record = reader.record("additional"); record !== null; record = reader.record("additional")) {
      if (record.type === TYPE.OPT) return record.ttl;
      reader.rdata();
    }
    return null;
  });
}

function readerOf(bytes: Uint8Array): MessageReader | null {
  return attempt(() => new MessageReader(bytes));
}

function idOf(bytes: Uint8Array): number | null {
  const [high, low] = bytes;
  return high === undefined || low === undefined ? null : high * 256 + low;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}
