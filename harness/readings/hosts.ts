/** /etc/hosts: what the lines that hold the name do for each reader. */

import {
  featuresOf,
  type GoBuild,
  lookupStaticHost,
  parseHosts,
  toByteString,
  toDisplayText,
} from "../resolvers/go/index.ts";
import { linesOf } from "../resolvers/libc/conf.ts";
import { parseLibcAddress } from "../resolvers/libc/inet-aton.ts";
import { excerpt } from "../resolvers/text.ts";
import { formatAddress, parseAddress } from "../wire/ip.ts";
import type { Lookup } from "../world/world.ts";
import type { LineReading, Reading } from "./reading.ts";
import { agreements, mapReaders, type PerReader, perGlibc } from "./readings.ts";

/** fgets into a buffer of 512 bytes; musl reads what is left of a longer line as the next one. */
const LONGEST_MUSL_LINE = 510;

/**
 * What the file says of the name, line by line: only lines that hold it, whatever its case and final dot.
 * @param multi whether /etc/host.conf says "multi on"
 */
export function linesOfHosts(
  content: string,
  lookup: Pick<Lookup, "name" | "family">,
  builds: readonly GoBuild[],
  multi: boolean,
): readonly LineReading[] {
  return entriesOf(content, lookup, builds, multi).map(({ line, text, entries }) => {
    const told = agreements(mapReaders(entries, (entry) => noteOf(lookup.name, entry)));
    return { line, text, readings: told.map(({ readers, value }) => ({ readers, ...value })) };
  });
}

/** What one line gives one reader: addresses, or the reason why none. */
interface Entry {
  readonly addresses: readonly string[];
  readonly why: string | null;
}

function entriesOf(
  content: string,
  { name, family }: Pick<Lookup, "name" | "family">,
  builds: readonly GoBuild[],
  multi: boolean,
) {
  let hasGlibcLine = false;
  const lines = linesOf(content);
  return lines.flatMap((text, index) => {
    if (!holds(text, name)) return [];
    const glibc = glibcEntry(text, name, hasGlibcLine && !multi);
    hasGlibcLine ||= glibc.addresses.length > 0;
    const isCut = index === lines.length - 1 && !content.endsWith("\n");
    const entries: PerReader<Entry> = {
      go: builds.map((build) => [build, goEntry(text, name, build)]),
      musl: muslEntry(text, name, isCut, family),
      glibc: perGlibc(() => glibc),
    };
    return [{ line: index + 1, text: toDisplayText(text), entries }];
  });
}

function noteOf(name: string, { addresses, why }: Entry): Omit<Reading, "readers"> {
  return { effect: addresses.length === 0 ? null : `${name} is ${addresses.join(" ")}`, why };
}

function holds(text: string, name: string): boolean {
  return wordsOf(text.split("#", 1)[0] ?? "")
    .slice(1)
    .some((word) => isSameName(word, name));
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase().replace(/\.$/, "") === toByteString(right).toLowerCase().replace(/\.$/, "");
}

function goEntry(text: string, name: string, build: GoBuild): Entry {
  const features = featuresOf(build);
  const found = lookupStaticHost(parseHosts(text, features), toByteString(name));
  if (found !== null) return { addresses: found.addresses.map(toDisplayText), why: null };
  const [address = ""] = wordsOf(text);
  const isAddress = parseHosts(`${address} x`, features).byName.size > 0;
  return nothing(isAddress ? "a name without a dot is not the same with a final dot" : noAddress(address));
}

/** src/network/lookup_name.c, name_from_hosts. */
function muslEntry(text: string, name: string, isCut: boolean, family: Lookup["family"]): Entry {
  const [first = "", ...names] = wordsOf(text.split("#", 1)[0] ?? "");
  const address = parseLibcAddress(first);
  if (text.length > LONGEST_MUSL_LINE)
    return nothing(`longer than ${LONGEST_MUSL_LINE} bytes: musl cuts the line`);
  if (/^\s/.test(text)) return nothing("indented: musl finds no address in such a line");
  if (address === null) return nothing(noAddress(first));
  if (!names.includes(toByteString(name))) return nothing(otherName(names, name));
  if (isCut && names.at(-1) === toByteString(name) && text.endsWith(toByteString(name))) {
    return nothing("no newline behind it: musl does not see the last name of the file");
  }
  if (family === "ip4" && address.toLowerCase().startsWith("::ffff:")) {
    return nothing("to musl an IPv4 address written as ::ffff: is one of IPv6");
  }
  return { addresses: [address], why: null };
}

/** nss/nss_files/files-hosts.c: the address as inet_pton takes it, the name without regard to case. */
function glibcEntry(text: string, name: string, hasLineBefore: boolean): Entry {
  const [first = "", ...names] = wordsOf(text.split("#", 1)[0] ?? "");
  const bytes = parseAddress(first);
  if (bytes === null || first.includes("%")) return nothing(noAddress(first));
  const wanted = toByteString(name).toLowerCase();
  if (!names.some((word) => word.toLowerCase() === wanted)) return nothing(otherName(names, name));
  if (!hasLineBefore) return { addresses: [formatAddress(bytes)], why: null };
  return nothing('it stops at the first line for a name, unless /etc/host.conf says "multi on"');
}

function nothing(why: string): Entry {
  return { addresses: [], why };
}

function noAddress(word: string): string {
  return `${JSON.stringify(excerpt(word))} is not an IP address`;
}

function otherName(names: readonly string[], name: string): string {
  const wanted = toByteString(name).toLowerCase();
  const isCase = names.some((word) => word.toLowerCase() === wanted);
  return isCase ? "it tells upper case from lower case" : "the final dot makes it another name";
}

function wordsOf(text: string): string[] {
  return text.split(/[ \t\r\v\f]+/).filter((word) => word !== "");
}
