/**
 * IP packets as a tap sees them: enough of IPv4 (RFC 791), IPv6 (RFC 8200), UDP (RFC 768), TCP (RFC 9293) and
 * the unreachable messages of ICMP (RFC 792) and ICMPv6 (RFC 4443) to find DNS in them. Checksums are not
 * verified: the loopback device leaves them unfinished.
 */

/** A packet that carries a datagram, a TCP segment or an unreachable message. */
export interface IpPacket {
  readonly version: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly content: UdpDatagram | TcpSegment | IcmpUnreachable | { readonly kind: "other" };
}

export interface UdpDatagram {
  readonly kind: "udp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

export interface TcpSegment {
  readonly kind: "tcp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly reset: boolean;
  readonly payload: Uint8Array;
}

/** What could not be reached, and the head of the packet that caused the message. */
export interface IcmpUnreachable {
  readonly kind: "unreachable";
  readonly what: "port-unreachable" | "host-unreachable" | "net-unreachable";
  /** The quoted packet; its payload may be cut short. */
  readonly quoted: IpPacket;
}

const PROTOCOL_ICMP = 1;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const PROTOCOL_ICMPV6 = 58;
/** IPv6 extension headers that carry their length in units of 8 bytes (RFC 8200, section 4). */
const IPV6_EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60]);

/** ICMP type 3 by code (RFC 792; codes 6 and 7: RFC 1122, section 3.2.2.1). */
const ICMP_UNREACHABLE: Readonly<Record<number, IcmpUnreachable["what"]>> = {
  0: "net-unreachable",
  1: "host-unreachable",
  3: "port-unreachable",
  6: "net-unreachable",
  7: "host-unreachable",
};

/** ICMPv6 type 1 by code (RFC 4443, section 3.1). */
const ICMPV6_UNREACHABLE: Readonly<Record<number, IcmpUnreachable["what"]>> = {
  0: "net-unreachable",
  3: "host-unreachable",
  4: "port-unreachable",
};

const OTHER = { kind: "other" } as const;

/** Text of a 4-byte or 16-byte address, as inet_ntop(3) writes it (RFC 5952). */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) throw new RangeError(`an address has 4 or 16 bytes, not ${bytes.length}`);
  const view = viewOf(bytes);
  const groups = Array.from({ length: 8 }, (_, group) => view.getUint16(group * 2));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join(".")}`;
  }
  const zeros = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (zeros.length < 2) return hex.join(":");
  return `${hex.slice(0, zeros.start).join(":")}::${hex.slice(zeros.start + zeros.length).join(":")}`;
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  });
  return best;
}

/**
 * Bytes of an IPv4 (dotted quad) or IPv6 literal, 4 or 16 of them; an IPv6 zone (`%lo`) is not part of them.
 * Returns null for anything else.
 */
export function parseAddress(text: string): Uint8Array | null {
  const literal = text.includes(":") ? text.replace(/%.*$/s, "") : text;
  return literal.includes(":") ? parseIpv6Literal(literal) : parseIpv4Literal(literal);
}

function parseIpv4Literal(text: string): Uint8Array | null {
  const parts = text.split(".");
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)
  ) {
    return null;
  }
  return Uint8Array.from(parts, Number);
}

function parseIpv6Literal(text: string): Uint8Array | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined || head === null || tail === null) return null;
  const missing = 16 - head.length - (tail?.length ?? 0);
  // "::" stands for at least one group; without it all eight must be there.
  if (tail === undefined ? missing !== 0 : missing < 2) return null;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])]);
}

/** Bytes of colon-separated groups, the last of which may be a dotted quad; null when one is not valid. */
function parseGroups(text: string): number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else {
      const quad = index === groups.length - 1 ? parseIpv4Literal(group) : null;
      if (quad === null) return null;
      bytes.push(...quad);
    }
  }
  return bytes;
}

/** Parses a packet from its IP header on. Returns null when it is not IP or its headers are cut short. */
export function parseIpPacket(bytes: Uint8Array): IpPacket | null {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) return parseIpv4(bytes);
  if (version === 6) return parseIpv6(bytes);
  return null;
}

function parseIpv4(bytes: Uint8Array): IpPacket | null {
  const view = viewOf(bytes);
  const headerLength = ((bytes[0] ?? 0) & 0x0f) * 4;
  if (headerLength < 20 || bytes.length < headerLength) return null;
  const totalLength = view.getUint16(2);
  const fragmentOffset = view.getUint16(6) & 0x1fff;
  return {
    version: 4,
    source: formatAddress(bytes.subarray(12, 16)),
    destination: formatAddress(bytes.subarray(16, 20)),
    content:
      fragmentOffset === 0
        ? parseContent(view.getUint8(9), bytes.subarray(headerLength, totalLength))
        : OTHER,
  };
}

function parseIpv6(bytes: Uint8Array): IpPacket | null {
  if (bytes.length < 40) return null;
  const view = viewOf(bytes);
  const end = 40 + view.getUint16(4);
  let next = view.getUint8(6);
  let offset = 40;
  while (IPV6_EXTENSIONS.has(next) && offset + 8 <= bytes.length) {
    next = view.getUint8(offset);
    offset += (view.getUint8(offset + 1) + 1) * 8;
  }
  return {
    version: 6,
    source: formatAddress(bytes.subarray(8, 24)),
    destination: formatAddress(bytes.subarray(24, 40)),
    content: parseContent(next, bytes.subarray(offset, end)),
  };
}

function parseContent(protocol: number, bytes: Uint8Array): IpPacket["content"] {
  if (protocol === PROTOCOL_UDP && bytes.length >= 8) return parseUdp(bytes);
  // A quoted segment may end after the ports and the sequence number.
  if (protocol === PROTOCOL_TCP && bytes.length >= 8) return parseTcp(bytes);
  if (protocol === PROTOCOL_ICMP && bytes[0] === 3) {
    return parseUnreachable(ICMP_UNREACHABLE[bytes[1] ?? -1], bytes);
  }
  if (protocol === PROTOCOL_ICMPV6 && bytes[0] === 1) {
    return parseUnreachable(ICMPV6_UNREACHABLE[bytes[1] ?? -1], bytes);
  }
  return OTHER;
}

function parseUdp(bytes: Uint8Array): UdpDatagram {
  const view = viewOf(bytes);
  return {
    kind: "udp",
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    payload: bytes.subarray(8, Math.max(8, view.getUint16(4))),
  };
}

function parseTcp(bytes: Uint8Array): TcpSegment {
  const view = viewOf(bytes);
  const headerLength = ((bytes[12] ?? 0) >> 4) * 4;
  const flags = bytes[13] ?? 0;
  return {
    kind: "tcp",
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    sequence: view.getUint32(4),
    fin: (flags & 0x01) !== 0,
    syn: (flags & 0x02) !== 0,
    reset: (flags & 0x04) !== 0,
    payload: headerLength >= 20 ? bytes.subarray(headerLength) : new Uint8Array(),
  };
}

function parseUnreachable(what: IcmpUnreachable["what"] | undefined, bytes: Uint8Array): IpPacket["content"] {
  const quoted = what === undefined ? null : parseIpPacket(bytes.subarray(8));
  return what === undefined || quoted === null ? OTHER : { kind: "unreachable", what, quoted };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
