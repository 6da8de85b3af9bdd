/** Rules on the nameserver lines of a resolv.conf. */

import { agreements, mapReaders } from "../../readings/readings.ts";
import { MOST_SERVERS, quoted } from "../../resolvers/libc/conf.ts";
import type { Line, ResolvConfFile, Word } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { readAlone, whoIgnores } from "../one-statement.ts";
import { RESOLV_CONF_5 } from "../references.ts";

interface Given {
  readonly line: Line;
  readonly address: Word;
}

function addressesOf(lines: readonly Line[]): readonly Given[] {
  return lines.flatMap((line) => {
    const [keyword, address] = line.words;
    return keyword?.text === "nameserver" && address !== undefined ? [{ line, address }] : [];
  });
}

export const SERVER_RULES: readonly Rule<ResolvConfFile>[] = [
  {
    id: "no-nameserver",
    severity: "error",
    title: "Some resolver finds no nameserver",
    advice:
      "It asks 127.0.0.1:53 (Go also [::1]:53), where mostly nobody listens. Give a nameserver that all can read.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/no-nameserver", "resolv-conf/empty"],
    check: ({ confs, lines }) => {
      const servers = mapReaders(confs, ({ effective }) =>
        effective.hasDefaultServers ? (effective.failure ?? `asks ${effective.servers.join(", ")}`) : null,
      );
      const readings = agreements(servers).flatMap(({ readers, value }) =>
        value === null ? [] : [{ readers, effect: value, why: "no nameserver line that it can read" }],
      );
      if (readings.length === 0) return [];
      const line = lines.find(({ words }) => words[0]?.text === "nameserver")?.number ?? 1;
      const who = readings.map(({ readers }) => readers).join(", ");
      return [{ line, column: 1, message: `no nameserver for ${who}`, readings }];
    },
  },
  {
    id: "nameserver-address",
    severity: "error",
    title: "A nameserver is no IP address to some resolver",
    advice:
      "Names and ports are not allowed, and resolvers differ in how short or odd an address may be written. Write four decimal numbers without leading zeros, or an IPv6 address.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/port-suffix", "resolv-conf/octal-nameserver", "resolv-conf/trailing-semicolon"],
    check: ({ lines }) =>
      addressesOf(lines).flatMap(({ line, address }) => {
        const statement = `nameserver ${address.text}`;
        const who = whoIgnores(statement);
        if (who === null) return [];
        const message = `${quoted(address.text)} is no IP address to ${who === "everybody" ? "anybody" : who}`;
        return [{ line: line.number, column: address.column, message, readings: readAlone(statement) }];
      }),
  },
  {
    id: "too-many-nameservers",
    severity: "warning",
    title: `There are more than ${MOST_SERVERS} nameservers`,
    advice: `No resolver asks more than the first ${MOST_SERVERS}. Remove the others, or put a forwarder in front of them.`,
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/four-nameservers"],
    check: ({ lines }) => {
      const given = addressesOf(lines);
      const extra = given[MOST_SERVERS];
      if (extra === undefined) return [];
      const message = `${given.length} nameservers: only the first ${MOST_SERVERS} are asked`;
      return [{ line: extra.line.number, column: extra.address.column, message }];
    },
  },
];
