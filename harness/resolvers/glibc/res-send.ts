/**
 * Sends one query, or A and AAAA as a pair, to the servers in turn until one answers: __res_context_send of
 * resolv/res_send.c (__libc_res_nsend up to 2.25).
 */
import {
  type AnswerBuffers,
  type Attempt,
  closeAll,
  type Exchange,
  type Replies,
  type ServerPlace,
} from "./exchange.ts";
import type { Query } from "./res-mkquery.ts";
import { sendDatagrams } from "./send-dg.ts";
import { sendStream } from "./send-vc.ts";
import type { ResolverState } from "./state.ts";

/** Null when no server answered: errno says why. */
export async function send(
  state: ResolverState,
  query: Query,
  query2: Query | null,
  buffers: AnswerBuffers,
): Promise<Replies | null> {
  const { conf, thread } = state;
  const exchange: Exchange = {
    state,
    query,
    query2,
    buffers,
    sockets: conf.servers.map(() => null),
    useTcp: conf.options.has("use-vc"),
    gotSomewhere: false,
    tcpErrno: "ETIMEDOUT",
  };
  const order = serverOrder(state);
  try {
    for (let attempt = 0; attempt < conf.attempts; attempt += 1) {
      for (const server of order) {
        let result: Attempt = "next";
        if (!exchange.useTcp) result = await sendDatagrams(exchange, server);
        // Over TCP every server is tried once, from the one that asked for it on.
        if (exchange.useTcp) {
          attempt = conf.attempts;
          result = await sendStream(exchange, server);
        }
        if (result === "fail") return null;
        if (result !== "next" && (result.firstLength > 0 || result.secondLength > 0)) return result;
      }
    }
  } finally {
    closeAll(exchange);
  }
  thread.errno = exchange.useTcp ? exchange.tcpErrno : exchange.gotSomewhere ? "ETIMEDOUT" : "ECONNREFUSED";
  return null;
}

/** The servers in the order of this exchange; rotate moves the beginning on by one each time. */
function serverOrder(state: ResolverState): readonly ServerPlace[] {
  const { servers, options } = state.conf;
  const count = servers.length;
  const places = servers.map((address, place) => ({ place, address }));
  if (!options.has("rotate") || count < 2) return places;
  const { rotateStartsRandom } = state.features;
  const offset = state.rotation ?? (rotateStartsRandom ? state.world.choose(count) : 1);
  state.rotation = (offset + 1) % count;
  const rotated = [...places.slice(offset), ...places.slice(0, offset)];
  // Up to 2.25 the list itself was turned, timeouts and all.
  return rotateStartsRandom ? rotated : rotated.map(({ address }, place) => ({ place, address }));
}
