/** /etc/resolv.conf as Go reads it (src/net/dnsconfig_unix.go, dnsReadConfig). */

import { byteString } from "../../wire/bytes.ts";
import { formatAddress } from "../../wire/ip.ts";
import type { Errno, Files } from "../../world/world.ts";
import { ignored, type LineNote, LineNotes, type Statement, took } from "../line-notes.ts";
import { excerpt, fieldsOf, leadingNumber, readLines, toByteString, toDisplayText } from "../text.ts";
import { joinHostPort, parseLiteral, toIpv4 } from "./literals.ts";
import type { SearchRules } from "./names.ts";
import { remembered } from "./remembered.ts";
import type { Features } from "./versions.ts";

export const RESOLV_CONF = "/etc/resolv.conf";
export const DNS_PORT = 53;
const MOST_SERVERS = 3;
const MOST_NDOTS = 15;

/** A nameserver. */
export interface Server {
  /** "127.0.0.1:53", spelled as the file spells the address: error texts show it so. */
  readonly text: string;
  /** As errors of sockets show it: canonical, IPv4-mapped addresses as IPv4, the zone as the file has it. */
  readonly address: string;
  /** What the socket is given: without a zone that names no interface. */
  readonly socketAddress: string;
}

/** What made a build with cgo leave the lookup to libc. */
export interface UnknownOption {
  /** Counts from 1. */
  readonly line: number;
  /** `unknown keyword "sortlist"`, `unknown option "inet6"`. */
  readonly what: string;
}

export interface ResolvConf extends SearchRules {
  readonly servers: readonly Server[];
  /** No server was given (or no file): 127.0.0.1 and ::1 stand in. */
  readonly hasDefaultServers: boolean;
  /** Where the suffixes come from. */
  readonly searchFrom: "file" | "hostname" | "nowhere";
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly rotate: boolean;
  readonly singleRequest: boolean;
  readonly useTcp: boolean;
  readonly trustAd: boolean;
  readonly noReload: boolean;
  /** The first keyword or option that this release does not know. */
  readonly unknownOption: UnknownOption | null;
  /** Why the file could not be opened, or null. */
  readonly error: Errno | null;
  /** Modification time of what was parsed; null where there was no file. */
  readonly mtimeMs: number | null;
  readonly notes: readonly LineNote[];
}

const DEFAULT_SERVERS: readonly Server[] = ["127.0.0.1", "::1"].map((address) => ({
  text: joinHostPort(address, DNS_PORT),
  address,
  socketAddress: address,
}));

/** Options that are either there or not, the setting each one switches on, and since when Go knows it. */
const SWITCHES: Readonly<
  Record<
    string,
    {
      readonly setting: "rotate" | "singleRequest" | "useTcp" | "trustAd" | "noReload" | null;
      readonly effect: string;
      readonly needs: "knowsSequentialAndTcpOptions" | "knowsResolvedOptions" | null;
      readonly unknownTo: string;
    }
  >
> = {
  rotate: { setting: "rotate", effect: "servers take turns", needs: null, unknownTo: "" },
  "single-request": sequential(),
  "single-request-reopen": sequential(),
  "use-vc": tcpOnly(),
  usevc: tcpOnly(),
  tcp: tcpOnly(),
  "trust-ad": {
    setting: "trustAd",
    effect: "queries have AD set",
    needs: "knowsResolvedOptions",
    unknownTo: "Go 1.19 and older",
  },
  edns0: {
    setting: null,
    effect:
      "accepted, and changes nothing: every query carries EDNS anyway, unless GODEBUG=netedns0=0 (Go 1.21.12, 1.22.5 and newer)",
    needs: "knowsResolvedOptions",
    unknownTo: "Go 1.19 and older",
  },
  "no-reload": {
    setting: "noReload",
    effect: "the file is read once",
    needs: "knowsResolvedOptions",
    unknownTo: "Go 1.19 and older",
  },
};

function sequential() {
  return {
    setting: "singleRequest",
    effect: "AAAA is asked after A",
    needs: "knowsSequentialAndTcpOptions",
    unknownTo: "Go 1.12 and older",
  } as const;
}

function tcpOnly() {
  return {
    setting: "useTcp",
    effect: "TCP only",
    needs: "knowsSequentialAndTcpOptions",
    unknownTo: "Go 1.12 and older",
  } as const;
}

const parse = remembered(parseResolvConf);

/** Reads the file of a World. `hostname` is the machine's: its domain is the default suffix. */
export async function readResolvConf(
  files: Files,
  hostname: string,
  features: Features,
): Promise<ResolvConf> {
  const file = await files.read(RESOLV_CONF);
  if (file.kind === "error") {
    return { ...parse("", hostname, features), error: file.errno };
  }
  // Go opens a directory without complaint and reads nothing from it.
  const content = file.directory ? "" : byteString(file.bytes);
  return { ...parse(content, hostname, features), mtimeMs: file.mtimeMs };
}

/** What a file's content (a byte string) means. Never fails. */
export function parseResolvConf(content: string, hostname: string, features: Features): ResolvConf {
  const parser = new Parser(features);
  const { lines, cut } = readLines(content);
  for (const [index, line] of lines.entries()) parser.readLine(index + 1, line);
  if (cut) parser.endEarly(lines.length + 1);
  return parser.finish(toByteString(hostname));
}

class Parser {
  readonly #features: Features;
  readonly #notes = new LineNotes();
  readonly #servers: Server[] = [];
  readonly #switches = {
    rotate: false,
    singleRequest: false,
    useTcp: false,
    trustAd: false,
    noReload: false,
  };
  #search: readonly string[] = [];
  #ndots = 1;
  #timeoutS = 5;
  #attempts = 2;
  #unknown: UnknownOption | null = null;

  constructor(features: Features) {
    this.#features = features;
  }

  readLine(number: number, line: string): void {
    this.#notes.add(number, toDisplayText(line), this.#statements(number, line));
  }

  /** A line that the buffer cannot hold. */
  endEarly(number: number): void {
    this.#notes.add(number, "…", [ignored("a line of 64 KiB or more: reading stops here")]);
  }

  finish(hostname: string): ResolvConf {
    const domain = hostname.slice(hostname.indexOf(".") + 1);
    const hasDomain = hostname.includes(".") && domain !== "";
    const fromFile = this.#search.length > 0;
    const hasDefaultServers = this.#servers.length === 0;
    return {
      servers: hasDefaultServers ? DEFAULT_SERVERS : this.#servers,
      hasDefaultServers,
      search: fromFile || !hasDomain ? this.#search : [rooted(domain)],
      searchFrom: fromFile ? "file" : hasDomain ? "hostname" : "nowhere",
      ndots: this.#ndots,
      timeoutMs: this.#timeoutS * 1000,
      attempts: this.#attempts,
      ...this.#switches,
      unknownOption: this.#unknown,
      error: null,
      mtimeMs: null,
      notes: this.#notes.finish(),
    };
  }

  #statements(number: number, line: string): readonly Statement[] {
    // Only the first byte makes a comment.
    if (line.startsWith("#") || line.startsWith(";")) return [ignored("comment")];
    const [keyword, ...values] = fieldsOf(line);
    switch (keyword) {
      case undefined:
        return [ignored("blank")];
      case "nameserver":
        return [this.#nameserver(values)];
      case "domain":
        return [this.#domain(values)];
      case "search":
        return [this.#searchList(values)];
      case "options":
        return values.length === 0
          ? [ignored("no option")]
          : values.map((value) => this.#option(number, value));
      case "lookup":
        return [ignored("Go uses it on OpenBSD only")];
      default:
        return [this.#unknownTo(number, `unknown keyword ${quoted(keyword)}`)];
    }
  }

  #nameserver([value]: readonly string[]): Statement {
    if (value === undefined) return ignored("no address");
    if (this.#servers.length === MOST_SERVERS)
      return ignored(`only the first ${MOST_SERVERS} servers are used`);
    const address = parseLiteral(value, this.#features);
    if (address === null) return ignored(`${quoted(value)} is not an IP address`);
    const host = formatAddress(toIpv4(address.bytes) ?? address.bytes);
    const server = {
      text: joinHostPort(value, DNS_PORT),
      address: withZone(host, address.zone),
      socketAddress: withZone(host, interfaceOf(address.zone)),
    };
    this.#servers.push(server);
    return took(null, `server ${this.#servers.length}: ${excerpt(server.text)}`);
  }

  #domain([value]: readonly string[]): Statement {
    if (value === undefined) return ignored("no domain");
    this.#search = [rooted(value)];
    return took("search list", `search list: ${toDisplayText(rooted(value))}`);
  }

  #searchList(values: readonly string[]): Statement {
    const suffixes = values.map(rooted);
    this.#search = this.#features.dropsSearchDot ? suffixes.filter((suffix) => suffix !== ".") : suffixes;
    const dropped = this.#search.length < suffixes.length ? 'the entry "." is dropped' : null;
    const list = this.#search.length === 0 ? "empty" : toDisplayText(this.#search.join(" "));
    return took("search list", `search list: ${list}`, dropped);
  }

  #option(line: number, option: string): Statement {
    const [, name, value = ""] = /^(ndots|timeout|attempts):(.*)$/s.exec(option) ?? [];
    switch (name) {
      case "ndots":
        this.#ndots = Math.min(leadingNumber(value), MOST_NDOTS);
        return took("ndots", `ndots ${this.#ndots}`);
      case "timeout":
        this.#timeoutS = Math.max(leadingNumber(value), 1);
        return took("timeout", `timeout ${this.#timeoutS} s`);
      case "attempts":
        this.#attempts = Math.max(leadingNumber(value), 1);
        return took("attempts", `attempts ${this.#attempts}`);
      default:
        return this.#switchOn(line, option);
    }
  }

  #switchOn(line: number, option: string): Statement {
    const known = Object.hasOwn(SWITCHES, option) ? SWITCHES[option] : undefined;
    if (known === undefined) return this.#unknownTo(line, `unknown option ${quoted(option)}`);
    if (known.needs !== null && !this.#features[known.needs]) {
      return this.#unknownTo(line, `option ${quoted(option)} is unknown to ${known.unknownTo}`);
    }
    if (known.setting !== null) this.#switches[known.setting] = true;
    return took(null, known.effect);
  }

  #unknownTo(line: number, what: string): Statement {
    this.#unknown ??= { line, what };
    return ignored(what);
  }
}

function withZone(host: string, zone: string): string {
  return zone === "" ? host : `${host}%${zone}`;
}

/**
 * zoneCache.index: an interface by its name or number. A lab has no other than lo; a zone that names none is as good as
 * no zone.
 */
function interfaceOf(zone: string): string {
  if (zone === "lo") return zone;
  const index = leadingNumber(zone);
  return index === 0 ? "" : String(index);
}

function rooted(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

function quoted(bytes: string): string {
  return JSON.stringify(excerpt(bytes));
}
