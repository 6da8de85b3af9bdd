/**
 * Which resolver wrote an error text, and what it means. The text alone tells the path: a libc's gai_strerror
 * strings differ between musl and glibc, and Go's own resolver names the server that it asked.
 */

import { CODE_ROWS } from "./error-texts/codes.ts";
import { CONNECT_ROWS } from "./error-texts/connects.ts";
import { DNS_PROGRAM_ROWS } from "./error-texts/dns-programs.ts";
import { GO_BARE_ROWS } from "./error-texts/go-bare.ts";
import { BARE_ROWS, GO_MESSAGE_ROWS, GO_TRACE_ROWS } from "./error-texts/go-messages.ts";
import { GO_SERVER_ROWS } from "./error-texts/go-server.ts";
import { PROGRAMS } from "./error-texts/languages.ts";
import { FRAMED_LIBC_ROWS, LIBC_ROWS } from "./error-texts/libc.ts";
import { AFTER_LOOKUP_ROWS } from "./error-texts/network.ts";
import { KNOWN_ADDRESSES, KNOWN_NAMES, KNOWN_SERVERS, type KnownAddress } from "./error-texts/servers.ts";
import { TOOL_ROWS } from "./error-texts/tools.ts";
import { type ErrorReading, GO_CGO, type LookupOutcome, PURE, type TextRow } from "./error-texts/types.ts";

export type { ErrorReading, LookupOutcome } from "./error-texts/types.ts";

/** A text longer than this is read up to here: an error line is short, a log is not meant. */
const LONGEST = 20_000;

const FOLLOWS: Readonly<Record<LookupOutcome, string>> = {
  failed: "the lookup failed: there was no address, and nothing was connected to",
  succeeded: "the lookup is not what failed: an address was at hand, and the failure came after it",
  "not made": "no host name was looked up",
  "not told": "the text does not tell whether a lookup failed",
};

/** Where things stand in a text. */
interface Found {
  readonly name?: string | undefined;
  readonly server?: string | undefined;
  readonly address?: string | undefined;
}

/**
 * Reads an error text such as `lookup x: Try again`.
 * @returns what it means, or null where the text is none that we know.
 */
export function readErrorText(text: string): ErrorReading | null {
  const clean = unquoted(text.slice(0, LONGEST));
  return (
    byRows(GO_TRACE_ROWS, clean) ??
    goLookup(clean) ??
    byRows(CONNECT_ROWS, clean) ??
    byRows(DNS_PROGRAM_ROWS, clean) ??
    byRows(TOOL_ROWS, clean) ??
    goConnection(clean) ??
    byRows(GO_MESSAGE_ROWS, clean) ??
    framed(clean) ??
    byRows(LIBC_ROWS, clean) ??
    byRows(CODE_ROWS, clean) ??
    byRows(BARE_ROWS, clean)
  );
}

/** "lookup NAME on SERVER: words", wherever it stands; the first one is the outermost. */
function goLookup(text: string): ErrorReading | null {
  const parts =
    /\blookup (?<name>[^\s"']+) on (?<server>[^\s"']+:\d+): (?<words>.+)/.exec(text)?.groups ??
    /\blookup (?!(?:failed|failure|error|errors|timeout|timed): )(?<name>[^\s"']+): (?<words>.+)/.exec(text)
      ?.groups;
  const { name, server, words = "" } = parts ?? {};
  if (name === undefined) return null;
  if (server !== undefined) {
    return (
      byRows(GO_SERVER_ROWS, `${server}: ${words}`, { name, server }) ??
      reading(unknownWords(PURE, "the server is named, so Go's own resolver asked it"), { name, server })
    );
  }
  // "tcp/http" is the name of a service, not of a host.
  const found = /^(?:tcp|udp)\d?\//.test(name) ? {} : { name };
  return (
    byRows(GO_BARE_ROWS, `${name}: ${words}`, found) ??
    throughCgo(byRows(LIBC_ROWS, words, found) ?? byRows(FRAMED_LIBC_ROWS, words, found)) ??
    byRows(GO_SERVER_ROWS, words, found) ??
    reading(unknownWords(GO_CGO, "no server is named, as when the C library was asked"), found)
  );
}

/** Go hands a C library's words on as they are. */
function throughCgo(inside: ErrorReading | null): ErrorReading | null {
  if (inside === null || /\bGo\b/.test(inside.path)) return inside;
  return { ...inside, path: `${GO_CGO}, on ${inside.path}` };
}

/** "dial tcp ADDRESS: words" and "read tcp FROM->ADDRESS: words": on port 53 it is a nameserver that is asked. */
function goConnection(text: string): ErrorReading | null {
  const parts =
    /\b(?<doing>(?:dial|read|write|connect)(?:ing)? (?:tcp|udp)\d?) (?:[^\s"']+->)?(?<address>[^\s"']+:\d+): (?<words>.+)/.exec(
      text,
    )?.groups ??
    /\bconnect(?:ing|ion)? to (?:server )?(?:at )?[^\s"']*?(?<address>(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\]):\d+)[^\n]*?: (?<words>.+)/i.exec(
      text,
    )?.groups;
  const { doing = "", address, words = "" } = parts ?? {};
  if (address === undefined) return null;
  if (/:53$/.test(address))
    return byRows(GO_SERVER_ROWS, `${address}: ${doing}: ${words}`, { server: address });
  const row = AFTER_LOOKUP_ROWS.find(({ pattern }) => pattern.test(words));
  if (row === undefined) return null;
  const path = "a program that was connecting, mostly one in Go; no resolver speaks here";
  return reading({ path, ...row }, { address });
}

/** A libc's words in the frame of another program. */
function framed(text: string): ErrorReading | null {
  for (const { pattern, program } of PROGRAMS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const found = foundIn(match);
    const inside =
      byRows(LIBC_ROWS, text, found) ??
      byRows(FRAMED_LIBC_ROWS, text, found) ??
      byRows(CODE_ROWS, text, found) ??
      (/Resource temporarily unavailable/.test(text) ? reading(DOTNET_AGAIN, found) : null);
    if (program === null) return inside;
    if (inside !== null) return { ...inside, path: `${program}, on ${inside.path}` };
    if (found.name !== undefined) return reading(noReason(program), found);
  }
  return null;
}

/** .NET turns EAI_AGAIN into a socket error, and prints that one's words. */
const DOTNET_AGAIN: Omit<TextRow, "pattern"> = {
  path: "a C library's getaddrinfo (the words are those of the socket error that .NET turns EAI_AGAIN into)",
  code: "EAI_AGAIN",
  lookup: "failed",
  meaning: "no usable reply: timeouts, or SERVFAIL or REFUSED from every nameserver",
  notMeaning: "it does not say that the name is missing, nor that the machine lacks a resource",
  next: ["look the name up with resolver-matrix try to see the code"],
};

function noReason(path: string): Omit<TextRow, "pattern"> {
  return {
    path,
    code: "any",
    lookup: "failed",
    meaning: "the lookup of the name failed; the program does not tell why",
    notMeaning: "it does not say whether the name is missing or the server is silent",
    next: ["look the name up with resolver-matrix try to see the code"],
  };
}

function unknownWords(path: string, why: string): Omit<TextRow, "pattern"> {
  return {
    path,
    code: "other",
    lookup: "failed",
    meaning: `${why}; the words behind the name are none that are known here`,
    next: ["look the name up with resolver-matrix try to see the code"],
  };
}

function byRows(rows: readonly TextRow[], text: string, known: Found = {}): ErrorReading | null {
  for (const row of rows) {
    const match = row.pattern.exec(text);
    if (match !== null) return reading(row, { ...foundIn(match), ...known });
  }
  return null;
}

function foundIn({ groups }: RegExpExecArray): Found {
  const { name = groups?.name2, server, address = groups?.address2 } = groups ?? {};
  return {
    ...(name === undefined ? {} : { name: bare(name) }),
    ...(server === undefined ? {} : { server }),
    ...(address === undefined ? {} : { address }),
  };
}

function reading(row: Omit<TextRow, "pattern">, { name, server, address }: Found): ErrorReading {
  const { path, code, lookup, meaning, notMeaning = null, next } = row;
  return {
    path,
    code,
    lookup,
    follows: FOLLOWS[lookup],
    meaning,
    notMeaning,
    next: [
      ...next,
      ...notes(KNOWN_NAMES, name),
      ...notes(KNOWN_SERVERS, server),
      ...notes(KNOWN_ADDRESSES, address),
    ],
    name: name ?? null,
    server: server ?? null,
    address: address ?? null,
  };
}

function notes(known: readonly KnownAddress[], word: string | undefined): readonly string[] {
  return word === undefined ? [] : known.filter(({ pattern }) => pattern.test(word)).map(({ note }) => note);
}

/** A name without the port that some programs print with it. */
function bare(name: string): string {
  return name.replace(/(?<=^[^:]*):\d+$/, "");
}

/** The text without colours, and with the quotes of JSON inside logs taken off. */
function unquoted(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape character.
      .replace(/\u001b\[[\d;]*m/g, "")
      .replace(/\\+"/g, '"')
      .replace(/(?:\\n|\s)+/g, " ")
      .trim()
  );
}
