/** Questions and what came of them, overheard in packets. */
import type { Transport } from "../fixture/dns-server.ts";
import { readArrival } from "../fixture/query.ts";
import { TcpStream } from "../trace/tcp-streams.ts";
import { type IpPacket, parseIpPacket } from "../wire/ip.ts";
import { typeMnemonic } from "../wire/mnemonics.ts";
import type { Answered, Asked, Heard } from "./heard.ts";
import { ipBytes, isKnownLink } from "./link-layer.ts";
import type { Packet } from "./packet-file.ts";

export interface Overheard {
  /** In the order of the questions. */
  readonly heard: readonly Heard[];
  /** Packets of links that nobody here understands. */
  readonly strange: number;
}

const DNS_PORT = 53;
const US_PER_MS = 1000;

/** A question that waits for its reply. */
interface Open {
  readonly asked: Asked;
  readonly timeUs: number;
  answered: Answered;
}

/** Takes DNS over UDP and TCP, and ICMP about it, out of packets; fragments are not put together. */
export function overhear(packets: readonly Packet[]): Overheard {
  const ear = new Ear();
  let strange = 0;
  for (const { timeUs, linkType, bytes } of packets) {
    if (!isKnownLink(linkType)) strange += 1;
    const ip = ipBytes(linkType, bytes);
    const packet = ip === null ? null : parseIpPacket(ip);
    if (packet !== null) ear.hear(timeUs, packet);
  }
  return { heard: ear.all.map(({ asked, answered }) => ({ asked, answered })), strange };
}

class Ear {
  readonly all: Open[] = [];
  /** By client, server, transport and id: the last question comes first. */
  readonly #open = new Map<string, Open>();
  readonly #streams = new Map<string, TcpStream>();

  hear(timeUs: number, { source, destination, content }: IpPacket): void {
    if (content.kind === "unreachable") {
      const { quoted } = content;
      const told: Answered =
        content.what === "port-unreachable" ? { kind: "closed" } : { kind: "unreachable" };
      if (quoted.content.kind === "udp" && quoted.content.destinationPort === DNS_PORT)
        this.#unreachable(quoted, quoted.content.sourcePort, told);
      return;
    }
    if (content.kind === "other") return;
    const { sourcePort, destinationPort } = content;
    const toServer = destinationPort === DNS_PORT;
    if (!toServer && sourcePort !== DNS_PORT) return;
    const [client, server] = toServer
      ? [`${source} ${sourcePort}`, destination]
      : [`${destination} ${destinationPort}`, source];
    const between = `${client} ${server}`;
    if (content.kind === "udp") {
      this.#message(timeUs, "udp", between, server, toServer, content.payload);
      return;
    }
    const key = `${between} ${toServer}`;
    const stream = content.syn ? new TcpStream() : (this.#streams.get(key) ?? new TcpStream());
    this.#streams.set(key, stream);
    for (const { bytes } of stream.push(timeUs, content))
      this.#message(timeUs, "tcp", between, server, toServer, bytes);
  }

  #message(
    timeUs: number,
    transport: Transport,
    between: string,
    server: string,
    toServer: boolean,
    bytes: Uint8Array,
  ): void {
    const key = `${between} ${transport} ${(bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)}`;
    if (toServer) {
      const arrival = readArrival(bytes);
      if (arrival.kind !== "query") return;
      const { name, type } = arrival.question;
      const edns = arrival.ednsSize !== null;
      const query = Uint8Array.from(bytes);
      const asked: Asked = { server, transport, name, type: typeMnemonic(type), edns, query };
      const open: Open = { asked, timeUs, answered: { kind: "silence" } };
      this.#open.set(key, open);
      this.all.push(open);
      return;
    }
    const open = this.#open.get(key);
    // The first reply counts, as it does for resolvers.
    if (open === undefined || open.answered.kind !== "silence") return;
    const afterMs = (timeUs - open.timeUs) / US_PER_MS;
    open.answered = { kind: "reply", bytes: Uint8Array.from(bytes), afterMs };
  }

  #unreachable({ source, destination }: IpPacket, port: number, told: Answered): void {
    const start = `${source} ${port} ${destination} udp `;
    for (const [key, open] of this.#open)
      if (key.startsWith(start) && open.answered.kind === "silence") open.answered = told;
  }
}
