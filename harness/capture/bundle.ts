/** Reads what `images/collect/collect.sh` said: a place, and what its nameservers replied. The text is nobody's to trust. */
import type { Transport } from "../fixture/dns-server.ts";
import type { FileSpec } from "../scenario/scenario.ts";
import { byteStringBytes, hexBytes } from "../wire/bytes.ts";
import { type Answers, answersFrom } from "./answers.ts";
import type { CapturedPlace } from "./capture.ts";
import { type Answered, questionKey } from "./heard.ts";

export interface Bundle extends Answers {
  readonly place: CapturedPlace;
}

/** What is wrong with a bundle, and where. */
export class BundleError extends Error {
  override readonly name = "BundleError";
  readonly line: number;
  constructor(problem: string, line: number) {
    super(problem);
    this.line = line;
  }
}

const FIRST_LINE = "resolver-matrix bundle 1";
const MOST_REPLIES = 5000;
const LENGTH_BYTES = 2;

interface Line {
  readonly number: number;
  readonly word: string;
  readonly rest: string;
  /** Lines of content behind it, as a byte string. */
  content: string;
}

/** Takes a bundle (a byte string) apart. Throws BundleError. */
export function readBundle(text: string): Bundle {
  const lines = entriesOf(text);
  const replies = repliesIn(lines);
  return { place: placeOf(lines, replies.size > 0), ...answersFrom(replies) };
}

function entriesOf(text: string): readonly Line[] {
  const [first = "", ...others] = text.split("\n");
  if (first.trimEnd() !== FIRST_LINE) throw new BundleError(`does not begin with "${FIRST_LINE}"`, 1);
  const entries: Line[] = [];
  for (const [index, line] of others.entries()) {
    const number = index + 2;
    const last = entries.at(-1);
    if (/^[|\\]/.test(line)) {
      if (last === undefined) throw new BundleError("a line of a file, and no file before it", number);
      last.content += line.slice(1) + (line.startsWith("|") ? "\n" : "");
      continue;
    }
    if (line === "") continue;
    const [word = ""] = line.split(" ", 1);
    entries.push({ number, word, rest: line.slice(word.length + 1), content: "" });
  }
  if (entries.at(-1)?.word !== "end")
    throw new BundleError('ends before "end": it is cut off', others.length);
  return entries;
}

function placeOf(lines: readonly Line[], hasReplies: boolean): CapturedPlace {
  const rests = (word: string) => lines.filter((line) => line.word === word);
  const files: Record<string, FileSpec> = {};
  for (const { word, rest, content } of lines) {
    const file = FILES[word]?.(content);
    // No image has a host.conf or gai.conf that could stand in the way of one that is not there.
    if (file !== undefined && !(file.kind === "absent" && SELDOM_THERE.has(rest))) files[rest] = file;
  }
  const [hostname] = rests("hostname");
  const [user] = rests("user");
  const libcs = rests("libc").map(
    ({ rest, content }) => `${rest} (${content.trim().replaceAll(/\s+/g, " ")})`,
  );
  return {
    where: `a bundle of ${hostname?.rest ?? "somewhere"}`,
    files,
    env: Object.fromEntries(rests("env").map(({ rest, content }) => [rest, content.replace(/\n$/, "")])),
    hostname: hostname?.rest ?? "lab",
    user: userOf(user),
    images: null,
    libcs,
    lacks: [
      ...rests("lacks").map(({ rest }) => rest),
      ...(hasReplies ? [] : ["It has no replies, so no name exists in this scenario."]),
    ],
  };
}

const SELDOM_THERE: ReadonlySet<string> = new Set(["/etc/host.conf", "/etc/gai.conf"]);
const FILES: Readonly<Record<string, (content: string) => FileSpec>> = {
  file: (content) => ({ kind: "content", bytes: byteStringBytes(content), mode: 0o644, owner: 0 }),
  directory: () => ({ kind: "directory", mode: 0o755, owner: 0 }),
  unreadable: () => ({ kind: "failing", errno: "EACCES" }),
  absent: () => ({ kind: "absent" }),
};

function userOf(line: Line | undefined): number {
  if (line === undefined) return 0;
  if (!/^\d{1,9}$/.test(line.rest)) throw new BundleError("user: expected a uid", line.number);
  return Number(line.rest);
}

/** Answers by question. */
function repliesIn(lines: readonly Line[]): ReadonlyMap<string, Answered> {
  const replies = lines.filter(({ word }) => word === "reply");
  if (replies.length > MOST_REPLIES)
    throw new BundleError(`more than ${MOST_REPLIES} replies`, replies[MOST_REPLIES]?.number ?? 0);
  return new Map(
    replies.map(({ number, rest }) => {
      const [server = "", transport = "", name = "", type = "", opt = "", said = ""] = rest.split(" ");
      if (!isTransport(transport) || !/^(?:plain|edns)$/.test(opt))
        throw new BundleError("reply: expected SERVER udp|tcp NAME TYPE plain|edns REPLY", number);
      const absolute = name.endsWith(".") ? name : `${name}.`;
      const key = questionKey({ server, transport, name: absolute, type, edns: opt === "edns" });
      return [key, answeredOf(said, transport, number)] as const;
    }),
  );
}

function isTransport(text: string): text is Transport {
  return text === "udp" || text === "tcp";
}

function answeredOf(said: string, transport: Transport, line: number): Answered {
  if (said === "none") return { kind: "silence" };
  if (said === "closed") return { kind: "closed" };
  if (!/^(?:[0-9a-f]{2}){12,65537}$/.test(said))
    throw new BundleError("reply: expected a message in hex", line);
  const bytes = hexBytes(said);
  return { kind: "reply", bytes: transport === "tcp" ? bytes.subarray(LENGTH_BYTES) : bytes, afterMs: 0 };
}
