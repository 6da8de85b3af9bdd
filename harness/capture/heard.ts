/** What real nameservers said to questions: the material of a capture. */
import type { Transport } from "../fixture/dns-server.ts";

/** One question as a resolver sends it. */
export interface Asked {
  /** Address of the nameserver, without port. */
  readonly server: string;
  readonly transport: Transport;
  /** As in the query, with its final dot. */
  readonly name: string;
  /** RR type mnemonic. */
  readonly type: string;
  /** Whether the query has an OPT record. */
  readonly edns: boolean;
  /** The whole message, without TCP's length. */
  readonly query: Uint8Array;
}

/** What came back. */
export type Answered =
  | {
      readonly kind: "reply";
      /** The whole message, without TCP's length. */
      readonly bytes: Uint8Array;
      /** Milliseconds from the query to its reply. */
      readonly afterMs: number;
    }
  /** Nothing, for as long as was waited. */
  | { readonly kind: "silence" }
  /** ICMP port unreachable, or a TCP connection that was refused or ended without a reply. */
  | { readonly kind: "closed" }
  /** No way to the server. */
  | { readonly kind: "unreachable" };

export interface Heard {
  readonly asked: Asked;
  readonly answered: Answered;
}

/** Puts a question to the real server; never rejects but for the signal's reason. */
export type Ask = (asked: Asked, signal: AbortSignal) => Promise<Answered>;

/** Equal for questions to which a server replies alike: ids and the case of letters do not matter. */
export function questionKey({ server, transport, name, type, edns }: Omit<Asked, "query">): string {
  return JSON.stringify([server, transport, name.toLowerCase(), type, edns]);
}
