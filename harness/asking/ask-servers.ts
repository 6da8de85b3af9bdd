/** Puts questions to real nameservers, a few at a time. */
import type { Ask, Asked } from "../capture/heard.ts";
import { askTcp } from "./tcp.ts";
import { askUdp } from "./udp.ts";

export interface AskOptions {
  /** Default 53. */
  readonly port?: number;
  /** Milliseconds without a reply after which a server is silent; default 4000. */
  readonly limitMs?: number;
}

const DNS_PORT = 53;
const LIMIT_MS = 4000;
/** At the same time; more would look like an attack to a server that limits rates. */
const AT_ONCE = 16;

/** Asks from this machine's network. */
export function askServers({ port = DNS_PORT, limitMs = LIMIT_MS }: AskOptions = {}): Ask {
  const put = ({ server, transport, query }: Asked, signal: AbortSignal) =>
    (transport === "udp" ? askUdp : askTcp)(server, port, query, limitMs, signal);
  return fewAtOnce(put, AT_ONCE);
}

/** `ask`, with so many questions under way at most. */
function fewAtOnce(ask: Ask, most: number): Ask {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (asked, signal) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await ask(asked, signal);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
