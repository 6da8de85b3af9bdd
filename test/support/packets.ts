/** IP packets made by hand, for tests of what reads them. Checksums are left zero. */
import { parseAddress } from "../../harness/wire/ip.ts";
import type { Endpoint } from "../../harness/world/world.ts";

const TCP_FLAGS = { fin: 1, syn: 2, reset: 4, push: 8, ack: 16 } as const;

export function udpPacket(source: Endpoint, destination: Endpoint, payload: Uint8Array): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(source.port, 0);
  header.writeUInt16BE(destination.port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return ipPacket(source.address, destination.address, 17, Buffer.concat([header, payload]));
}

export function tcpPacket(
  source: Endpoint,
  destination: Endpoint,
  sequence: number,
  {
    flags = [],
    payload = new Uint8Array(),
  }: { flags?: readonly (keyof typeof TCP_FLAGS)[]; payload?: Uint8Array },
): Uint8Array {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(source.port, 0);
  header.writeUInt16BE(destination.port, 2);
  header.writeUInt32BE(sequence, 4);
  header[12] = 5 << 4;
  header[13] = flags.reduce((bits, flag) => bits | TCP_FLAGS[flag], 0);
  return ipPacket(source.address, destination.address, 6, Buffer.concat([header, payload]));
}

/** An ICMP or ICMPv6 message about a destination that could not be reached. */
export function icmpUnreachable(
  source: string,
  destination: string,
  code: number,
  quoted: Uint8Array,
): Uint8Array {
  const v6 = source.includes(":");
  const header = Uint8Array.of(v6 ? 1 : 3, code, 0, 0, 0, 0, 0, 0);
  return ipPacket(source, destination, v6 ? 58 : 1, Buffer.concat([header, quoted]));
}

function ipPacket(source: string, destination: string, protocol: number, content: Uint8Array): Uint8Array {
  const from = parseAddress(source);
  const to = parseAddress(destination);
  if (from === null || to === null) throw new Error(`not addresses: ${source} ${destination}`);
  const header = Buffer.alloc(from.length === 4 ? 20 : 40);
  if (from.length === 4) {
    header[0] = 0x45;
    header.writeUInt16BE(20 + content.length, 2);
    header[8] = 64;
    header[9] = protocol;
    header.set(from, 12);
    header.set(to, 16);
  } else {
    header[0] = 0x60;
    header.writeUInt16BE(content.length, 4);
    header[6] = protocol;
    header[7] = 64;
    header.set(from, 8);
    header.set(to, 24);
  }
  return new Uint8Array(Buffer.concat([header, content]));
}
