/** One UDP query on the simulated network and what comes of it, whatever socket sent it. */
import type { FixtureAction } from "../fixture/dns-server.ts";
import type { SimulatedLink } from "./simulated-link.ts";
import { type Endpoint, SocketError } from "./world.ts";

/** Largest UDP payload in one IP packet, by IP version (RFC 768 and its length field). */
const MAX_PAYLOAD = { 4: 65_507, 6: 65_527 } as const;

/** Told what comes back to the port that a query was sent from. */
export interface UdpHearer {
  /** A datagram from an address, port 53. */
  heard(bytes: Uint8Array, from: string): void;
  /** ICMP: nobody listens there. */
  refused(): void;
}

/** Sends a datagram from `local` to `remote`, which can be reached. Throws SocketError EMSGSIZE. */
export function sendUdp(
  link: SimulatedLink,
  local: Endpoint,
  remote: Endpoint,
  datagram: Uint8Array,
  hearer: UdpHearer,
): void {
  const largest = MAX_PAYLOAD[remote.address.includes(":") ? 6 : 4];
  if (datagram.length > largest) throw new SocketError("EMSGSIZE", "write");
  const { clock, trace } = link;
  const query = new Uint8Array(datagram);
  const recorded = trace.query(clock.nowMs(), remote, "udp", query, local.port);
  const reply = ({ bytes, from }: FixtureAction & { readonly kind: "send" }) => {
    if (bytes.length > largest) return;
    recorded.replied(clock.nowMs(), bytes);
    clock.after(link.latencyMs, () => hearer.heard(bytes, from));
  };
  switch (link.portOf(remote, "udp")) {
    case "closed":
      recorded.unreachable();
      hearer.refused();
      return;
    case "open":
      clock.unseenAfter(link.latencyMs, () => {
        for (const action of link.ask(remote, "udp", local, query)) {
          if (action.kind === "send") clock.unseenAfter(action.delayMs, () => reply(action));
        }
      });
      return;
    case "silent":
      return;
  }
}
