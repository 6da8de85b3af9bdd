/**
 * What glibc's resolver knows before it asks: /etc/resolv.conf, LOCALDOMAIN, RES_OPTIONS and the host name
 * (resolv/res_init.c: res_vinit_1, res_setoptions). Bytes count: a text is a byte string here.
 */
import { formatAddress } from "../../wire/ip.ts";
import { NeverError } from "../../world/world.ts";
import { parseIpv4, parseScope, parseStrictIpv6 } from "./numeric.ts";
import type { FeatureName, Features } from "./versions.ts";

export type ResolverOption =
  | "rotate"
  | "edns0"
  | "single-request-reopen"
  | "single-request"
  | "no-tld-query"
  | "no-reload"
  | "use-vc"
  | "trust-ad"
  | "no-aaaa"
  | "strict-error";

/** An address range of a sortlist line, as 32-bit numbers. */
export interface SortRange {
  readonly address: number;
  readonly mask: number;
}

export interface ResolverConf {
  /** The first three, at least one. With its scope behind "%" where it has one. */
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Seconds; zero and less wait one. */
  readonly timeoutS: number;
  readonly attempts: number;
  readonly options: ReadonlySet<ResolverOption>;
  readonly sortlist: readonly SortRange[];
}

export interface Surroundings {
  readonly hostname: string;
  readonly env: Readonly<Record<string, string>>;
}

/** In the order in which they are tried: the longer of two that begin alike comes first. */
const OPTIONS: readonly {
  readonly word: string;
  readonly option: ResolverOption;
  readonly since?: FeatureName;
}[] = [
  { word: "rotate", option: "rotate" },
  { word: "edns0", option: "edns0" },
  { word: "single-request-reopen", option: "single-request-reopen" },
  { word: "single-request", option: "single-request" },
  { word: "no_tld_query", option: "no-tld-query" },
  { word: "no-tld-query", option: "no-tld-query" },
  { word: "no-reload", option: "no-reload", since: "reloadsResolvConf" },
  { word: "use-vc", option: "use-vc" },
  { word: "trust-ad", option: "trust-ad", since: "trustAd" },
  { word: "no-aaaa", option: "no-aaaa", since: "noAaaa" },
  { word: "strict-error", option: "strict-error", since: "strictError" },
];

const MOST_SERVERS = 3;
const MOST_SORT_RANGES = 10;
/** In labd's words, so that both say the same. */
const ENDLESS_SORTLIST = "computes without an end";
/** RES_MAXNDOTS, RES_MAXRETRANS, RES_MAXRETRY. */
const LARGEST = { ndots: 15, timeoutS: 30, attempts: 5 } as const;
/** Up to 2.25: the buffers of a line (BUFSIZ), of all search domains, and their number. */
const OLD_LINE_BYTES = 8191;
const OLD_SEARCH_BYTES = 255;
const OLD_SEARCH_DOMAINS = 6;

/** What a file's content (a byte string; empty for none) and the surroundings mean. */
export function readResolverConf(
  content: string,
  features: Features,
  surroundings: Surroundings,
): ResolverConf {
  const reader = new Reader(features, surroundings);
  for (const line of linesOf(content, features)) reader.line(line);
  return reader.finish(surroundings);
}

/** Lines with their newline; up to 2.25 a long one comes in pieces, each of which counts as a line. */
function linesOf(content: string, { unlimitedSearchList }: Features): readonly string[] {
  const lines = content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  if (unlimitedSearchList) return lines.map(untilNul);
  const pieces = new RegExp(`[\\s\\S]{1,${OLD_LINE_BYTES}}`, "g");
  return lines.flatMap((line) => line.match(pieces) ?? []).map(untilNul);
}

/** What a sticky pattern finds at a place. */
function matched(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function untilNul(line: string): string {
  const nul = line.indexOf("\0");
  return nul === -1 ? line : line.slice(0, nul);
}

class Reader {
  readonly #features: Features;
  readonly #servers: string[] = [];
  readonly #sortlist: SortRange[] = [];
  readonly #numbers = { ndots: 1, timeoutS: 5, attempts: 2 };
  readonly #options = new Set<ResolverOption>();
  readonly #fromEnvironment: boolean;
  #search: readonly string[] = [];
  /** Up to 2.25: what a domain line or the first word of a search line left, where the host name's domain would go. */
  #domain = "";

  constructor(features: Features, { env }: Surroundings) {
    this.#features = features;
    const localdomain = env.LOCALDOMAIN;
    this.#fromEnvironment = localdomain !== undefined;
    if (localdomain !== undefined) {
      const [line = ""] = untilNul(localdomain).split("\n", 1);
      this.#search = this.#searchList(line);
      this.#domain = this.#search[0] ?? "";
    }
  }

  line(line: string): void {
    if (line.startsWith(";") || line.startsWith("#")) return;
    const [, keyword, value = ""] =
      /^(domain|search|nameserver|sortlist|options)[ \t]([\s\S]*)$/.exec(line) ?? [];
    switch (keyword) {
      case "domain":
      case "search":
        if (!this.#fromEnvironment) this.#domainOrSearch(keyword, value.replace(/^[ \t]+/, ""));
        return;
      case "nameserver":
        this.#nameserver(value.replace(/^[ \t]+/, ""));
        return;
      case "sortlist":
        this.#sort(value);
        return;
      case "options":
        this.#setOptions(value);
        return;
    }
  }

  finish({ hostname, env }: Surroundings): ResolverConf {
    if (env.RES_OPTIONS !== undefined) this.#setOptions(env.RES_OPTIONS);
    return {
      servers: this.#servers.length === 0 ? ["127.0.0.1"] : this.#servers.slice(0, MOST_SERVERS),
      search: this.#searchWith(hostname),
      // Four bits.
      ndots: this.#numbers.ndots & 15,
      timeoutS: this.#numbers.timeoutS,
      attempts: this.#numbers.attempts,
      options: this.#options,
      sortlist: this.#sortlist,
    };
  }

  #searchWith(hostname: string): readonly string[] {
    const dot = hostname.indexOf(".");
    if (this.#features.noEmptySearchEntry) {
      return this.#search.length > 0 || dot === -1 ? this.#search : [hostname.slice(dot + 1)];
    }
    if (this.#search.length > 1) return this.#search;
    return [this.#domain === "" && dot !== -1 ? hostname.slice(dot + 1) : this.#domain];
  }

  #domainOrSearch(keyword: "domain" | "search", value: string): void {
    if (value === "" || value.startsWith("\n")) return;
    if (keyword === "search") {
      const [line = ""] = value.split("\n", 1);
      this.#search = this.#searchList(line);
      this.#domain = this.#search[0] ?? "";
      return;
    }
    const [word = ""] = (this.#features.unlimitedSearchList ? value : value.slice(0, OLD_SEARCH_BYTES)).split(
      /[ \t\n]/,
      1,
    );
    this.#domain = word;
    this.#search = [word];
  }

  /** Words between blanks and tabs; the first one is kept even if it is empty. */
  #searchList(line: string): readonly string[] {
    const { unlimitedSearchList } = this.#features;
    const [first = "", ...more] = (unlimitedSearchList ? line : line.slice(0, OLD_SEARCH_BYTES)).split(
      /[ \t]/,
    );
    const words = [first, ...more.filter((word) => word !== "")];
    return unlimitedSearchList ? words : words.slice(0, OLD_SEARCH_DOMAINS);
  }

  #nameserver(value: string): void {
    if (!this.#features.unlimitedSearchList && this.#servers.length >= MOST_SERVERS) return;
    const [word = ""] = value.split(/[ \t\n]/, 1);
    // inet_aton saw the whole rest of the line up to 2.25; what follows the address was its own affair.
    const ipv4 = parseIpv4(word, this.#features);
    if (ipv4 !== null) {
      this.#servers.push(formatAddress(ipv4));
      return;
    }
    const [address = "", ...scope] = word.split("%");
    const ipv6 = parseStrictIpv6(address, this.#features);
    if (ipv6 === null) return;
    const index = scope.length === 0 ? 0 : (parseScope(ipv6, scope.join("%"), this.#features) ?? 0);
    this.#servers.push(`${formatAddress(ipv6)}${index === 0 ? "" : `%${index}`}`);
  }

  /**
   * Networks and masks; a network without a mask has its class's. A character that neither separates nor begins a word
   * (a carriage return, one beyond ASCII, a mask without an address before it) is looked at again and again
   * (resolv/res_init.c, all versions).
   */
  #sort(value: string): void {
    const { unlimitedSearchList } = this.#features;
    for (let at = 0; unlimitedSearchList || this.#sortlist.length < MOST_SORT_RANGES; ) {
      at += matched(/[ \t]*/y, value, at).length;
      if (at >= value.length || value[at] === "\n" || value[at] === ";") return;
      const network = matched(/[^/&;\s\x80-\xff]*/y, value, at);
      const address = parseIpv4(network, this.#features);
      const isMasked = address !== null && /[/&]/.test(value[at + network.length] ?? "");
      const mask = isMasked ? matched(/[^;\s\x80-\xff]*/y, value, at + network.length + 1) : null;
      const length = network.length + (mask === null ? 0 : mask.length + 1);
      if (length === 0) throw new NeverError(ENDLESS_SORTLIST);
      at += length;
      if (address === null) continue;
      const given = mask === null ? null : parseIpv4(mask, this.#features);
      const number = numberOf(address);
      this.#sortlist.push({ address: number, mask: given === null ? classMask(number) : numberOf(given) });
    }
  }

  #setOptions(text: string): void {
    for (const match of text.matchAll(/[^ \t]+/g)) {
      const [word] = match;
      const number = /^(ndots|timeout|attempts):/.exec(word);
      if (number !== null)
        this.#setNumber(number[1] ?? "", text.slice((match.index ?? 0) + number[0].length));
      else this.#setFlag(word);
    }
  }

  #setNumber(name: string, text: string): void {
    // atoi skips white space, so the number may stand behind a blank.
    const value = Number.parseInt(/^[ \t\n\v\f\r]*([+-]?[0-9]+)/.exec(text)?.[1] ?? "0", 10) | 0;
    const setting = name === "timeout" ? "timeoutS" : name === "ndots" ? "ndots" : "attempts";
    this.#numbers[setting] = Math.min(value, LARGEST[setting]);
  }

  #setFlag(word: string): void {
    const isNegated = this.#features.clearsOptions && word.startsWith("-");
    const text = isNegated ? word.slice(1) : word;
    const known = OPTIONS.find(
      (candidate) =>
        text.startsWith(candidate.word) && (candidate.since === undefined || this.#features[candidate.since]),
    );
    if (known === undefined) return;
    if (isNegated) this.#options.delete(known.option);
    else this.#options.add(known.option);
  }
}

function numberOf(address: Uint8Array): number {
  return address.reduce((number, byte) => number * 256 + byte, 0);
}

function classMask(address: number): number {
  const first = Math.floor(address / 2 ** 24);
  return first < 128 ? 0xff000000 : first < 192 ? 0xffff0000 : 0xffffff00;
}
