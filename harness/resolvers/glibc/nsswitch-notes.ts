/** /etc/nsswitch.conf as glibc reads it: nss/nsswitch.c up to 2.32, nss/nss_database.c and nss_action_parse.c from 2.33 on. */

import { linesOf } from "../libc/conf.ts";
import type { LineEffect } from "../line-notes.ts";
import { toDisplayText } from "../text.ts";
import { type GlibcLevel, isSince } from "./levels.ts";

/** Effects and reasons by which others know a line. */
export const EVERY_LOOKUP_FAILS = "every lookup fails";
export const NO_SOURCE_AT_ALL = "every lookup fails with EAI_SYSTEM";
export const LINE_NOT_SEEN = "no newline at its end: glibc does not see the line";

const NOTHING: LineEffect = { effect: null, why: null };
const HOSTS_LINE = /^\s*hosts\s*:/;
/** nss/databases.def: glibc from 2.33 on parses their lines, and passes over all others. */
const DATABASES = new Set(
  (
    "aliases ethers group group_compat gshadow hosts initgroups netgroup networks passwd passwd_compat protocols " +
    "publickey rpc services shadow shadow_compat"
  ).split(" "),
);
const CRITERIA =
  /^\[\s*(?:!?\s*(?:success|notfound|unavail|tryagain)\s*=\s*(?:return|continue|merge)(?:\s+|(?=\])))+\]/i;

interface Services {
  /** "files", "mdns4_minimal [NOTFOUND=return]". */
  readonly services: readonly string[];
  readonly isBroken: boolean;
}

/** What each line of a file (a byte string) does for lookups of hosts. */
export function nsswitchAsGlibc(content: string, level: GlibcLevel): readonly LineEffect[] {
  return isSince(level, "2.33") ? strictNotes(content) : lenientNotes(linesOf(content));
}

/** Every known database counts, "#" begins a comment at a line's start only, and a line needs its newline. */
function strictNotes(content: string): readonly LineEffect[] {
  const lines = linesOf(content);
  const isLost = (index: number) => index === lines.length - 1 && !content.endsWith("\n");
  const last = lines.findLastIndex((line, index) => HOSTS_LINE.test(line) && !isLost(index));
  return lines.map((line, index) => {
    const [, database = "", value = ""] = /^\s*([^\s:#]+)\s*:(.*)$/s.exec(line) ?? [];
    if (!DATABASES.has(database)) return NOTHING;
    if (isLost(index)) return { effect: null, why: LINE_NOT_SEEN };
    const { services, isBroken } = parseServices(value);
    if (isBroken) return { effect: EVERY_LOOKUP_FAILS, why: "syntax error in the brackets" };
    if (database !== "hosts") return NOTHING;
    if (index !== last) return replacedBy(last);
    if (services.length === 0) return { effect: NO_SOURCE_AT_ALL, why: "no source" };
    const why = value.includes("#") ? '"#" begins no comment here: all words are sources' : null;
    return { effect: `hosts: ${services.join(", ")}`, why };
  });
}

/** Only the last hosts line counts; a syntax error ends it, and the source before the brackets is lost too. */
function lenientNotes(lines: readonly string[]): readonly LineEffect[] {
  const last = lines.findLastIndex((line) => HOSTS_LINE.test(line));
  return lines.map((line, index) => {
    if (!HOSTS_LINE.test(line)) return NOTHING;
    if (index !== last) return replacedBy(last);
    const [value = ""] = line.slice(line.indexOf(":") + 1).split("#", 1);
    const { services, isBroken } = parseServices(value);
    const why = isBroken ? "a syntax error in the brackets ends the list before their source" : null;
    if (services.length === 0) return { effect: null, why: why ?? "no source" };
    return { effect: `hosts: ${services.join(", ")}`, why };
  });
}

function replacedBy(index: number): LineEffect {
  return { effect: null, why: `hosts: line ${index + 1} replaces it` };
}

function parseServices(value: string): Services {
  const services: string[] = [];
  let rest = value.trim();
  while (rest !== "" && !rest.startsWith("[")) {
    const name = /^[^\s[]+/.exec(rest)?.[0] ?? rest;
    rest = rest.slice(name.length).trimStart();
    const criteria = rest.startsWith("[") ? CRITERIA.exec(rest)?.[0] : "";
    if (criteria === undefined) return { services, isBroken: true };
    services.push(toDisplayText(criteria === "" ? name : `${name} ${criteria}`));
    rest = rest.slice(criteria.length).trimStart();
  }
  return { services, isBroken: false };
}
