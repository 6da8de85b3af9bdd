/** What a trace shows of a DNS message, however broken the message is. */
import { WireError } from "./errors.ts";
import { readOpt } from "./message.ts";
import { rcodeMnemonic, TYPE, typeMnemonic } from "./mnemonics.ts";
import { MessageReader } from "./reader.ts";

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
  /** The QR bit: resolvers overlook a reply without it. */
  readonly marked: boolean;
  readonly rcode: string;
  /** Records that the header claims for the answer section. */
  readonly answers: number;
  readonly truncated: boolean;
}

/** The first question of a query. Never throws. */
export function summarizeQuery(bytes: Uint8Array): QuerySummary {
  const reader = orNull(() => new MessageReader(bytes));
  const question = reader === null ? null : orNull(() => reader.question());
  if (reader === null || question === null) {
    return { id: idOf(bytes), name: MALFORMED, type: "?", edns: false };
  }
  const { name, type } = question;
  return { id: reader.header.id, name, type: typeMnemonic(type), edns: optTtl(reader) !== null };
}

/** Header and OPT record of a reply. Never throws. */
export function summarizeReply(bytes: Uint8Array): ReplySummary {
  const reader = orNull(() => new MessageReader(bytes));
  if (reader === null)
    return { id: idOf(bytes), marked: false, rcode: MALFORMED, answers: 0, truncated: false };
  const { id, reply: marked, rcode, truncated } = reader.header;
  const ttl = optTtl(reader);
  const extended = ttl === null ? 0 : readOpt({ class: 0, ttl }).extendedRcode;
  return {
    id,
    marked,
    rcode: rcodeMnemonic((extended << 4) | rcode),
    answers: reader.counts.answers,
    truncated,
  };
}

/** TTL field of the OPT record; null when there is none, or a record before it is broken. */
function optTtl(reader: MessageReader): number | null {
  return orNull(() => {
    for (let record = reader.record("additional"); record !== null; record = reader.record("additional")) {
      if (record.type === TYPE.OPT) return record.ttl;
      reader.rdata();
    }
    return null;
  });
}

function idOf(bytes: Uint8Array): number | null {
  const [high, low] = bytes;
  return high === undefined || low === undefined ? null : high * 256 + low;
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}
