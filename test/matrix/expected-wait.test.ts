import { describe, expect, test } from "vitest";
import { expectedWaitMs } from "../../harness/matrix/expected-wait.ts";
import type { HostProfile, Scenario } from "../../harness/scenario/scenario.ts";
import { host, scenario, server, text } from "./samples.ts";

interface Row {
  readonly what: string;
  readonly scenario: Partial<Scenario>;
  readonly host?: Partial<HostProfile>;
  /** Of musl. */
  readonly waitMs: number;
  /** Of the others, where that is not the same. */
  readonly othersWaitMs?: number;
}

const rows: readonly Row[] = [
  { what: "a server that answers", scenario: {}, waitMs: 0 },
  { what: "a slow server", scenario: { dns: [server({ delayMs: 700 })] }, waitMs: 700 },
  {
    what: "a rule that answers late",
    scenario: { dns: [server({ rules: [{ when: {}, reply: { delayMs: 3000 } }] })] },
    waitMs: 3000,
  },
  {
    what: "NXDOMAIN is an answer",
    scenario: { dns: [server({ rules: [{ when: {}, reply: { rcode: "NXDOMAIN" } }] })] },
    waitMs: 0,
  },
  {
    what: "SERVFAIL makes some ask until their timeout",
    scenario: { dns: [server({ rules: [{ when: {}, reply: { rcode: "SERVFAIL" } }] })] },
    waitMs: 10_000,
    othersWaitMs: 0,
  },
  {
    what: "and so does SERVFAIL for every other name",
    scenario: { dns: [server({ missing: "SERVFAIL" })] },
    waitMs: 10_000,
    othersWaitMs: 0,
  },
  {
    what: "the root in the search list, which old musl cannot ask for",
    scenario: { files: { "/etc/resolv.conf": text("search a.example .\nnameserver 10.0.0.1\n") } },
    waitMs: 10_000,
    othersWaitMs: 0,
  },
  {
    what: "a reply to another question, which is none for all but musl",
    scenario: { dns: [server({ rules: [{ when: {}, reply: { question: "wrong" } }] })] },
    waitMs: 10_000,
  },
  {
    what: "a resolv.conf that the program's user cannot read",
    scenario: {
      user: 1000,
      files: { "/etc/resolv.conf": text("nameserver 10.0.0.1\n", 0o600) },
    },
    waitMs: 10_000,
    othersWaitMs: 0,
  },
  { what: "a silent server", scenario: { dns: [server({ udp: "silent" })] }, waitMs: 10_000 },
  {
    what: "timeout and attempts of resolv.conf",
    scenario: {
      dns: [server({ udp: "silent" })],
      files: { "/etc/resolv.conf": text("options ndots:1 timeout:2 attempts:3\nnameserver 10.0.0.1\n") },
    },
    waitMs: 6000,
  },
  {
    what: "an indented nameserver is none",
    scenario: { files: { "/etc/resolv.conf": text("  nameserver 10.0.0.1\n") } },
    waitMs: 10_000,
    othersWaitMs: 0,
  },
  {
    what: "no resolv.conf",
    scenario: { files: { "/etc/resolv.conf": { kind: "absent" } } },
    waitMs: 10_000,
    othersWaitMs: 0,
  },
  {
    what: "two servers, one of which nobody plays",
    scenario: { files: { "/etc/resolv.conf": text("nameserver 10.0.0.1\nnameserver 10.0.0.2\n") } },
    waitMs: 20_000,
    othersWaitMs: 0,
  },
  {
    what: "a host that answers system calls itself",
    scenario: {},
    host: { syscalls: { readv: 0 } },
    waitMs: 10_000,
  },
  {
    what: "a resolv.conf that the host writes",
    scenario: { files: {} },
    host: { files: { "/etc/resolv.conf": text("nameserver 10.0.0.1\n") } },
    waitMs: 0,
  },
];

describe("expectedWaitMs", () => {
  test.each(rows)("$what: $waitMs ms for musl", (row) => {
    expect(expectedWaitMs(scenario(row.scenario), host(row.host), "musl")).toBe(row.waitMs);
  });

  test.each(rows)("$what: for glibc and Go", (row) => {
    const { waitMs, othersWaitMs = waitMs } = row;
    expect(expectedWaitMs(scenario(row.scenario), host(row.host), "glibc")).toBe(othersWaitMs);
  });
});
