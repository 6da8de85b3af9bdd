/** One candidate name and type: every server, as often as resolv.conf says (src/net/dnsclient_unix.go, tryOneName). */
import { judge } from "./answers.ts";
import type { Server } from "./dnsconfig.ts";
import type { Parser } from "./dnsmessage.ts";
import { type DnsError, dnsError, errorText, type GoError, isTimeout, noSuchHost } from "./errors.ts";
import { type Asked, type Client, exchange, Failed } from "./exchange.ts";

/** What became of a candidate and type. `server` is the one that answered. */
export type Tried =
  | { readonly kind: "answer"; readonly reply: Parser; readonly server: string }
  | { readonly kind: "error"; readonly error: DnsError };

/**
 * Asks one server after the other, the first one again after the last, until one gives an answer or the final word.
 * `offset`: where in the list to begin. The error of the last server wins.
 */
export async function tryOneName(client: Client, asked: Asked, offset: number): Promise<Tried> {
  const { features } = client.settings;
  let last: DnsError = dnsError("no server was asked", asked.name, "");
  for (const server of serversInTurn(client, offset)) {
    try {
      const reply = await exchange(client, server, asked);
      const verdict = judge(reply, asked.type, features);
      if (verdict.kind === "answer") return { kind: "answer", reply, server: server.text };
      if (verdict.kind === "no-such-host") {
        return { kind: "error", error: noSuchHost(asked.name, server.text, features) };
      }
      last = dnsError(verdict.message, asked.name, server.text, { isTemporary: verdict.isTemporary });
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      last = socketError(error.error, asked.name, server.text);
    }
  }
  return { kind: "error", error: last };
}

/** Every server in list order from `offset` on, `attempts` times. */
export function* serversInTurn({ conf }: Pick<Client, "conf">, offset: number): Generator<Server> {
  const { servers, attempts } = conf;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    for (let index = 0; index < servers.length; index += 1) {
      const server = servers[(offset + index) % servers.length];
      if (server !== undefined) yield server;
    }
  }
}

/** Every error of a socket counts as temporary; an end of file or a message that does not parse does not. */
function socketError(cause: GoError, name: string, server: string): DnsError {
  return dnsError(errorText(cause), name, server, {
    isTimeout: isTimeout(cause),
    isTemporary: cause.type === "op",
  });
}
