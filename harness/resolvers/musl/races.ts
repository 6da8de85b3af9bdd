/** Which of several replies that arrive at the same time musl takes first. */
import type { Endpoint, World } from "../../world/world.ts";
import { rcodeOf } from "./reply.ts";

/** A reply that musl may take. */
export interface Arrived {
  readonly bytes: Uint8Array;
  readonly server: Endpoint;
  /** Index of the question that it answers. */
  readonly question: number;
}

/**
 * Replies of one server keep their order; those of several come in any. Asks the World only where it matters: where
 * one question has different replies, or a failure that is asked about again. Null where nothing is left.
 */
export function chooseReply<Reply extends Arrived>(world: World, arrived: readonly Reply[]): Reply | null {
  const [first] = arrived;
  if (first === undefined) return null;
  if (!arrived.some((one) => arrived.some((other) => isRival(one, other)))) return first;
  const heads = arrived.filter(
    ({ server }, index) => arrived.findIndex((other) => other.server === server) === index,
  );
  return heads[heads.length === 1 ? 0 : world.choose(heads.length)] ?? first;
}

function isRival(left: Arrived, right: Arrived): boolean {
  if (left.server === right.server || left.question !== right.question) return false;
  return !hasSameContent(left.bytes, right.bytes) && (isTaken(left.bytes) || isTaken(right.bytes));
}

/** NOERROR and NXDOMAIN. SERVFAIL makes musl ask again; other replies leave no mark. */
export function isTaken(bytes: Uint8Array): boolean {
  const rcode = rcodeOf(bytes);
  return bytes.length >= 4 && (rcode === 0 || rcode === 3);
}

function hasSameContent(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
