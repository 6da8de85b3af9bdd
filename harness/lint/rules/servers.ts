/** Rules on the nameserver lines of a resolv.conf. */

import { agreements, mapReaders } from "../../readings/readings.ts";
import { MOST_SERVERS, quoted } from "../../resolvers/libc/conf.ts";
import { parseLibcAddress } from "../../resolvers/libc/inet-aton.ts";
import { formatAddress, parseAddress } from "../../wire/ip.ts";
import type { Line, ResolvConfFile, Word } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { readAlone, whoIgnores } from "../one-statement.ts";
import { isPrivate } from "../private-address.ts";
import { MUSL_DIFFERENCES, RESOLV_CONF_5 } from "../references.ts";

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

/** Lines that give what seems to be meant; null where that is not clear. */
function insteadOf(text: string): string | null {
  const addresses = text
    .split(",")
    .filter(Boolean)
    .map((part) => parseAddress(part.replace(/^\[|\](?::[0-9]+)?$|;$/g, "")));
  if (addresses.length > 0 && addresses.every((bytes) => bytes !== null)) {
    return addresses
      .map((bytes) => `nameserver ${formatAddress(bytes)}`)
      .join(", then on a line of its own ");
  }
  const withoutPort = parseLibcAddress(text.replace(/:[0-9]+$/, ""));
  if (withoutPort !== null) return `nameserver ${withoutPort} (resolvers ask port 53 alone)`;
  return null;
}

export const SERVER_RULES: readonly Rule<ResolvConfFile>[] = [
  {
    id: "no-nameserver",
    severity: "error",
    title: "Some resolver finds no nameserver",
    advice: "It asks 127.0.0.1:53 (Go also [::1]:53), where mostly nobody listens.",
    instead: "Give a nameserver that all can read.",
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
      "Names and ports are not allowed, and resolvers differ in how short or odd an address may be written.",
    instead: "Write four decimal numbers without leading zeros, or an IPv6 address.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/port-suffix", "resolv-conf/octal-nameserver", "resolv-conf/trailing-semicolon"],
    check: ({ lines }) =>
      addressesOf(lines).flatMap(({ line, address }) => {
        // What a zone comes to is a matter of its own.
        if (address.text.includes("%") && parseLibcAddress(address.text) !== null) return [];
        const statement = `nameserver ${address.text}`;
        const who = whoIgnores(statement);
        if (who === null) return [];
        const message = `${quoted(address.text)} is no IP address to ${who === "everybody" ? "anybody" : who}`;
        const instead = insteadOf(address.text);
        const place = { line: line.number, column: address.column };
        return [
          { ...place, message, readings: readAlone(statement), ...(instead === null ? {} : { instead }) },
        ];
      }),
  },
  {
    id: "too-many-nameservers",
    severity: "warning",
    title: `There are more than ${MOST_SERVERS} nameservers`,
    advice: `No resolver asks more than the first ${MOST_SERVERS}.`,
    instead: "Remove the others, or put a forwarder in front of them.",
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
  {
    id: "nameserver-two-addresses",
    severity: "warning",
    title: "A nameserver line holds two addresses",
    advice: "Resolvers read the first address of such a line at most; nobody asks the others.",
    instead: "Write a nameserver line for each address.",
    reference: RESOLV_CONF_5,
    shownBy: [],
    check: ({ lines }) =>
      addressesOf(lines).flatMap(({ line, address }) => {
        const remark = line.words.findIndex(({ text }) => /^[#;]/.test(text));
        const more = line.words
          .slice(2, remark === -1 ? undefined : remark)
          .filter(({ text }) => parseLibcAddress(text.replace(/,$/, "")) !== null);
        const [second] = more;
        if (second === undefined || address.text.endsWith(",")) return [];
        return [
          {
            line: line.number,
            column: second.column,
            message: `${quoted(second.text)} is a second address on the line: nobody asks it`,
            instead: [address, ...more]
              .map(({ text }) => `nameserver ${text.replace(/,$/, "")}`)
              .join(", then on a line of its own "),
          },
        ];
      }),
  },
  {
    id: "nameservers-private-and-public",
    severity: "warning",
    title: "Private and public nameservers stand side by side",
    advice:
      "musl asks all servers at once and takes the first reply: a public server that knows nothing of private names then answers that they do not exist. glibc and Go ask the next one only where the one before does not answer, and then meet the same.",
    instead: "Give servers that know the same names: the private one alone, which forwards the rest.",
    reference: MUSL_DIFFERENCES,
    shownBy: [],
    check: ({ lines }) => {
      const given = addressesOf(lines)
        .slice(0, MOST_SERVERS)
        .flatMap(({ line, address }) => {
          const own = isPrivate(address.text);
          return own === null ? [] : [{ line, address, own }];
        });
      const [first] = given;
      const other = given.find(({ own }) => own !== first?.own);
      if (first === undefined || other === undefined) return [];
      const kind = (own: boolean) => (own ? "private" : "public");
      return [
        {
          line: other.line.number,
          column: other.address.column,
          message: `${other.address.text} is ${kind(other.own)}, ${first.address.text} is ${kind(first.own)}: musl takes whichever answers first`,
        },
      ];
    },
  },
  {
    id: "nameserver-zone",
    severity: "warning",
    title: "A nameserver has a zone",
    advice:
      "The zone is the name or number of a network interface of this machine; in a container the interfaces are others. Where there is no such interface, musl passes over the server, and glibc and Go fail.",
    instead: "Give the server's global or unique local address.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/scoped-bogus"],
    check: ({ lines }) =>
      addressesOf(lines)
        .filter(({ address }) => address.text.includes("%") && parseLibcAddress(address.text) !== null)
        .map(({ line, address }) => {
          const zone = address.text.slice(address.text.indexOf("%") + 1);
          return {
            line: line.number,
            column: address.column,
            message: `${quoted(address.text)} is a server only where the interface ${quoted(zone)} is`,
          };
        }),
  },
];
