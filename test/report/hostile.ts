/** A small report in which every text that comes from outside tries to be markup, a command or a control sequence. */
import type { Report, ReportCell } from "../../harness/matrix/report-data.ts";
import type { ReportDetails } from "../../harness/report/html/details.ts";

/** Sets `window.hacked` where any part of it runs. */
export const attack = `</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">`;
const controls = "\u0000\u0007\u001b[31mred\u001b[0m\u202egnp\u2028\ud800";
const markdown =
  "| a `b` *c* [link](javascript:hack) @admin #1 https://evil.example www.evil.example\n## heading";
const command = "%0A::error::x\r\n::stop-commands::x\n::set-output name=a::b, file=c:d";
export const everything = `${attack} ${controls} ${markdown} ${command} <!-- --> ]]> & ' "`;

const lookup = { name: everything, family: "ip" } as const;
const place = { scenario: `evil/${everything}`, lookup, host: `host ${everything}` };

const libc: ReportCell = {
  ...place,
  image: `image ${everything}`,
  resolver: `musl@${everything}`,
  evidence: "observed",
  outcome: { kind: "error", class: "system", code: everything, number: -11, text: everything },
  errno: everything,
  alternatives: [{ kind: "answer", addresses: [everything], canonicalName: everything }],
  trace: [
    {
      atMs: 0.5,
      server: everything,
      transport: "udp",
      name: everything,
      type: everything,
      edns: true,
      reply: { atMs: 1, rcode: everything, answers: 1, truncated: true },
      icmp: null,
    },
  ],
  elapsedMs: 2,
};

const go: ReportCell = {
  ...place,
  image: libc.image,
  resolver: `go@${everything}`,
  evidence: "emulated",
  outcome: { kind: "answer", addresses: [everything], canonicalName: everything },
  mode: { order: everything, because: everything, pureOrder: everything },
  program: "libc",
  programOutcome: { kind: "error", class: "system", code: everything, text: everything },
  alternatives: [],
  trace: [],
  elapsedMs: 1,
};

const unavailable: ReportCell = {
  ...place,
  // A name that an object without care takes for its prototype.
  scenario: "__proto__",
  image: libc.image,
  resolver: "libc",
  evidence: "unavailable",
  reason: everything,
  alternatives: [],
  trace: [],
  elapsedMs: 0,
};

export const hostileReport: Report = {
  version: 1,
  tool: everything,
  engine: "local",
  startedAt: "2026-03-14T09:26:53.589Z",
  elapsedMs: 3,
  images: [
    { id: libc.image, libc: everything, digest: everything, status: "unavailable", reason: everything },
  ],
  scenarios: [
    { id: place.scenario, title: everything, file: everything, known: everything, verdict: "outcome" },
    { id: "__proto__", title: everything, file: everything, known: null, verdict: null },
  ],
  cells: [libc, go, unavailable],
  comparisons: [
    {
      scenario: place.scenario,
      lookup,
      image: libc.image,
      host: place.host,
      left: libc.resolver,
      right: go.resolver,
      verdict: "outcome",
      why: everything,
    },
  ],
  expectations: [
    {
      scenario: place.scenario,
      cell: `${libc.image}/${libc.resolver}`,
      lookup,
      host: place.host,
      ok: false,
      message: everything,
      file: everything,
      line: 7,
    },
    { scenario: place.scenario, cell: "verdict", ok: false, message: everything, file: everything, line: 8 },
  ],
  summary: { cells: 3, agree: 0, differ: 2, unexpected: 2, unavailable: 1 },
};

const files = {
  [everything]: { kind: "content", text: everything, mode: "0644", owner: 0, cutBytes: 3 },
  "/link": { kind: "symlink", target: everything },
  "/gone": { kind: "absent" },
} as const;

const scenarioDetails = {
  about: everything,
  refs: ["javascript:window.hacked=1", everything, "https://example.org/fine"],
  source: everything,
  files,
  env: { [everything]: everything },
  hostname: everything,
  user: 1000,
  dns: [{ address: everything, udp: "open", tcp: "silent", delayMs: 5 }],
  documented: [everything],
} as const;

export const hostileDetails: ReportDetails = {
  // fromEntries makes "__proto__" an ordinary key, a literal would not.
  scenarios: Object.fromEntries([
    [place.scenario, scenarioDetails],
    ["__proto__", scenarioDetails],
  ]),
  hosts: {
    [place.host]: {
      title: everything,
      imitates: everything,
      syscalls: { [everything]: everything },
      sysctls: { [everything]: everything },
      files: { [`/host${everything}`]: { kind: "directory" } },
    },
  },
};
