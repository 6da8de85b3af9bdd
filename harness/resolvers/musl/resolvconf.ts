/** /etc/resolv.conf as musl reads it (src/network/resolvconf.c, the same from 1.1.16 to 1.2.6). */
import { ignored, LineNotes, type Statement, toDisplayText, took } from "../go/index.ts";
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

/** fgets into a buffer of 256 bytes: newline and final NUL leave 254 for a line. */
const LONGEST_LINE = 254;
/** isspace(3). */
const SPACE = /[ \t\v\f\r]/;
const KEYWORDS = ["options", "nameserver", "domain", "search"] as const;

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

/** What a file's content (a byte string) means to musl. */
export function readAsMusl(content: string): LibcConf {
  const parser = new Parser();
  for (const [index, line] of linesOf(content).entries()) parser.readLine(index + 1, line);
  return parser.finish();
}

class Parser {
  readonly #notes = new LineNotes();
  readonly #servers: string[] = [];
  readonly #numbers = { ndots: 1, timeoutS: 5, attempts: 2 };
  #search: readonly string[] = [];
  /** A NUL byte hides the end of its line from musl, which then skips to the next one. */
  #swallowsNext = false;

  readLine(number: number, line: string): void {
    this.#notes.add(number, toDisplayText(line), this.#statements(line));
  }

  finish(): LibcConf {
    const hasDefaultServers = this.#servers.length === 0;
    return {
      servers: hasDefaultServers ? [DEFAULT_SERVER] : this.#servers,
      hasDefaultServers,
      search: this.#search,
      searchFrom: this.#search.length === 0 ? "nowhere" : "file",
      ...this.#numbers,
      flags: [],
      notes: this.#notes.finish(),
    };
  }

  #statements(line: string): readonly Statement[] {
    if (this.#swallowsNext) {
      this.#swallowsNext = false;
      return [ignored("the NUL byte in the line before makes musl skip this one too")];
    }
    if (line.includes("\0")) {
      this.#swallowsNext = true;
      return [ignored("a NUL byte makes musl drop the line")];
    }
    if (line.length > LONGEST_LINE) {
      return [ignored(`longer than ${LONGEST_LINE} bytes: musl drops the whole line`)];
    }
    const keyword = KEYWORDS.find(
      (word) =>
        line.startsWith(word) && (line.length === word.length || SPACE.test(line.charAt(word.length))),
    );
    if (keyword === undefined) return [ignored(keywordProblem(line))];
    const words = line
      .slice(keyword.length)
      .split(SPACE)
      .filter((word) => word !== "");
    if (keyword === "nameserver") return [this.#nameserver(words[0])];
    if (keyword === "options") return this.#options(line, words);
    this.#search = words.map(toDisplayText);
    return [took("search list", `search list: ${shownSearch(this.#search)}`)];
  }

  #nameserver(word: string | undefined): Statement {
    if (word === undefined) return ignored("no address");
    const address = parseLibcAddress(word);
    if (address === null) return ignored(`${quoted(word)} is not an IP address`);
    if (this.#servers.length === MOST_SERVERS)
      return ignored(`only the first ${MOST_SERVERS} servers are used`);
    this.#servers.push(address);
    return took(null, `server ${this.#servers.length}: ${withPort(address)}`);
  }

  /** musl looks for each option's text anywhere in the line, and only for its first occurrence. */
  #options(line: string, words: readonly string[]): readonly Statement[] {
    if (words.length === 0) return [ignored("no option")];
    const numbers = NUMBER_OPTIONS.flatMap((option) => {
      const at = line.indexOf(option.word);
      if (at === -1) return [];
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
