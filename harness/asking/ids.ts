/** Message ids that nobody can guess (RFC 5452, section 9.2). */
import { randomInt } from "node:crypto";

const QR = 0x80;
const HEADER_BYTES = 12;

/** The query with an id of its own, and what tells its reply. */
export function withId(query: Uint8Array): {
  readonly message: Uint8Array;
  readonly isReply: (bytes: Uint8Array) => boolean;
} {
  const message = Uint8Array.from(query);
  const id = randomInt(0x10000);
  message.set([id >> 8, id & 0xff]);
  return {
    message,
    isReply: (bytes) =>
      bytes.length >= HEADER_BYTES &&
      bytes[0] === id >> 8 &&
      bytes[1] === (id & 0xff) &&
      ((bytes[2] ?? 0) & QR) !== 0,
  };
}
