/** /etc/hosts as musl reads it (name_from_hosts of src/network/lookup_name.c). */
import { cString, isSpaceAt, skipSpace, wordEnd } from "./files.ts";
import { type MuslAddress, parseLiteral, type WantedFamily } from "./literals.ts";
import { isValidHostname, MOST_ADDRESSES } from "./reply.ts";
import type { Features } from "./versions.ts";

export interface HostsEntry {
  readonly addresses: readonly MuslAddress[];
  /** A line has the name, with an address of another family or a bad zone. */
  readonly hasOthers: boolean;
  /** Null where no line gives a usable one. */
  readonly canonicalName: string | null;
}

/** fgets into a buffer of 512 bytes: what is longer goes on as another line. */
const LINE_BYTES = 511;
/** What musl up to 1.1.14 returns for a line of the other family: an entry of its list that nobody has written. */
const UNWRITTEN: MuslAddress = { family: 4, bytes: new Uint8Array(4), scope: 0 };

/** What the file's content (a byte string) says of a name, compared byte by byte. */
export function lookUpInHosts(
  content: string,
  name: string,
  wanted: WantedFamily,
  features: Features,
): HostsEntry {
  const addresses: MuslAddress[] = [];
  let hasOthers = false;
  let canonicalName: string | null = null;
  for (let at = 0; at < content.length && addresses.length < MOST_ADDRESSES; ) {
    const newline = content.indexOf("\n", at);
    const end = Math.min(newline === -1 ? content.length : newline + 1, at + LINE_BYTES);
    const line = withoutComment(cString(content.slice(at, end)));
    at = end;
    if (!hasName(line, name)) continue;
    const addressEnd = wordEnd(line, 0);
    const literal = parseLiteral(line.slice(0, addressEnd), wanted);
    if (literal.kind === "address") addresses.push(literal.address);
    else if (!features.hostsOfOtherFamily) {
      if (literal.kind !== "none") addresses.push(UNWRITTEN);
    } else {
      if (literal.kind === "none") continue;
      hasOthers = true;
      if (!features.otherFamilyNamesHosts) continue;
    }
    if (canonicalName !== null && features.firstHostsNameIsCanonical) continue;
    const first = skipSpace(line, addressEnd + 1);
    const candidate = line.slice(first, wordEnd(line, first));
    if (isValidHostname(candidate)) canonicalName = candidate;
  }
  return { addresses, hasOthers, canonicalName };
}

function withoutComment(line: string): string {
  const hash = line.indexOf("#");
  return hash === -1 ? line : `${line.slice(0, hash)}\n`;
}

/** Whether the name stands in the line with white space before and behind it: so not at the end of a file without newline. */
function hasName(line: string, name: string): boolean {
  for (let at = line.indexOf(name, 1); at !== -1; at = line.indexOf(name, at + 1)) {
    if (isSpaceAt(line, at - 1) && isSpaceAt(line, at + name.length)) return true;
  }
  return false;
}
