/** What stands before the IP header, by LINKTYPE_ (tcpdump.org/linktypes.html). */

const ETHER_TYPES: ReadonlySet<number> = new Set([0x0800, 0x86dd]);
const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8]);
const VLAN_BYTES = 4;

/** Where the protocol's number stands, and where the packet begins behind it. */
interface Layer {
  readonly typeAt: number;
  readonly bytes: number;
}

const LAYERS: Readonly<Record<number, Layer>> = {
  /** Ethernet. */
  1: { typeAt: 12, bytes: 14 },
  /** Linux cooked, version 1 and 2: tcpdump -i any. */
  113: { typeAt: 14, bytes: 16 },
  276: { typeAt: 0, bytes: 20 },
};
/** BSD loopback has four bytes of address family; raw IP has nothing. */
const BARE: Readonly<Record<number, number>> = { 0: 4, 108: 4, 12: 0, 101: 0, 228: 0, 229: 0 };

/** The packet from its IP header on; null for another protocol, and for a link that is not known. */
export function ipBytes(linkType: number, bytes: Uint8Array): Uint8Array | null {
  const bare = BARE[linkType];
  if (bare !== undefined) return bytes.subarray(bare);
  const layer = LAYERS[linkType];
  if (layer === undefined) return null;
  let { typeAt, bytes: skipped } = layer;
  while (VLAN_TAGS.has(typeIn(bytes, typeAt))) {
    typeAt += VLAN_BYTES;
    skipped += VLAN_BYTES;
  }
  return ETHER_TYPES.has(typeIn(bytes, typeAt)) ? bytes.subarray(skipped) : null;
}

/** Whether such links are understood at all. */
export function isKnownLink(linkType: number): boolean {
  return linkType in BARE || linkType in LAYERS;
}

function typeIn(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}
