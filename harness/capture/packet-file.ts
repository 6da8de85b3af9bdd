/**
 * Packets of a file that tcpdump, Wireshark and others wrote: pcap (pcap-savefile(5), in both byte orders, with micro- and
 * nanoseconds) and pcapng (draft-ietf-opsawg-pcapng). The file is nobody's to trust.
 */

export interface Packet {
  readonly timeUs: number;
  /** LINKTYPE_ number (tcpdump.org/linktypes.html). */
  readonly linkType: number;
  readonly bytes: Uint8Array;
}

/** What is wrong with a file of packets. */
export class PacketFileError extends Error {
  override readonly name = "PacketFileError";
}

/** Units of a microsecond, by the magic number. */
const PCAP_MAGICS: ReadonlyMap<number, number> = new Map([
  [0xa1b2c3d4, 1],
  [0xa1b23c4d, 1000],
]);
const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const PCAPNG = { section: 0x0a0d0d0a, interface: 1, simple: 3, enhanced: 6 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const MOST_PACKETS = 500_000;
const US_PER_S = 1_000_000;
/** Option of an interface: the unit of its times. */
const IF_TSRESOL = 9;

/** Reads all of them. Throws PacketFileError for what is no such file, or ends in the middle of its first header. */
export function readPackets(file: Uint8Array): readonly Packet[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < PCAP_HEADER_BYTES) throw new PacketFileError("no file of packets: too short");
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    const unitsPerUs = PCAP_MAGICS.get(magic);
    if (unitsPerUs !== undefined) return pcapPackets(file, view, littleEndian, unitsPerUs);
    if (magic === PCAPNG.section) return pcapngPackets(file, view);
  }
  throw new PacketFileError("no file of packets: neither pcap nor pcapng");
}

function pcapPackets(
  file: Uint8Array,
  view: DataView,
  littleEndian: boolean,
  unitsPerUs: number,
): readonly Packet[] {
  const linkType = view.getUint32(20, littleEndian) & 0xffff;
  const packets: Packet[] = [];
  for (
    let at = PCAP_HEADER_BYTES;
    at + RECORD_HEADER_BYTES <= file.length && packets.length < MOST_PACKETS;
  ) {
    const seconds = view.getUint32(at, littleEndian);
    const units = view.getUint32(at + 4, littleEndian);
    const length = view.getUint32(at + 8, littleEndian);
    const start = at + RECORD_HEADER_BYTES;
    // A file that is still being written, or was cut off, ends in the middle of a packet.
    if (start + length > file.length) break;
    const timeUs = seconds * US_PER_S + Math.floor(units / unitsPerUs);
    packets.push({ timeUs, linkType, bytes: file.subarray(start, start + length) });
    at = start + length;
  }
  return packets;
}

interface Interface {
  readonly linkType: number;
  readonly unitsPerS: number;
}

function pcapngPackets(file: Uint8Array, view: DataView): readonly Packet[] {
  const packets: Packet[] = [];
  let littleEndian = true;
  let interfaces: Interface[] = [];
  for (let at = 0; at + 12 <= file.length && packets.length < MOST_PACKETS; ) {
    const type = view.getUint32(at, littleEndian);
    if (type === PCAPNG.section) {
      littleEndian = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
      interfaces = [];
    }
    const length = view.getUint32(at + 4, littleEndian);
    if (length < 12 || length % 4 !== 0 || at + length > file.length) break;
    const body = { at: at + 8, end: at + length - 4 };
    if (type === PCAPNG.interface) interfaces.push(interfaceOf(view, body, littleEndian));
    const packet = packetOf(type, file, view, body, littleEndian, interfaces);
    if (packet !== null) packets.push(packet);
    at += length;
  }
  return packets;
}

interface Body {
  readonly at: number;
  readonly end: number;
}

function interfaceOf(view: DataView, { at, end }: Body, littleEndian: boolean): Interface {
  const linkType = at + 2 <= end ? view.getUint16(at, littleEndian) : 0;
  let unitsPerS = US_PER_S;
  for (let option = at + 8; option + 4 <= end; ) {
    const code = view.getUint16(option, littleEndian);
    const length = view.getUint16(option + 2, littleEndian);
    if (code === IF_TSRESOL && option + 5 <= end) {
      const resolution = view.getUint8(option + 4);
      unitsPerS = resolution < 0x80 ? 10 ** resolution : 2 ** (resolution & 0x7f);
    }
    option += 4 + Math.ceil(length / 4) * 4;
  }
  return { linkType, unitsPerS };
}

function packetOf(
  type: number,
  file: Uint8Array,
  view: DataView,
  { at, end }: Body,
  littleEndian: boolean,
  interfaces: readonly Interface[],
): Packet | null {
  if (type === PCAPNG.simple && at + 4 <= end) {
    const bytes = file.subarray(at + 4, Math.min(end, at + 4 + view.getUint32(at, littleEndian)));
    return { timeUs: 0, linkType: interfaces[0]?.linkType ?? 0, bytes };
  }
  if (type !== PCAPNG.enhanced || at + 20 > end) return null;
  const from = interfaces[view.getUint32(at, littleEndian)];
  if (from === undefined) return null;
  const time = view.getUint32(at + 4, littleEndian) * 2 ** 32 + view.getUint32(at + 8, littleEndian);
  const bytes = file.subarray(at + 20, Math.min(end, at + 20 + view.getUint32(at + 12, littleEndian)));
  return { timeUs: Math.floor((time / from.unitsPerS) * US_PER_S), linkType: from.linkType, bytes };
}
