/** Rules on /etc/hosts: lines that musl, glibc and Go read differently. */
import { linesOfHosts } from "../../readings/hosts.ts";
import type { Reading } from "../../readings/reading.ts";
import { EVERY_GO } from "../../resolvers/catalogue.ts";
import { toDisplayText } from "../../resolvers/go/index.ts";
import { quoted } from "../../resolvers/libc/conf.ts";
import { parseLibcAddress } from "../../resolvers/libc/inet-aton.ts";
import { formatAddress, parseAddress } from "../../wire/ip.ts";
import type { HostsFile, Line, Word } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { HOST_CONF_5, HOSTS_5, MUSL_DIFFERENCES } from "../references.ts";

/** fgets into a buffer of 512 bytes. */
const LONGEST_MUSL_LINE = 510;

interface Entry {
  readonly line: Line;
  readonly address: Word;
  readonly names: readonly Word[];
}

/** Lines with something before a "#". */
function entriesOf({ lines }: HostsFile): readonly Entry[] {
  return lines.flatMap((line) => {
    const end = line.text.indexOf("#");
    const [address, ...names] = line.words
      .filter(({ column }) => end === -1 || column <= end)
      .map(({ text, column }) => ({ text: text.split("#", 1)[0] ?? "", column }));
    return address === undefined ? [] : [{ line, address, names }];
  });
}

/** What each reader makes of the line for its first name. */
function readingsOf({ line, names }: Entry): readonly Reading[] {
  const name = names[0]?.text ?? "";
  return (
    linesOfHosts(`${line.text}\n`, { name: toDisplayText(name), family: "ip" }, EVERY_GO, false)[0]
      ?.readings ?? []
  );
}

/** Four decimal numbers, or IPv6 without a zone: an address to everybody. */
function isPlain(address: string): boolean {
  return parseAddress(address) !== null && !address.includes("%");
}

/** The address as everybody reads it; null where that cannot be told. */
function plainForm(address: string): string | null {
  const meant = parseLibcAddress(address.replace(/%.*$/s, ""));
  return meant !== null && isPlain(meant) ? meant : null;
}

function isMapped(address: string): boolean {
  const bytes = parseAddress(address);
  return bytes !== null && bytes.length === 16 && /^::ffff:/i.test(formatAddress(bytes));
}

export const HOSTS_RULES: readonly Rule<HostsFile>[] = [
  {
    id: "hosts-no-final-newline",
    severity: "error",
    title: "The last line of the hosts file has no newline",
    advice: "Every musl misses the last name of the last line and asks DNS for it; glibc and Go find it.",
    instead: "End the file with a newline.",
    reference: MUSL_DIFFERENCES,
    shownBy: ["hosts-and-nsswitch/hosts-no-final-newline"],
    check: (file) => {
      const last = entriesOf(file).at(-1);
      const name = last?.names.at(-1);
      const isAtEnd = last?.line === file.lines.at(-1) && !file.endsWithNewline;
      if (last === undefined || name === undefined || !isAtEnd) return [];
      // Anything behind the name ends it for musl, a remark too.
      if (!last.line.text.endsWith(name.text)) return [];
      return [
        {
          line: last.line.number,
          column: name.column,
          message: `no newline behind ${quoted(name.text)}: musl does not find it here`,
          readings: [
            {
              readers: "Go, glibc",
              effect: `${toDisplayText(name.text)} is ${last.address.text}`,
              why: null,
            },
            { readers: "musl", effect: null, why: "a name needs white space behind it" },
          ],
        },
      ];
    },
  },
  {
    id: "hosts-indented",
    severity: "error",
    title: "A line of the hosts file is indented",
    advice: "musl takes the address to begin in the first column and finds none; glibc and Go read the line.",
    instead: "Write the address in the first column.",
    reference: MUSL_DIFFERENCES,
    shownBy: [],
    check: (file) =>
      entriesOf(file)
        .filter(({ line, names }) => /^[ \t]/.test(line.text) && names.length > 0)
        .map((entry) => ({
          line: entry.line.number,
          column: entry.address.column,
          message: "the line is indented: musl does not read it",
          readings: readingsOf(entry),
          instead: toDisplayText(entry.line.text.trim()),
        })),
  },
  {
    id: "hosts-address",
    severity: "error",
    title: "The address of a hosts line is none to some resolver, or another one",
    advice:
      "musl reads octal, hexadecimal and short forms (010.0.0.1 is 8.0.0.1) and zones; glibc takes four decimal numbers or IPv6, and no zone; Go takes zones.",
    instead: "Write four decimal numbers without leading zeros, or an IPv6 address without a zone.",
    reference: HOSTS_5,
    shownBy: ["hosts-and-nsswitch/hosts-octal", "hosts-and-nsswitch/hosts-scoped-address"],
    check: (file) =>
      entriesOf(file)
        .filter(({ address, names }) => names.length > 0 && !isPlain(address.text))
        .map((entry) => {
          const { text, column } = entry.address;
          const plain = plainForm(text);
          const names = entry.names.map((name) => toDisplayText(name.text)).join(" ");
          return {
            line: entry.line.number,
            column,
            message: `${quoted(text)} is not the same address to everybody, or none`,
            readings: readingsOf(entry),
            ...(plain === null ? {} : { instead: `${plain} ${names}` }),
          };
        }),
  },
  {
    id: "hosts-mapped-address",
    severity: "warning",
    title: "A hosts line has an IPv4-mapped IPv6 address",
    advice: "glibc and Go return it as an IPv4 address where IPv4 is wanted; musl does not, and asks DNS.",
    instead: "Write the IPv4 address.",
    reference: HOSTS_5,
    shownBy: ["hosts-and-nsswitch/hosts-v4-mapped"],
    check: (file) =>
      entriesOf(file)
        .filter(({ address, names }) => names.length > 0 && isMapped(address.text))
        .map(({ line, address }) => ({
          line: line.number,
          column: address.column,
          message: `${quoted(address.text)}: musl has no IPv4 address here`,
        })),
  },
  {
    id: "hosts-no-name",
    severity: "warning",
    title: "A hosts line has an address and no name",
    advice: "Nobody does anything with such a line.",
    instead: "Write ADDRESS NAME, or remove the line.",
    reference: HOSTS_5,
    shownBy: [],
    check: (file) =>
      entriesOf(file)
        .filter(({ names }) => names.length === 0)
        .map(({ line, address }) => ({
          line: line.number,
          column: address.column,
          message: `no name behind ${quoted(address.text)}`,
        })),
  },
  {
    id: "hosts-final-dot",
    severity: "warning",
    title: "A name of the hosts file ends with a dot",
    advice: "Go finds the name with and without the dot; musl and glibc find only what is written.",
    instead: "Write the name without the final dot.",
    reference: HOSTS_5,
    shownBy: ["hosts-and-nsswitch/hosts-name-with-final-dot"],
    check: (file) =>
      entriesOf(file).flatMap((entry) =>
        entry.names
          .filter(({ text }) => text.endsWith(".") && text !== ".")
          .map(({ text, column }) => ({
            line: entry.line.number,
            column,
            message: `${quoted(text)}: only Go finds ${quoted(text.slice(0, -1))}`,
            instead: toDisplayText(text.slice(0, -1)),
          })),
      ),
  },
  {
    id: "hosts-capital-letters",
    severity: "note",
    title: "A name of the hosts file has capital letters",
    advice: "musl compares letter by letter; glibc and Go do not mind the case.",
    instead: "Write the name as programs ask for it, mostly in lower case.",
    reference: MUSL_DIFFERENCES,
    shownBy: [],
    check: (file) =>
      entriesOf(file).flatMap(({ line, names }) =>
        names
          .filter(({ text }) => /[A-Z]/.test(text))
          .filter(({ text }) => !names.some((other) => other.text === text.toLowerCase()))
          .map(({ text, column }) => ({
            line: line.number,
            column,
            message: `${quoted(text)}: musl does not find ${quoted(text.toLowerCase())} here`,
            instead: `${toDisplayText(text)} ${toDisplayText(text.toLowerCase())}`,
          })),
      ),
  },
  {
    id: "hosts-long-line",
    severity: "warning",
    title: `A line of the hosts file is longer than ${LONGEST_MUSL_LINE} bytes`,
    advice: "musl reads what is left of it as the next line, which has no address.",
    instead: "Spread the names over several lines.",
    reference: MUSL_DIFFERENCES,
    shownBy: [],
    check: (file) =>
      entriesOf(file)
        .filter(({ line }) => line.text.length > LONGEST_MUSL_LINE)
        .map(({ line }) => ({
          line: line.number,
          column: LONGEST_MUSL_LINE + 1,
          message: `the line has ${line.text.length} bytes: musl loses the names from here on`,
        })),
  },
  {
    id: "hosts-name-twice",
    severity: "note",
    title: "Several lines of the hosts file have one name",
    advice:
      "musl and Go return the addresses of all lines. glibc returns those of the first line of a family, unless /etc/host.conf says multi on.",
    instead: "Put multi on into /etc/host.conf, or keep one line per name and family.",
    reference: HOST_CONF_5,
    shownBy: ["hosts-and-nsswitch/two-lines-for-one-name", "hosts-and-nsswitch/host-conf-absent"],
    check: (file) => {
      const first = new Map<string, Entry>();
      return entriesOf(file).flatMap((entry) => {
        const family = entry.address.text.includes(":") ? "6" : "4";
        const repeated = entry.names.find(({ text }) => {
          const before = first.get(`${family} ${text.toLowerCase()}`);
          return before !== undefined && before.address.text !== entry.address.text;
        });
        for (const { text } of entry.names) {
          const key = `${family} ${text.toLowerCase()}`;
          if (!first.has(key)) first.set(key, entry);
        }
        if (repeated === undefined) return [];
        const before = first.get(`${family} ${repeated.text.toLowerCase()}`)?.line.number ?? 0;
        return [
          {
            line: entry.line.number,
            column: repeated.column,
            message: `${quoted(repeated.text)} stands in line ${before} too: glibc without multi takes that alone`,
          },
        ];
      });
    },
  },
];
