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
  /** UDP payload size of the OPT record, which stands in its class field (RFC 6891, section 6.1.2); null without one. */
  readonly ednsSize: number | null;
  /** The AD bit. */
  readonly ad: boolean;
}

export interface ReplySummary {
  readonly id: number | null;
  /** The QR bit: resolvers overlook a reply without it. */
  readonly marked: boolean;
  readonly rcode: string;
  /** Records that the header claims for the answer section. */
  readonly answers: number;
  readonly truncated: boolean;
  /** The AD bit. */
  readonly ad: boolean;
}

/** The first question of a query. Never throws. */
export function summarizeQuery(bytes: Uint8Array): QuerySummary {
  const reader = orNull(() => new MessageReader(bytes));
  const question = reader === null ? null : orNull(() => reader.question());
  if (reader === null || question === null) {
    return { id: idOf(bytes), name: MALFORMED, type: "?", edns: false, ednsSize: null, ad: false };
  }
  const { name, type } = question;
  const { id, authenticData: ad } = reader.header;
  const opt = optOf(reader);
  return { id, name, type: typeMnemonic(type), edns: opt !== null, ednsSize: opt?.class ?? null, ad };
}

/** Header and OPT record of a reply. Never throws. */
export function summarizeReply(bytes: Uint8Array): ReplySummary {
  const reader = orNull(() => new MessageReader(bytes));
  if (reader === null)
    return { id: idOf(bytes), marked: false, rcode: MALFORMED, answers: 0, truncated: false, ad: false };
  const { id, reply: marked, rcode, truncated, authenticData: ad } = reader.header;
  const opt = optOf(reader);
  const extended = opt === null ? 0 : readOpt(opt).extendedRcode;
  return {
    id,
    marked,
    rcode: rcodeMnemonic((extended << 4) | rcode),
    answers: reader.counts.answers,
    truncated,
    ad,
  };
}

/** Class and TTL field of the OPT record; null when there is none, or a record before it is broken. */
function optOf(reader: MessageReader): { readonly class: number; readonly ttl: number } | null {
  return orNull(() => {
    for (let record = reader.record("additional"); record !== null; record = reader.record("additional")) {
      if (record.type === TYPE.OPT) return record;
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
