/** /etc/hosts as Go reads it (src/net/hosts.go). */

import { ignored, type LineNote, LineNotes, type Statement, took } from "../line-notes.ts";
import { excerpt, fieldsOf, lowerAscii, readLines, toDisplayText } from "../text.ts";
import { formatHostAddress, parseLiteral } from "./literals.ts";
import type { Features } from "./versions.ts";

export const HOSTS = "/etc/hosts";

/** What the file says of one name. */
export interface HostEntry {
  /** In file order, duplicates kept, re-spelled in canonical form. */
  readonly addresses: readonly string[];
  /** First name of the first line that has the name, as a key. */
  readonly canonicalName: string;
}

export interface HostsFile {
  readonly byName: ReadonlyMap<string, HostEntry>;
  readonly notes: readonly LineNote[];
}

/** What a file's content (a byte string) means. Never fails. */
export function parseHosts(content: string, features: Features): HostsFile {
  const byName = new Map<string, { readonly addresses: string[]; readonly canonicalName: string }>();
  const notes = new LineNotes();
  const { lines, cut } = readLines(content);
  for (const [index, line] of lines.entries()) {
    notes.add(index + 1, toDisplayText(line), [readLine(line, byName, features)]);
  }
  if (cut) notes.add(lines.length + 1, "…", [ignored("a line of 64 KiB or more: reading stops here")]);
  return { byName, notes: notes.finish() };
}

function readLine(
  line: string,
  byName: Map<string, { readonly addresses: string[]; readonly canonicalName: string }>,
  features: Features,
): Statement {
  const [first, ...names] = fieldsOf(line.split("#", 1)[0] ?? "");
  if (first === undefined) return ignored("blank or comment");
  if (names.length === 0) return ignored("no name behind the address");
  const literal = parseLiteral(first, features);
  if (literal === null) return ignored(`${JSON.stringify(excerpt(first))} is not an IP address`);
  const address = formatHostAddress(literal, features);
  const keys = names.map(hostKey);
  for (const key of keys) {
    const entry = byName.get(key);
    if (entry === undefined) byName.set(key, { addresses: [address], canonicalName: keys[0] ?? key });
    else entry.addresses.push(address);
  }
  return took(null, `${excerpt(keys.join(", "))}: ${toDisplayText(address)}`);
}

/** lookupStaticHost: what the file says of a name (a byte string), or null. */
export function lookupStaticHost(hosts: HostsFile, name: string): HostEntry | null {
  return hosts.byName.get(hostKey(name)) ?? null;
}

/** Names with a dot compare as absolute ones; those without do not, so "localhost." is not "localhost". */
function hostKey(name: string): string {
  const lower = lowerAscii(name);
  return lower.includes(".") && !lower.endsWith(".") ? `${lower}.` : lower;
}
