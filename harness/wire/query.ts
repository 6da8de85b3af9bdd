/** Queries as stub resolvers send them: one question, class IN. */
import { encodeMessage, header, optRecord } from "./message.ts";
import { CLASS } from "./mnemonics.ts";

export interface QuerySpec {
  readonly id: number;
  /** Presentation form; the final dot may be missing. */
  readonly name: string;
  /** RR type number. */
  readonly type: number;
  /** RD; default true. */
  readonly recursionDesired?: boolean;
  /** AD (RFC 6840, section 5.7); default false. */
  readonly authenticData?: boolean;
  /** UDP payload size of an OPT record; null, the default, for none. */
  readonly ednsSize?: number | null;
}

/** Bytes of a query. Throws WireError for a name that cannot be sent. */
export function encodeQuery(query: QuerySpec): Uint8Array {
  const { recursionDesired = true, authenticData = false, ednsSize = null } = query;
  return encodeMessage({
    header: header({ id: query.id, recursionDesired, authenticData }),
    questions: [{ name: query.name, type: query.type, class: CLASS.IN }],
    answers: [],
    authority: [],
    additional: ednsSize === null ? [] : [optRecord({ udpSize: ednsSize })],
  });
}
