/** What an ELF program asks of the system (elf(5)): its loader and its libraries. The bytes are nobody's to trust. */

export interface Elf {
  /** PT_INTERP: "/lib/ld-musl-x86_64.so.1"; null for a static program. */
  readonly interpreter: string | null;
  /** DT_NEEDED. */
  readonly libraries: readonly string[];
  /** Bytes at an address of memory; null where the file has none there. */
  at(address: bigint, length: number): Uint8Array | null;
  /** Size of a pointer in bytes. */
  readonly pointerBytes: 4 | 8;
  readonly littleEndian: boolean;
}

const MAGIC = [0x7f, 0x45, 0x4c, 0x46] as const;
const CLASS_64 = 2;
const DATA_LSB = 1;
const PT = { LOAD: 1, DYNAMIC: 2, INTERP: 3 } as const;
const DT = { NULL: 0n, NEEDED: 1n, STRTAB: 5n } as const;
/** More are no program's. */
const MOST_SEGMENTS = 256;
const MOST_ENTRIES = 4096;
const MOST_TEXT = 4096;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly size: number;
}

/** Takes a program apart; null for what is no ELF file, or a damaged one. */
export function readElf(file: Uint8Array): Elf | null {
  if (MAGIC.some((byte, index) => file[index] !== byte)) return null;
  try {
    return elfOf(file);
  } catch (error) {
    // DataView tells of every read outside of the file so.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function elfOf(file: Uint8Array): Elf {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const is64 = file[4] === CLASS_64;
  const littleEndian = file[5] === DATA_LSB;
  const word = (at: number) =>
    is64 ? view.getBigUint64(at, littleEndian) : BigInt(view.getUint32(at, littleEndian));
  const half = (at: number) => view.getUint16(at, littleEndian);
  const tableAt = Number(word(is64 ? 32 : 28));
  const [entryBytes, count] = is64 ? [half(54), half(56)] : [half(42), half(44)];
  const segments = Array.from({ length: Math.min(count, MOST_SEGMENTS) }, (_, index): Segment => {
    const start = tableAt + index * entryBytes;
    return {
      type: view.getUint32(start, littleEndian),
      offset: Number(word(start + (is64 ? 8 : 4))),
      address: word(start + (is64 ? 16 : 8)),
      size: Number(word(start + (is64 ? 32 : 16))),
    };
  });
  const at = (address: bigint, length: number): Uint8Array | null => {
    const segment = segments.find(
      ({ type, address: begin, size }) =>
        type === PT.LOAD && address >= begin && address + BigInt(length) <= begin + BigInt(size),
    );
    if (segment === undefined) return null;
    const start = segment.offset + Number(address - segment.address);
    return start + length > file.length ? null : file.subarray(start, start + length);
  };
  const interpreter = segments.find(({ type }) => type === PT.INTERP);
  const pointerBytes = is64 ? 8 : 4;
  return {
    at,
    pointerBytes,
    littleEndian,
    interpreter: interpreter === undefined ? null : textAt(file, interpreter.offset),
    libraries: needed(file, segments, word, at, pointerBytes),
  };
}

function needed(
  file: Uint8Array,
  segments: readonly Segment[],
  word: (at: number) => bigint,
  at: Elf["at"],
  pointerBytes: number,
): readonly string[] {
  const dynamic = segments.find(({ type }) => type === PT.DYNAMIC);
  if (dynamic === undefined) return [];
  const names: bigint[] = [];
  let strings: bigint | null = null;
  const most = Math.min(MOST_ENTRIES, Math.floor(dynamic.size / (2 * pointerBytes)));
  for (let index = 0; index < most; index += 1) {
    const start = dynamic.offset + index * 2 * pointerBytes;
    const [tag, value] = [word(start), word(start + pointerBytes)];
    if (tag === DT.NULL) break;
    if (tag === DT.NEEDED) names.push(value);
    if (tag === DT.STRTAB) strings = value;
  }
  if (strings === null) return [];
  const base = strings;
  return names.flatMap((name) => {
    const first = at(base + name, 1);
    return first === null ? [] : [textAt(file, first.byteOffset - file.byteOffset)];
  });
}

/** A C string. */
function textAt(file: Uint8Array, start: number): string {
  const end = file.indexOf(0, start);
  const bytes = file.subarray(start, Math.min(end === -1 ? file.length : end, start + MOST_TEXT));
  return new TextDecoder("latin1").decode(bytes);
}
