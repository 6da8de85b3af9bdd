/** One question over UDP (RFC 1035, section 4.2.1), from a socket of its own. */
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Answered } from "../capture/heard.ts";
import { withId } from "./ids.ts";

/** Sent so often: one lost packet is no silent server. */
const ATTEMPTS = 2;
const UNREACHABLE = new Set(["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "EINVAL", "EACCES", "EPERM"]);

/**
 * What comes back. Rejects with the signal's reason alone.
 *
 * @param query a message, whose id is replaced
 * @param limitMs milliseconds of silence after which there is no reply
 */
export async function askUdp(
  server: string,
  port: number,
  query: Uint8Array,
  limitMs: number,
  signal: AbortSignal,
): Promise<Answered> {
  const socket = createSocket(isIPv6(server.split("%")[0] ?? "") ? "udp6" : "udp4");
  try {
    return await exchange(socket, server, port, query, limitMs, signal);
  } finally {
    socket.close();
  }
}

function exchange(
  socket: Socket,
  server: string,
  port: number,
  query: Uint8Array,
  limitMs: number,
  signal: AbortSignal,
): Promise<Answered> {
  const { message, isReply } = withId(query);
  return new Promise((resolve, reject) => {
    let sentMs = 0;
    let left = ATTEMPTS;
    let timer: NodeJS.Timeout | undefined;
    const end = (answered: Answered) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      resolve(answered);
    };
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const send = () => {
      if (left === 0) return end({ kind: "silence" });
      left -= 1;
      sentMs = performance.now();
      timer = setTimeout(send, limitMs / ATTEMPTS);
      socket.send(message);
    };
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) return abort();
    socket.on("error", (error) => end(failureOf(error)));
    socket.on("message", (bytes) => {
      if (isReply(bytes))
        end({ kind: "reply", bytes: Uint8Array.from(bytes), afterMs: performance.now() - sentMs });
    });
    // Connected, so that ICMP errors are told and strangers' packets are not (udp(7)).
    socket.connect(port, server, (error?: Error) => (error === undefined ? send() : end(failureOf(error))));
  });
}

function failureOf(error: Error): Answered {
  const code = "code" in error ? String(error.code) : "";
  return UNREACHABLE.has(code) ? { kind: "unreachable" } : { kind: "closed" };
}
