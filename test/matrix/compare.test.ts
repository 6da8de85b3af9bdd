import { describe, expect, test } from "vitest";
import { compareCells } from "../../harness/matrix/compare.ts";
import type { ReportCell } from "../../harness/matrix/report-data.ts";
import type { Verdict } from "../../harness/scenario/scenario.ts";
import type { TraceEvent } from "../../harness/trace/event.ts";
import { answer, cell, lostCell, noName, tryAgain } from "./fake-engine.ts";

function asks(server: string, type: string, changes: Partial<TraceEvent> = {}): TraceEvent {
  return {
    atMs: 0,
    server,
    transport: "udp",
    name: "db.example.",
    type,
    edns: false,
    reply: null,
    icmp: null,
    ...changes,
  };
}

interface Row {
  readonly what: string;
  readonly libc: Partial<ReportCell>;
  readonly go: Partial<ReportCell>;
  readonly verdict: Verdict;
  readonly why: string;
}

const rows: readonly Row[] = [
  { what: "the same", libc: {}, go: {}, verdict: "agree", why: "both answer 192.0.2.1" },
  {
    what: "one fails",
    libc: { outcome: tryAgain },
    go: {},
    verdict: "outcome",
    why: "musl@1.1.19 fails with EAI_AGAIN (temporary), go@1.24 answers 192.0.2.1",
  },
  {
    what: "both fail, of another class",
    libc: { outcome: tryAgain },
    go: { outcome: noName },
    verdict: "error-kind",
    why: "musl@1.1.19 fails with EAI_AGAIN (temporary), go@1.24 fails with EAI_NONAME (not-found)",
  },
  {
    what: "both fail, of one class, worded differently",
    libc: { outcome: tryAgain },
    go: {
      outcome: {
        kind: "error",
        class: "temporary",
        code: "i/o timeout",
        text: "lookup db.example: i/o timeout",
      },
    },
    verdict: "agree",
    why: "both fail with EAI_AGAIN (temporary)",
  },
  {
    what: "other addresses",
    libc: { outcome: answer("192.0.2.1", "192.0.2.2") },
    go: { outcome: answer("192.0.2.2", "192.0.2.3") },
    verdict: "addresses",
    why: "only musl@1.1.19 has 192.0.2.1, only go@1.24 has 192.0.2.3",
  },
  {
    what: "another order",
    libc: { outcome: answer("192.0.2.1", "192.0.2.2") },
    go: { outcome: answer("192.0.2.2", "192.0.2.1") },
    verdict: "order",
    why: "musl@1.1.19 answers 192.0.2.1 192.0.2.2, go@1.24 answers 192.0.2.2 192.0.2.1",
  },
  {
    what: "another server",
    libc: { trace: [asks("127.0.0.1:53", "A")] },
    go: { trace: [asks("10.0.0.1:53", "A")] },
    verdict: "wire",
    why: "only musl@1.1.19 asks 127.0.0.1:53 for db.example. A, only go@1.24 asks 10.0.0.1:53 for db.example. A",
  },
  {
    what: "TCP after UDP",
    libc: { trace: [asks("10.0.0.1:53", "A")] },
    go: { trace: [asks("10.0.0.1:53", "A"), asks("10.0.0.1:53", "A", { transport: "tcp" })] },
    verdict: "wire",
    why: "only go@1.24 asks 10.0.0.1:53 over TCP for db.example. A",
  },
  {
    what: "the same questions repeated, in another order, in capitals, with EDNS",
    libc: { trace: [asks("10.0.0.1:53", "A"), asks("10.0.0.1:53", "AAAA"), asks("10.0.0.1:53", "A")] },
    go: {
      trace: [asks("10.0.0.1:53", "AAAA", { edns: true }), asks("10.0.0.1:53", "A", { name: "DB.example." })],
    },
    verdict: "agree",
    why: "both answer 192.0.2.1",
  },
  {
    what: "half a second and more",
    libc: { elapsedMs: 5002 },
    go: { elapsedMs: 4502 },
    verdict: "latency",
    why: "musl@1.1.19 takes 5.0 s, go@1.24 takes 4.5 s",
  },
  {
    what: "less than half a second",
    libc: { elapsedMs: 5002 },
    go: { elapsedMs: 4602 },
    verdict: "agree",
    why: "both answer 192.0.2.1",
  },
  {
    what: "many slow round trips, of which none is a wait",
    libc: { trace: [asks("10.0.0.1:53", "A")] },
    go: {
      elapsedMs: 1000,
      trace: [0, 200, 400, 600, 800].map((atMs) => asks("10.0.0.1:53", "A", { atMs })),
    },
    verdict: "agree",
    why: "both answer 192.0.2.1",
  },
  {
    what: "everything at once counts once, under the heaviest",
    libc: { outcome: tryAgain, elapsedMs: 5000, trace: [asks("127.0.0.1:53", "A")] },
    go: {},
    verdict: "outcome",
    why: "musl@1.1.19 fails with EAI_AGAIN (temporary), go@1.24 answers 192.0.2.1",
  },
  {
    what: "a racing Go cell of which one outcome matches",
    libc: { outcome: noName },
    go: { outcome: tryAgain, alternatives: [answer("192.0.2.1"), noName] },
    verdict: "agree",
    why: "both fail with EAI_NONAME (not-found)",
  },
  {
    what: "a racing Go cell of which none matches: the lightest difference",
    libc: { outcome: noName },
    go: { outcome: answer("192.0.2.1"), alternatives: [tryAgain] },
    verdict: "error-kind",
    why: "musl@1.1.19 fails with EAI_NONAME (not-found), go@1.24 fails with EAI_AGAIN (temporary)",
  },
];

describe("libc against Go in one image", () => {
  test.each(rows)("$what: $verdict", ({ libc, go, verdict, why }) => {
    const comparisons = compareCells([
      cell(libc),
      cell({ resolver: "go@1.24", evidence: "emulated", ...go }),
    ]);
    expect(comparisons).toEqual([
      {
        scenario: "topic/story",
        lookup: { name: "db.example", family: "ip" },
        image: "alpine-3.8",
        host: "default",
        left: "musl@1.1.19",
        right: "go@1.24",
        verdict,
        why,
      },
    ]);
  });
});

describe("pairs", () => {
  const pairsOf = (cells: readonly ReportCell[]): readonly string[] =>
    compareCells(cells).map(({ image, host, left, right, rightImage = image, rightHost = host, lookup }) =>
      [lookup.name, `${image}/${left} on ${host}`, `${rightImage}/${right} on ${rightHost}`].join(" | "),
    );

  test("the libc with each Go build, and each image's libc with the next", () => {
    const cells = ["alpine-3.8", "debian-12", "centos-7.4"].flatMap((image, index) => [
      cell({ image, resolver: `musl@${index}` }),
      cell({ image, resolver: "go@1.11" }),
      cell({ image, resolver: "go@1.24" }),
    ]);
    expect(pairsOf(cells)).toEqual([
      "db.example | alpine-3.8/musl@0 on default | alpine-3.8/go@1.11 on default",
      "db.example | alpine-3.8/musl@0 on default | alpine-3.8/go@1.24 on default",
      "db.example | debian-12/musl@1 on default | debian-12/go@1.11 on default",
      "db.example | debian-12/musl@1 on default | debian-12/go@1.24 on default",
      "db.example | centos-7.4/musl@2 on default | centos-7.4/go@1.11 on default",
      "db.example | centos-7.4/musl@2 on default | centos-7.4/go@1.24 on default",
      "db.example | alpine-3.8/musl@0 on default | debian-12/musl@1 on default",
      "db.example | debian-12/musl@1 on default | centos-7.4/musl@2 on default",
    ]);
  });

  test("each resolver with itself on the next host", () => {
    const cells = ["default", "centos-7.6"].flatMap((host) => [
      cell({ host }),
      cell({ host, resolver: "go@1.24" }),
    ]);
    expect(pairsOf(cells)).toEqual([
      "db.example | alpine-3.8/musl@1.1.19 on default | alpine-3.8/go@1.24 on default",
      "db.example | alpine-3.8/musl@1.1.19 on centos-7.6 | alpine-3.8/go@1.24 on centos-7.6",
      "db.example | alpine-3.8/musl@1.1.19 on default | alpine-3.8/musl@1.1.19 on centos-7.6",
      "db.example | alpine-3.8/go@1.24 on default | alpine-3.8/go@1.24 on centos-7.6",
    ]);
  });

  test("lookups stay apart, and a cell that was lost has no pair", () => {
    const ip6 = { name: "db.example", family: "ip6" as const };
    const cells = [
      cell(),
      cell({ resolver: "go@1.24", lookup: ip6 }),
      lostCell({ resolver: "go@1.11" }),
      lostCell({ image: "debian-12", resolver: "glibc@2.36" }),
      cell({ image: "centos-7.4", resolver: "glibc@2.17" }),
    ];
    expect(pairsOf(cells)).toEqual([
      "db.example | alpine-3.8/musl@1.1.19 on default | centos-7.4/glibc@2.17 on default",
    ]);
  });
});
