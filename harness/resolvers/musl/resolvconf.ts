/** /etc/resolv.conf as musl reads it (src/network/resolvconf.c). */
import {
  DEFAULT_SERVER,
  keywordProblem,
  type LibcConf,
  MOST_SERVERS,
  quoted,
  shownSearch,
  withPort,
} from "../libc/conf.ts";
import { ignored, LineNotes, type Statement, took } from "../line-notes.ts";
import { toDisplayText } from "../text.ts";
import { cString, isSpaceAt, skipSpace, wordEnd } from "./files.ts";
import { formatLiteral, type MuslAddress, parseLiteral } from "./literals.ts";
import { type Features, featuresOf } from "./versions.ts";

/** What a program has after reading the file. */
export interface MuslConf extends LibcConf {
  readonly addresses: readonly MuslAddress[];
  /** The search list as bytes, blanks and all. */
  readonly searchText: string;
}

/** fgets into a buffer of 256 bytes: newline and final NUL leave 254 for a line. */
const LONGEST_LINE = 254;
const KEYWORDS = ["options", "nameserver", "domain", "search"] as const;
const NEWEST = featuresOf({ version: "1.2.6", release: null });

const NUMBER_OPTIONS = [
  { word: "ndots:", setting: "ndots", label: "ndots", unit: "", most: 15, zero: null },
  {
    word: "timeout:",
    setting: "timeoutS",
    label: "timeout",
    unit: " s",
    most: 60,
    zero: "sends no query at all",
  },
  {
    word: "attempts:",
    setting: "attempts",
    label: "attempts",
    unit: "",
    most: 10,
    zero: "divides by zero (SIGFPE)",
  },
] as const;

/** What a file's content (a byte string) means to a musl with these features; default: today's. */
export function readAsMusl(content: string, features: Features = NEWEST): MuslConf {
  const parser = new Parser(features);
  for (let at = 0, number = 1; at < content.length; number += 1) {
    const newline = content.indexOf("\n", at);
    const end = newline === -1 ? content.length : newline;
    parser.readLine(number, content.slice(at, end), newline !== -1);
    at = end + 1;
  }
  return parser.finish();
}

class Parser {
  readonly #features: Features;
  readonly #notes = new LineNotes();
  readonly #servers: string[] = [];
  readonly #addresses: MuslAddress[] = [];
  readonly #numbers = { ndots: 1, timeoutS: 5, attempts: 2 };
  #searchText = "";
  /** A NUL byte hides the end of its line from musl, which then skips to the next one. */
  #swallowsNext = false;

  constructor(features: Features) {
    this.#features = features;
  }

  readLine(number: number, line: string, isEnded: boolean): void {
    this.#notes.add(number, toDisplayText(line), this.#statements(line, isEnded));
  }

  finish(): MuslConf {
    const hasDefaultServers = this.#servers.length === 0;
    const fallback = parseLiteral(DEFAULT_SERVER, null);
    if (hasDefaultServers && fallback.kind === "address") this.#addresses.push(fallback.address);
    const search = wordsOf(this.#searchText).map(toDisplayText);
    return {
      servers: hasDefaultServers ? [DEFAULT_SERVER] : this.#servers,
      addresses: this.#addresses,
      hasDefaultServers,
      search,
      searchText: this.#searchText,
      searchFrom: search.length === 0 ? "nowhere" : "file",
      ...this.#numbers,
      flags: [],
      notes: this.#notes.finish(),
    };
  }

  #statements(line: string, isEnded: boolean): readonly Statement[] {
    if (this.#swallowsNext) {
      this.#swallowsNext = false;
      return [ignored("the NUL byte in the line before makes musl skip this one too")];
    }
    if (line.length > LONGEST_LINE) {
      return [ignored(`longer than ${LONGEST_LINE} bytes: musl drops the whole line`)];
    }
    if (isEnded && line.includes("\0")) {
      this.#swallowsNext = true;
      return [ignored("a NUL byte makes musl drop the line")];
    }
    // The last line may lack its newline; then a NUL byte ends it.
    const text = isEnded ? `${line}\n` : cString(line);
    const keyword = KEYWORDS.find((word) => text.startsWith(word) && isSpaceAt(text, word.length));
    if (keyword === undefined) return [ignored(keywordProblem(line))];
    const rest = skipSpace(text, keyword.length + 1);
    if (keyword === "nameserver") return [this.#nameserver(text.slice(rest, wordEnd(text, rest)))];
    if (keyword === "options") return this.#options(text);
    this.#searchText = text.slice(rest);
    return [took("search list", `search list: ${shownSearch(wordsOf(this.#searchText).map(toDisplayText))}`)];
  }

  #nameserver(word: string): Statement {
    if (word === "") return ignored("no address");
    const literal = parseLiteral(word, null);
    if (literal.kind !== "address") return ignored(`${quoted(word)} is not an IP address`);
    if (this.#servers.length === MOST_SERVERS)
      return ignored(`only the first ${MOST_SERVERS} servers are used`);
    const address = formatLiteral(literal.address);
    this.#addresses.push(literal.address);
    this.#servers.push(address);
    return took(null, `server ${this.#servers.length}: ${withPort(address)}`);
  }

  /** musl looks for each option's text anywhere in the line, and only for its first occurrence. */
  #options(line: string): readonly Statement[] {
    const words = wordsOf(line.slice("options".length));
    if (words.length === 0) return [ignored("no option")];
    const numbers = NUMBER_OPTIONS.flatMap((option) => {
      const at = line.indexOf(option.word);
      if (at === -1) return [];
      if (option.setting === "attempts" && !this.#features.readsAttempts) {
        return [ignored("musl up to 1.1.16 looks for its number in the wrong place")];
      }
      const digits = /^[0-9]+/.exec(line.slice(at + option.word.length))?.[0];
      if (digits === undefined) return [ignored(`no number follows ${quoted(option.word)} at once`)];
      const value = Math.min(Number(digits), option.most);
      this.#numbers[option.setting] = value;
      return [took(option.label, `${option.label} ${value}${option.unit}`, value === 0 ? option.zero : null)];
    });
    const others = words.filter((word) => !NUMBER_OPTIONS.some((option) => word.includes(option.word)));
    return [...numbers, ...others.map((word) => ignored(`musl has no option ${quoted(word)}`))];
  }
}

/** The words of a text, apart from its white space. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const end = wordEnd(text, at);
    words.push(text.slice(at, end));
    at = skipSpace(text, end);
  }
  return words;
}
