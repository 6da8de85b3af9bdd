/** A query's bytes (resolv/res_mkquery.c): one question, and an OPT record where options ask for it. */
import { toWire } from "./names.ts";
import type { ResolverConf } from "./res-init.ts";
import type { Features } from "./versions.ts";

export const TYPE_A = 1;
export const TYPE_AAAA = 28;
export const HEADER_BYTES = 12;

export interface Query {
  readonly id: number;
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface QueryOptions {
  readonly type: number;
  readonly id: number;
  /** UDP payload size of the OPT record; null for none. */
  readonly ednsSize: number | null;
}

/** Null for a name that cannot be sent. `name` is a byte string. */
export function makeQuery(
  name: string,
  { type, id, ednsSize }: QueryOptions,
  conf: ResolverConf,
  features: Features,
): Query | null {
  const wire = toWire(name, features);
  if (wire === null) return null;
  const bytes = new Uint8Array(HEADER_BYTES + wire.length + 4 + (ednsSize === null ? 0 : 11));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, id);
  bytes[2] = 0x01; // RD
  bytes[3] = conf.options.has("trust-ad") ? 0x20 : 0;
  view.setUint16(4, 1);
  bytes.set(wire, HEADER_BYTES);
  const at = HEADER_BYTES + wire.length;
  view.setUint16(at, type);
  view.setUint16(at + 2, 1);
  if (ednsSize !== null) {
    view.setUint16(10, 1);
    view.setUint16(at + 5, 41);
    view.setUint16(at + 7, ednsSize);
  }
  return { id, type, bytes };
}
