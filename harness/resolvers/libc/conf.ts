/** What a libc's resolver has after reading /etc/resolv.conf. */
import type { LineNote } from "../line-notes.ts";
import { excerpt } from "../text.ts";

export interface LibcConf {
  /** Addresses in order, as the file spells them. */
  readonly servers: readonly string[];
  /** No line gave a server: 127.0.0.1 stands in. */
  readonly hasDefaultServers: boolean;
  readonly search: readonly string[];
  readonly searchFrom: "file" | "hostname" | "environment" | "nowhere";
  readonly ndots: number;
  readonly timeoutS: number;
  readonly attempts: number;
  /** Options that are on, by name. */
  readonly flags: readonly string[];
  /** One note per line of the file. */
  readonly notes: readonly LineNote[];
}

export const DEFAULT_SERVER = "127.0.0.1";
export const MOST_SERVERS = 3;

/** Lines of a file (a byte string), without their ends. */
export function linesOf(content: string): readonly string[] {
  const lines = content.split("\n");
  return content === "" || content.endsWith("\n") ? lines.slice(0, -1) : lines;
}

/** "a. b.": as Go shows a search list, so that equal lists look equal. */
export function shownSearch(search: readonly string[]): string {
  return search.length === 0 ? "empty" : search.map(rooted).join(" ");
}

/** The name with a final dot. */
export function rooted(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

/** "10.0.0.1:53", "[::1]:53". */
export function withPort(address: string): string {
  return address.includes(":") ? `[${address}]:53` : `${address}:53`;
}

/** A word (a byte string) as messages quote it. */
export function quoted(word: string): string {
  return JSON.stringify(excerpt(word));
}

/** Why a libc, which knows keywords in lower case in the first column only, does nothing with a line. */
export function keywordProblem(line: string): string {
  if (line.trim() === "") return "blank";
  if (line.startsWith("#") || line.startsWith(";")) return "comment";
  const [word = ""] = line.trim().split(/\s/);
  if (/^[\s]/.test(line)) return "indented: a keyword must begin in the first column";
  return `unknown keyword ${quoted(word)}`;
}
