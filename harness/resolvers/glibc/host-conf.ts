/**
 * /etc/host.conf as glibc reads it, once per process (resolv/res_hconf.c). Only `multi` bears on getaddrinfo: whether
 * all lines of /etc/hosts with a name count, or the first one.
 */

const LINE_BYTES = 255;
const COMMANDS = ["order", "trim", "multi", "reorder"] as const;

/** The path of the file: RESOLV_HOST_CONF names another one. */
export function hostConfPath(env: Readonly<Record<string, string>>): string {
  return env.RESOLV_HOST_CONF ?? "/etc/host.conf";
}

/** Whether `multi` is on. `content` (a byte string) null: no file. RESOLV_MULTI wins. */
export function isMulti(content: string | null, env: Readonly<Record<string, string>>): boolean {
  let multi = false;
  for (const line of content === null ? [] : piecesOf(content)) {
    const [, word = "", rest = ""] = /^[ \t\n\v\f\r]*([^ \t\n\v\f\r#,]*)([\s\S]*)$/.exec(line) ?? [];
    const command = COMMANDS.find((known) => known === word.toLowerCase());
    if (command === "multi") multi = switched(multi, rest.replace(/^[ \t\n\v\f\r]+/, ""));
  }
  return env.RESOLV_MULTI === undefined ? multi : switched(multi, env.RESOLV_MULTI);
}

/** What fgets gives: lines, and long ones in pieces. */
function piecesOf(content: string): readonly string[] {
  const lines = content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.flatMap((line) => line.match(new RegExp(`[\\s\\S]{1,${LINE_BYTES}}`, "g")) ?? []);
}

function switched(before: boolean, value: string): boolean {
  if (/^on/i.test(value)) return true;
  return /^off/i.test(value) ? false : before;
}
