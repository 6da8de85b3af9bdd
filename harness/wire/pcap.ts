/** Classic pcap files (draft-ietf-opsawg-pcap): what Wireshark, tshark and tcpdump open. */

/** One packet, from its IP header on. */
export interface CapturedPacket {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

/** Magic number of a file with microseconds, in the writer's byte order. */
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
/** LINKTYPE_RAW: packets begin with an IPv4 or IPv6 header. */
const LINKTYPE_RAW = 101;
/** Longest packet that readers accept without complaint (MAXIMUM_SNAPLEN of libpcap). */
const SNAPSHOT_LENGTH = 262_144;
const FILE_HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;
const US_PER_SECOND = 1_000_000;

/** A whole pcap file, little-endian, with link type RAW (101). Packets longer than 262144 bytes are cut. */
export function encodePcap(packets: readonly CapturedPacket[]): Uint8Array {
  const kept = packets.map((packet) => packet.bytes.subarray(0, SNAPSHOT_LENGTH));
  const length = kept.reduce((sum, bytes) => sum + RECORD_HEADER_LENGTH + bytes.length, FILE_HEADER_LENGTH);
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC_MICROSECONDS, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPSHOT_LENGTH, true);
  view.setUint32(20, LINKTYPE_RAW, true);
  let offset = FILE_HEADER_LENGTH;
  packets.forEach((packet, index) => {
    const bytes = kept[index] ?? packet.bytes;
    view.setUint32(offset, Math.floor(packet.timeUs / US_PER_SECOND), true);
    view.setUint32(offset + 4, Math.floor(packet.timeUs % US_PER_SECOND), true);
    view.setUint32(offset + 8, bytes.length, true);
    view.setUint32(offset + 12, packet.bytes.length, true);
    file.set(bytes, offset + RECORD_HEADER_LENGTH);
    offset += RECORD_HEADER_LENGTH + bytes.length;
  });
  return file;
}
