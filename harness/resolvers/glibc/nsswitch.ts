/**
 * The services that look hosts up, as glibc takes them from /etc/nsswitch.conf: nss/nsswitch.c up to 2.32,
 * nss/nss_database.c and nss_action_parse.c from 2.33 on.
 */
import type { Status } from "./status.ts";
import type { Features } from "./versions.ts";

export type Action = "return" | "continue" | "merge";

export interface Service {
  readonly name: string;
  readonly actions: Readonly<Record<Status, Action>>;
}

/** nss/databases.def: from 2.33 on a syntax error in any of their lines counts. */
const DATABASES: ReadonlySet<string> = new Set(
  (
    "aliases ethers group group_compat gshadow hosts initgroups netgroup networks passwd passwd_compat protocols " +
    "publickey rpc services shadow shadow_compat"
  ).split(" "),
);
const STATUSES: ReadonlySet<string> = new Set(["SUCCESS", "NOTFOUND", "UNAVAIL", "TRYAGAIN"]);
const SPACE = " \t\n\v\f\r";
const DEFAULTS: Readonly<Record<Status, Action>> = {
  SUCCESS: "return",
  NOTFOUND: "continue",
  UNAVAIL: "continue",
  TRYAGAIN: "continue",
};

/** The services for hosts; null where the file is broken, which fails every lookup. `content` null: no file. */
export function hostServices(content: string | null, features: Features): readonly Service[] | null {
  const fromFile =
    content === null ? undefined : features.reloadsNsswitch ? strict(content) : lenient(content);
  if (fromFile === null) return null;
  if (fromFile !== undefined && (fromFile.length > 0 || features.reloadsNsswitch)) return fromFile;
  return parseServices(features.filesFirst ? "files dns" : "dns [!UNAVAIL=return] files").services;
}

/** A line needs its newline; "#" is a comment only as the first character of a database's name. */
function strict(content: string): readonly Service[] | null | undefined {
  let hosts: readonly Service[] | undefined;
  for (const line of content.match(/[^\n]*\n/g) ?? []) {
    const { name, rest } = databaseOf(untilNul(line));
    if (name === null || !DATABASES.has(name)) continue;
    const { services, isBroken } = parseServices(rest.replace(/^[ \t\n\v\f\r:]+/, ""));
    if (isBroken) return null;
    if (name === "hosts") hosts = services;
  }
  return hosts;
}

/** "#" begins a comment anywhere; the last hosts line counts; a syntax error ends it. */
function lenient(content: string): readonly Service[] | undefined {
  let hosts: readonly Service[] | undefined;
  for (const line of content.match(/[^\n]+/g) ?? []) {
    const [text = ""] = untilNul(line).split("#", 1);
    const { name, rest } = databaseOf(text);
    if (name === "hosts") hosts = parseServices(rest.slice(1)).services;
  }
  return hosts;
}

function untilNul(line: string): string {
  return line.split("\0", 1)[0] ?? "";
}

/** The word before a colon or white space, and what follows it; null for a line without. */
function databaseOf(line: string): { readonly name: string | null; readonly rest: string } {
  const text = line.replace(/^[ \t\n\v\f\r]+/, "");
  const end = text.search(/[ \t\n\v\f\r:]/);
  return end <= 0 ? { name: null, rest: "" } : { name: text.slice(0, end), rest: text.slice(end) };
}

interface Parsed {
  readonly services: readonly Service[];
  readonly isBroken: boolean;
}

/** `( SOURCE ( "[" "!"? ( STATUS "=" ACTION )+ "]" )? )*` */
function parseServices(text: string): Parsed {
  const services: Service[] = [];
  let at = 0;
  const skip = () => {
    while (at < text.length && SPACE.includes(text[at] ?? "")) at += 1;
  };
  const word = (ends: string): string => {
    const start = at;
    while (at < text.length && !SPACE.includes(text[at] ?? "") && !ends.includes(text[at] ?? "")) at += 1;
    return text.slice(start, at);
  };
  for (;;) {
    skip();
    const name = word("[");
    if (name === "") return { services, isBroken: false };
    let actions = DEFAULTS;
    skip();
    if (text[at] === "[") {
      at += 1;
      skip();
      do {
        const isNot = text[at] === "!";
        if (isNot) at += 1;
        const status = word("=]").toUpperCase();
        if (!isStatus(status)) return { services, isBroken: true };
        skip();
        if (text[at] !== "=") return { services, isBroken: true };
        at += 1;
        skip();
        const action = word("=]").toLowerCase();
        if (action !== "return" && action !== "continue" && action !== "merge")
          return { services, isBroken: true };
        actions = isNot
          ? {
              SUCCESS: action,
              NOTFOUND: action,
              UNAVAIL: action,
              TRYAGAIN: action,
              [status]: actions[status],
            }
          : { ...actions, [status]: action };
        skip();
      } while (text[at] !== "]");
      at += 1;
    }
    services.push({ name, actions });
  }
}

function isStatus(text: string): text is Status {
  return STATUSES.has(text);
}
