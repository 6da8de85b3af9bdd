/** One question over TCP (RFC 7766), over a connection of its own. */
import { connect } from "node:net";
import type { Answered } from "../capture/heard.ts";
import { withId } from "./ids.ts";

const LENGTH_BYTES = 2;
const UNREACHABLE = new Set(["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL"]);

/**
 * What comes back. Rejects with the signal's reason alone.
 *
 * @param query a message without length, whose id is replaced
 * @param limitMs milliseconds for the connection and its reply
 */
export function askTcp(
  server: string,
  port: number,
  query: Uint8Array,
  limitMs: number,
  signal: AbortSignal,
): Promise<Answered> {
  const { message, isReply } = withId(query);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    let sentMs = 0;
    const socket = connect({ host: server, port });
    const end = (answered: Answered) => {
      signal.removeEventListener("abort", abort);
      socket.destroy();
      resolve(answered);
    };
    const abort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) return abort();
    // Idle time would let a server that drips go on for ever; the whole exchange has a limit.
    const timer = setTimeout(() => end({ kind: "silence" }), limitMs);
    socket.on("close", () => clearTimeout(timer));
    socket.on("error", (error) => end({ kind: isUnreachable(error) ? "unreachable" : "closed" }));
    socket.on("end", () => end({ kind: "closed" }));
    socket.on("connect", () => {
      sentMs = performance.now();
      socket.write(Uint8Array.of(message.length >> 8, message.length & 0xff, ...message));
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < LENGTH_BYTES) return;
      const bytes = received.subarray(LENGTH_BYTES, LENGTH_BYTES + received.readUInt16BE());
      if (received.length < LENGTH_BYTES + received.readUInt16BE()) return;
      if (isReply(bytes))
        end({ kind: "reply", bytes: Uint8Array.from(bytes), afterMs: performance.now() - sentMs });
      else end({ kind: "closed" });
    });
  });
}

function isUnreachable(error: Error): boolean {
  return "code" in error && UNREACHABLE.has(String(error.code));
}
