/** A fixture of servers of which not everything is known yet: it notes down which questions nobody has answered. */
import type { DnsServer, Fixture, Transport } from "../fixture/dns-server.ts";
import { createFixture } from "../fixture/fixture.ts";
import { readArrival } from "../fixture/query.ts";
import { typeMnemonic } from "../wire/mnemonics.ts";
import { type Asked, questionKey } from "./heard.ts";

export interface Listening {
  readonly fixture: Fixture;
  /** Questions without an answer, in the order in which they came; each once. */
  readonly open: readonly Asked[];
}

/** `known`: keys of the questions that `servers` answer as the real ones do. `onOpen` is called for each that is not. */
export function listen(
  servers: readonly DnsServer[],
  known: ReadonlySet<string>,
  onOpen: () => void,
): Listening {
  const fixture = createFixture(servers);
  const open = new Map<string, Asked>();
  return {
    get open() {
      return [...open.values()];
    },
    fixture: {
      servers: fixture.servers,
      answer: (server, transport, source, query) => {
        const asked = askedOf(server, transport, query);
        if (asked === null || known.has(questionKey(asked)))
          return fixture.answer(server, transport, source, query);
        open.set(questionKey(asked), asked);
        onOpen();
        return [];
      },
    },
  };
}

/** null for what no server would answer by its contents. */
function askedOf(server: string, transport: Transport, query: Uint8Array): Asked | null {
  const arrival = readArrival(query);
  if (arrival.kind !== "query") return null;
  const { name, type } = arrival.question;
  const bytes = Uint8Array.from(query);
  return { server, transport, name, type: typeMnemonic(type), edns: arrival.ednsSize !== null, query: bytes };
}
