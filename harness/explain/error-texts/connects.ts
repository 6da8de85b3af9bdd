/** Programs other than Go that say that they could not connect: they had an address, so no lookup failed. */

import type { TextRow } from "./types.ts";

const NEXT = [
  "which address was it? getent ahosts NAME, in the same container, shows what the name leads to",
  "a wrong one comes from a wildcard record, a search domain that answers everything, or an old cache",
];

const row = (path: string, pattern: RegExp): TextRow => ({
  path,
  pattern,
  code: "connecting failed",
  lookup: "succeeded",
  meaning: "the program had an address and could not connect to it; the words behind tell why",
  notMeaning: "it is no failure of DNS",
  next: NEXT,
});

export const CONNECT_ROWS: readonly TextRow[] = [
  row("Node.js", /\bconnect E(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH) (?<address>\S+)/),
  row("redis-py (Python)", /Error (?:11\d|10\d) connecting to \S+:\d+\. /),
  row("curl", /Failed to connect to \S+ port \d+/),
  row("ssh (OpenSSH)", /connect to host \S+ port \d+: /),
  row("BusyBox's wget", /can't connect to remote host \((?<address>[^)]+)\): /),
  row("apt", /Cannot initiate the connection to \S+ \((?<address>[^)]+)\)/),
  row(
    "libpq (PostgreSQL)",
    /connection to server at "[^"]*"(?: \((?<address>[^)]+)\))?, port \d+ failed: |Is the server running on host "[^"]*" \((?<address2>[^)]+)\)/,
  ),
  row("nginx", /while connecting to upstream/),
];
