/** Rules on /etc/host.conf, which glibc alone reads. */
import { quoted } from "../../resolvers/libc/conf.ts";
import type { ConfFile, Line } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { HOST_CONF_5 } from "../references.ts";

/** Those of resolv/res_hconf.c. */
const SWITCHES: readonly string[] = ["multi", "reorder"];
const COMMANDS: readonly string[] = ["order", "trim", ...SWITCHES];

interface Command {
  readonly line: Line;
  readonly column: number;
  readonly name: string;
  readonly value: string;
}

function commandsOf({ lines }: ConfFile): readonly Command[] {
  return lines.flatMap((line) => {
    const [, indent = "", word = "", rest = ""] = /^(\s*)([^\s#,]+)(.*)$/s.exec(line.text) ?? [];
    if (word === "") return [];
    return [{ line, column: indent.length + 1, name: word.toLowerCase(), value: rest.trim() }];
  });
}

export const HOST_CONF_RULES: readonly Rule<ConfFile>[] = [
  {
    id: "host-conf-no-effect",
    severity: "note",
    title: "A line of host.conf does nothing for getaddrinfo",
    advice:
      "Only multi bears on getaddrinfo. The order of sources stands in nsswitch.conf; trim and reorder are for gethostbyaddr and gethostbyname. musl and Go never read the file.",
    instead: "Remove the line; for order, write hosts: files dns in /etc/nsswitch.conf.",
    reference: HOST_CONF_5,
    shownBy: [],
    check: (file) =>
      commandsOf(file)
        .filter(({ name }) => COMMANDS.includes(name) && name !== "multi")
        .map(({ line, column, name }) => ({
          line: line.number,
          column,
          message: `${name} does nothing for getaddrinfo`,
          ...(name === "order" ? {} : { instead: "remove the line" }),
        })),
  },
  {
    id: "host-conf-unknown",
    severity: "warning",
    title: "A line of host.conf that glibc does not know",
    advice: "glibc writes a complaint to the standard error of every program that looks a host up.",
    instead: "Remove the line.",
    reference: HOST_CONF_5,
    shownBy: [],
    check: (file) =>
      commandsOf(file)
        .filter(({ name }) => !COMMANDS.includes(name))
        .map(({ line, column, name }) => ({
          line: line.number,
          column,
          message: `unknown command ${quoted(name)}`,
        })),
  },
  {
    id: "host-conf-value",
    severity: "warning",
    title: "A switch of host.conf is neither on nor off",
    advice: "glibc complains on standard error and leaves the switch as it was.",
    instead: "Write on or off.",
    reference: HOST_CONF_5,
    shownBy: [],
    check: (file) =>
      commandsOf(file)
        .filter(({ name, value }) => SWITCHES.includes(name) && !/^(?:on|off)(?=$|[\s#,])/i.test(value))
        .map(({ line, column, name, value }) => ({
          line: line.number,
          column,
          message: `${name} is ${value === "" ? "given without a value" : quoted(value)}`,
          instead: `${name} on`,
        })),
  },
  {
    id: "host-conf-multi-off",
    severity: "note",
    title: "host.conf switches multi off",
    advice: "glibc then returns the first line of /etc/hosts for a name and family; musl and Go return all.",
    instead: "Write multi on.",
    reference: HOST_CONF_5,
    shownBy: [],
    check: (file) => {
      const last = commandsOf(file).findLast(({ name }) => name === "multi");
      if (last === undefined || !/^off/i.test(last.value)) return [];
      return [{ line: last.line.number, column: last.column, message: "multi is off" }];
    },
  },
];
