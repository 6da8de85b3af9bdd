/** /etc/resolv.conf, LOCALDOMAIN and RES_OPTIONS as glibc reads them (resolv/res_init.c, res_vinit_1, res_setoptions). */
import { ignored, LineNotes, type Statement, toByteString, toDisplayText, took } from "../go/index.ts";
import {
  DEFAULT_SERVER,
  keywordProblem,
  type LibcConf,
  linesOf,
  MOST_SERVERS,
  quoted,
  shownSearch,
  withPort,
} from "../libc/conf.ts";
import { parseLibcAddress } from "../libc/inet-aton.ts";
import { type GlibcLevel, isSince } from "./levels.ts";

const KEYWORDS = ["domain", "search", "nameserver", "sortlist", "options"] as const;
/** What level 2.17 has room for (MAXDNSRCH, and the buffer behind it). */
const OLD_SEARCH = { domains: 6, bytes: 255 } as const;

const NUMBER_OPTIONS = [
  { word: "ndots:", setting: "ndots", label: "ndots", unit: "" },
  { word: "timeout:", setting: "timeoutS", label: "timeout", unit: " s" },
  { word: "attempts:", setting: "attempts", label: "attempts", unit: "" },
] as const;

interface Flag {
  readonly word: string;
  readonly effect: string | null;
  readonly since?: GlibcLevel["id"];
}

/** Options are recognised by how they begin; the longer word comes first. `effect` null: it does nothing here. */
const FLAGS: readonly Flag[] = [
  { word: "rotate", effect: "servers take turns" },
  { word: "edns0", effect: "queries carry an OPT record" },
  { word: "single-request-reopen", effect: "AAAA is asked after A" },
  { word: "single-request", effect: "AAAA is asked after A" },
  { word: "no-tld-query", effect: "names without a dot are not tried as they are" },
  { word: "no_tld_query", effect: "names without a dot are not tried as they are" },
  { word: "use-vc", effect: "TCP only" },
  { word: "no-reload", effect: "the file is read once", since: "2.26" },
  { word: "trust-ad", effect: "queries have AD set", since: "2.31" },
  { word: "no-aaaa", effect: "AAAA is not asked", since: "2.36" },
  { word: "strict-error", effect: "an error of one family leads to the next server", since: "2.41" },
  ...["inet6", "ip6-bytestring", "ip6-dotint", "no-ip6-dotint", "no-check-names", "debug"].map((word) => ({
    word,
    effect: null,
  })),
];

export interface GlibcSurroundings {
  readonly hostname: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a file's content (a byte string) and the environment mean to glibc. */
export function readAsGlibc(content: string, level: GlibcLevel, surroundings: GlibcSurroundings): LibcConf {
  const parser = new Parser(level);
  for (const [index, line] of linesOf(content).entries()) parser.readLine(index + 1, line);
  return parser.finish(surroundings);
}

class Parser {
  readonly #level: GlibcLevel;
  readonly #notes = new LineNotes();
  readonly #servers: string[] = [];
  readonly #numbers = { ndots: 1, timeoutS: 5, attempts: 2 };
  readonly #flags = new Set<string>();
  #search: readonly string[] = [];

  constructor(level: GlibcLevel) {
    this.#level = level;
  }

  readLine(number: number, line: string): void {
    this.#notes.add(number, toDisplayText(line), this.#statements(line));
  }

  finish({ hostname, env }: GlibcSurroundings): LibcConf {
    const hasDefaultServers = this.#servers.length === 0;
    this.#options(wordsOf(toByteString(env.RES_OPTIONS ?? "")));
    return {
      servers: hasDefaultServers ? [DEFAULT_SERVER] : this.#servers,
      hasDefaultServers,
      ...this.#searchOf(hostname, env.LOCALDOMAIN),
      ...this.#numbers,
      flags: [...this.#flags],
      notes: this.#notes.finish(),
    };
  }

  #searchOf(hostname: string, localdomain: string | undefined): Pick<LibcConf, "search" | "searchFrom"> {
    if (localdomain !== undefined) {
      return { search: wordsOf(localdomain), searchFrom: "environment" };
    }
    if (this.#search.length > 0) return { search: this.#search, searchFrom: "file" };
    const dot = hostname.indexOf(".");
    const domain = dot === -1 ? "" : hostname.slice(dot + 1);
    return domain === ""
      ? { search: [], searchFrom: "nowhere" }
      : { search: [domain], searchFrom: "hostname" };
  }

  #statements(line: string): readonly Statement[] {
    const keyword = KEYWORDS.find((word) => line.startsWith(word) && /^[ \t]/.test(line.slice(word.length)));
    if (keyword === undefined) return [ignored(keywordProblem(line))];
    const value = line.slice(keyword.length);
    const words = wordsOf(value);
    switch (keyword) {
      case "nameserver":
        return [this.#nameserver(words[0])];
      case "domain":
        return [this.#searchList(words.slice(0, 1), null)];
      case "search":
        return [this.#level.id === "2.17" ? this.#shortSearchList(value) : this.#searchList(words, null)];
      case "sortlist":
        return [ignored("it orders IPv4-only lookups, nothing else")];
      case "options":
        return words.length === 0 ? [ignored("no option")] : this.#options(words);
    }
  }

  #nameserver(word: string | undefined): Statement {
    if (word === undefined) return ignored("no address");
    // Up to 2.28 inet_aton lets blanks follow the address, and a carriage return is one.
    const isStrict = isSince(this.#level, "2.29");
    const address = parseLibcAddress(isStrict || word.includes(":") ? word : word.replace(/[\v\f\r]+$/, ""));
    if (address === null) {
      return ignored(
        word.endsWith("\r")
          ? "the carriage return at its end is taken for part of the address"
          : `${quoted(word)} is not an IP address`,
      );
    }
    if (this.#servers.length === MOST_SERVERS)
      return ignored(`only the first ${MOST_SERVERS} servers are used`);
    this.#servers.push(address);
    return took(null, `server ${this.#servers.length}: ${withPort(address)}`);
  }

  #searchList(words: readonly string[], why: string | null): Statement {
    if (words.length === 0) return ignored("empty: the list stays as it is");
    this.#search = words.map(toDisplayText);
    const carriageReturn = words.at(-1)?.endsWith("\r")
      ? "the carriage return stays in the last domain"
      : null;
    return took("search list", `search list: ${shownSearch(this.#search)}`, why ?? carriageReturn);
  }

  #shortSearchList(value: string): Statement {
    const all = wordsOf(value);
    const kept = wordsOf(value.trimStart().slice(0, OLD_SEARCH.bytes)).slice(0, OLD_SEARCH.domains);
    const isCut = kept.length < all.length || kept.at(-1) !== all[kept.length - 1];
    const limits = `only ${OLD_SEARCH.domains} domains and ${OLD_SEARCH.bytes} bytes are kept`;
    return this.#searchList(kept, isCut ? limits : null);
  }

  #options(words: readonly string[]): readonly Statement[] {
    return words.map((word, index) => {
      const number = NUMBER_OPTIONS.find((option) => word.startsWith(option.word));
      if (number === undefined) return this.#flag(word);
      const { setting, label, unit } = number;
      // atoi skips blanks, so the number may be the next word.
      const digits = word.slice(number.word.length) || (words[index + 1] ?? "");
      this.#numbers[setting] = clamped(setting, Number.parseInt(digits, 10) || 0);
      const value = this.#numbers[setting];
      const sendsNothing = setting === "attempts" && value === 0;
      return took(label, `${label} ${value}${unit}`, sendsNothing ? "sends no query at all" : null);
    });
  }

  #flag(word: string): Statement {
    const flag = FLAGS.find((candidate) => word.startsWith(candidate.word));
    if (flag === undefined) return ignored(`glibc has no option ${quoted(word)}`);
    if (flag.since !== undefined && !isSince(this.#level, flag.since)) {
      return ignored(`option ${quoted(flag.word)} came with glibc ${flag.since}`);
    }
    if (flag.effect === null) return ignored(`option ${quoted(flag.word)} does nothing here`);
    this.#flags.add(flag.word);
    return took(null, flag.effect);
  }
}

/** ndots is kept in four bits, so a negative one is 15; timeout 0 waits one second; attempts 0 asks nobody. */
function clamped(setting: (typeof NUMBER_OPTIONS)[number]["setting"], value: number): number {
  switch (setting) {
    case "ndots":
      return value < 0 ? 15 : Math.min(value, 15);
    case "timeoutS":
      return Math.max(1, Math.min(value, 30));
    case "attempts":
      return Math.max(0, Math.min(value, 5));
  }
}

/** Words between blanks and tabs; a carriage return is part of a word. */
function wordsOf(text: string): string[] {
  return text.split(/[ \t]+/).filter((word) => word !== "");
}
