/** Random text of resolv.conf, nsswitch.conf and the hosts file. */
import fc from "fast-check";
import type { FileSpec } from "../../../harness/scenario/scenario.ts";
import { fileOfText } from "../files.ts";
import { hostName, oddAddress } from "./names.ts";
import { SERVERS } from "./places.ts";

const blank = fc.constantFrom(" ", "  ", "\t", " \t ");
const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n", " \n", "\n\n");

/** Text of a configuration file: lines, the last one perhaps without its newline. */
function fileText(line: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: most }), fc.boolean())
    .map(([lines, ended]) => {
      const text = lines.map((parts) => parts.join("")).join("");
      return ended ? text : text.replace(/\n$/, "");
    });
}

const serverAddress = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SERVERS) },
  { weight: 1, arbitrary: oddAddress },
);

const suffix = fc.constantFrom(
  "a.test",
  "b.test",
  "a.test.",
  ".",
  "..",
  ".test",
  "x..y",
  "#",
  "onion",
  "TEST",
  "local",
  `${"l".repeat(64)}.test`,
  `${"m".repeat(60)}.${"n".repeat(60)}.${"o".repeat(60)}.${"p".repeat(60)}`,
  "b\u00fccher.test",
);
const option = fc.oneof(
  fc.constantFrom(
    "rotate",
    "single-request",
    "single-request-reopen",
    "use-vc",
    "usevc",
    "tcp",
    "edns0",
    "trust-ad",
    "no-reload",
    "inet6",
    "no-aaaa",
    "debug",
    "#",
    "ROTATE",
    "ndots:",
    "ndots:abc",
    "ndots:-1",
    "ndots:2x",
    "ndots:99",
    "attempts:0",
    "attempts:x",
    "ndots",
    "constructor",
  ),
  fc.integer({ min: 0, max: 4 }).map((ndots) => `ndots:${ndots}`),
  fc.integer({ min: 1, max: 3 }).map((attempts) => `attempts:${attempts}`),
);
const resolvLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(blank, serverAddress).map(([gap, address]) => `nameserver${gap}${address}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(blank, fc.array(suffix, { maxLength: 3 }))
      .map(([gap, suffixes]) => `search${gap}${suffixes.join(gap)}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(blank, suffix, fc.boolean())
      .map(([gap, domain, more]) => `domain${gap}${domain}${more ? " x" : ""}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(blank, fc.array(option, { maxLength: 3 }))
      .map(([gap, options]) => `options${gap}${options.join(gap)}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "# nameserver 127.0.0.4",
      ";x",
      "",
      "  ",
      "\t",
      "nameserver",
      "domain",
      "search",
      "options",
      "sortlist 10.0.0.0",
      "lookup file bind",
      "NAMESERVER 127.0.0.1",
      "family inet",
      "nameserver 127.0.0.1 # c",
      "search a.test # c",
      "\u00a0nameserver 127.0.0.1",
      "nameserver\u000b127.0.0.1",
    ),
  },
);
const indented = fc
  .tuple(fc.constantFrom("", "", "", "", " ", "\t"), resolvLine)
  .map((parts) => parts.join(""));
/** No case waits for long: one second and few attempts. */
export const resolvConf = fc
  .tuple(fileText(indented, 7), fc.constantFrom("", "", "options attempts:1\n"))
  .map(
    ([text, more]) => `${text}${text.endsWith("\n") || text === "" ? "" : "\n"}${more}options timeout:1\n`,
  );

const criterion = fc.constantFrom(
  "NOTFOUND=return",
  "notfound=continue",
  "SUCCESS=return",
  "SUCCESS=continue",
  "SUCCESS=merge",
  "UNAVAIL=continue",
  "TRYAGAIN=return",
  "!UNAVAIL=return",
  "!NOTFOUND=continue",
  "X=return",
  "NOTFOUND=",
  "=return",
  "a=",
  "NOTFOUND",
  "[",
  "!",
);
const criteria = fc
  .tuple(
    fc.array(criterion, { maxLength: 3 }),
    fc.constantFrom(" ", "  ", "\t"),
    fc.constantFrom("]", "]", "]", "", " ]", "]]"),
  )
  .map(([items, gap, end]) => `[${items.join(gap)}${end}`);
const source = fc.tuple(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("files", "dns") },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        "myhostname",
        "mdns4_minimal",
        "mdns",
        "mdns6",
        "resolve",
        "compat",
        "FILES",
        "db",
        "dns,files",
        "wins",
      ),
    },
  ),
  fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: criteria }),
  fc.constantFrom(" ", " ", " ", "", "\t"),
);
const nssLine = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom("hosts:", "hosts:", "hosts :", " hosts:", "hosts:\t", "Hosts:"),
        fc.array(source, { maxLength: 4 }),
        fc.constantFrom(" ", " ", " ", "  ", "\t"),
      )
      .map(
        ([database, sources, gap]) =>
          `${database} ${sources.map(([name, block, before]) => (block === "" ? name : `${name}${before}${block}`)).join(gap)}`,
      ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "passwd: files",
      "# hosts: dns",
      "",
      "hosts:",
      "hosts: files # dns",
      "passwd: compat [x",
      "group: files [NOTFOUND=return] nis",
      "nothing here",
      ":",
      "hosts:dns",
    ),
  },
);
export const nsswitch = fileText(nssLine, 4);

const hostAddress = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "127.0.0.1",
      "127.0.0.2",
      "127.0.0.3",
      "::1",
      "192.0.2.7",
      "2001:db8::7",
      "10.0.0.1",
      "169.254.1.1",
    ),
  },
  { weight: 2, arbitrary: oddAddress },
);
const hostsLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom("", "", " ", "\t"),
        hostAddress,
        blank,
        fc.array(hostName, { maxLength: 3 }),
        fc.constantFrom("", "", " # c", "#c", " "),
      )
      .map(([start, address, gap, names, end]) => `${start}${address}${gap}${names.join(gap)}${end}`),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "# comment", "junk", "127.0.0.1", "h 127.0.0.1") },
);
export const hosts = fileText(hostsLine, 6);

/** The file with this text, and rarely none, a directory, a dangling link, or one that only root may read. */
export function file(text: fc.Arbitrary<string>): fc.Arbitrary<FileSpec | null> {
  return fc.oneof(
    { weight: 12, arbitrary: text.map(fileOfText) },
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<FileSpec>(
        { kind: "directory", mode: 0o755, owner: 0 },
        { kind: "symlink", target: "nowhere" },
        {
          kind: "content",
          bytes: new TextEncoder().encode("hosts: dns files\nnameserver 127.0.0.2\noptions timeout:1\n"),
          mode: 0o600,
          owner: 0,
        },
      ),
    },
  );
}
