/** /etc/nsswitch.conf as Go reads it (src/net/nss.go). */
import { byteString } from "../../wire/bytes.ts";
import type { Errno, Files } from "../../world/world.ts";
import { ignored, type LineNote, LineNotes, type Statement, took } from "../line-notes.ts";
import { excerpt, lowerAscii, readLines, toDisplayText, trimSpace } from "../text.ts";
import { remembered } from "./remembered.ts";
import type { Features } from "./versions.ts";

export const NSSWITCH_CONF = "/etc/nsswitch.conf";
const HOSTS_DATABASE = "hosts";

/** One condition of a `[…]` block. */
export interface NssCriterion {
  readonly negated: boolean;
  /** In lower case, like `action`. */
  readonly status: string;
  readonly action: string;
}

/** One source of the hosts database. */
export interface NssSource {
  readonly name: string;
  readonly criteria: readonly NssCriterion[];
  /** Line of the file, from 1. */
  readonly line: number;
}

/** Why the file is of no use. */
export type NssError =
  | { readonly kind: "errno"; readonly errno: Errno }
  | { readonly kind: "syntax"; readonly line: number; readonly what: string };

export interface Nsswitch {
  /** The sources of all `hosts:` lines, in order. */
  readonly sources: readonly NssSource[];
  readonly error: NssError | null;
  /** Modification time of what was parsed; null where there was no file. */
  readonly mtimeMs: number | null;
  readonly notes: readonly LineNote[];
}

const parse = remembered((content, _hostname, features) => parseNsswitch(content, features));

/** Reads the file of a World. */
export async function readNsswitch(files: Files, features: Features): Promise<Nsswitch> {
  const file = await files.read(NSSWITCH_CONF);
  if (file.kind === "error") return failed({ kind: "errno", errno: file.errno });
  if (file.directory && !features.readsNsswitchByLine) {
    return failed({ kind: "errno", errno: "EISDIR" });
  }
  return { ...parse(byteString(file.bytes), "", features), mtimeMs: file.mtimeMs };
}

function failed(error: NssError): Nsswitch {
  return { sources: [], error, mtimeMs: null, notes: [] };
}

/** What a file's content (a byte string) means. */
export function parseNsswitch(content: string, features: Features): Nsswitch {
  const { lines } = features.readsNsswitchByLine ? readLines(content) : { lines: content.split("\n") };
  const notes = new LineNotes();
  const sources: NssSource[] = [];
  for (const [index, line] of lines.entries()) {
    const parsed = parseLine(index + 1, line);
    notes.add(index + 1, toDisplayText(line), [parsed.statement]);
    sources.push(...parsed.sources);
    if (parsed.error !== null) {
      const error: NssError = { kind: "syntax", line: index + 1, what: parsed.error };
      return { sources, error, mtimeMs: null, notes: notes.finish() };
    }
  }
  return { sources, error: null, mtimeMs: null, notes: notes.finish() };
}

interface ParsedLine {
  readonly sources: readonly NssSource[];
  readonly error: string | null;
  readonly statement: Statement;
}

function parseLine(number: number, line: string): ParsedLine {
  const text = trimSpace(line.split("#", 1)[0] ?? "");
  if (text === "") return { sources: [], error: null, statement: ignored("blank or comment") };
  const colon = text.indexOf(":");
  if (colon === -1) return broken("no colon on line");
  const database = trimSpace(text.slice(0, colon));
  const sources: NssSource[] = [];
  let rest = trimSpace(text.slice(colon + 1));
  while (rest !== "") {
    // Only the space character ends a source: one with a tab in it is one source with an odd name.
    const space = rest.indexOf(" ");
    const name = space === -1 ? rest : rest.slice(0, space);
    rest = space === -1 ? "" : trimSpace(rest.slice(space + 1));
    let criteria: readonly NssCriterion[] = [];
    if (rest.startsWith("[")) {
      const close = rest.indexOf("]");
      if (close === -1) return broken("unclosed criterion bracket");
      const parsed = parseCriteria(rest.slice(1, close));
      if (parsed === null) return broken(`invalid criteria: ${excerpt(rest.slice(1, close))}`);
      criteria = parsed;
      rest = trimSpace(rest.slice(close + 1));
    }
    sources.push({ name, criteria, line: number });
  }
  if (database !== HOSTS_DATABASE) {
    return { sources: [], error: null, statement: ignored("not the hosts database") };
  }
  const names = toDisplayText(sources.map(({ name }) => name).join(", "));
  const statement = sources.length === 0 ? ignored("no source") : took(null, `hosts: ${names}`);
  return { sources, error: null, statement };
}

/** A line that spoils the whole file. */
function broken(error: string): ParsedLine {
  return { sources: [], error, statement: ignored(`${error}: the whole file counts as unreadable`) };
}

function parseCriteria(text: string): readonly NssCriterion[] | null {
  const criteria: NssCriterion[] = [];
  for (const field of text.split(" ").map(trimSpace)) {
    if (field === "") continue;
    const negated = field.startsWith("!");
    const condition = lowerAscii(negated ? field.slice(1) : field);
    const equals = condition.indexOf("=");
    if (condition.length < 3 || equals === -1) return null;
    criteria.push({ negated, status: condition.slice(0, equals), action: condition.slice(equals + 1) });
  }
  return criteria;
}

/** What a status does where no criterion speaks of it. */
const DEFAULT_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["success", "return"],
  ["notfound", "continue"],
  ["unavail", "continue"],
  ["tryagain", "continue"],
]);

/**
 * standardCriteria: whether a source's criteria say what would hold without them. Go lets `return` pass for any status
 * if it is the last of the block, so it takes `[NOTFOUND=return]` for standard and asks the next source all the same.
 */
export function hasStandardCriteria({ criteria }: NssSource): boolean {
  return criteria.every(({ negated, status, action }, index) => {
    const standard = DEFAULT_ACTIONS.get(status);
    if (negated || standard === undefined) return false;
    return action === standard || (action === "return" && index === criteria.length - 1);
  });
}
