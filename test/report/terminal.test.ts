import { describe, expect, test } from "vitest";
import type { Report, ReportCell, ReportExpectation } from "../../harness/matrix/report-data.ts";
import { renderMarkdown } from "../../harness/report/markdown.ts";
import { createPaint } from "../../harness/report/terminal/paint.ts";
import { textWidth } from "../../harness/report/terminal/text-width.ts";
import { terminalReport, terminalReporter } from "../../harness/report/terminal.ts";
import type { TraceEvent } from "../../harness/trace/event.ts";
import { answer, cell, lostCell, tryAgain } from "../matrix/fake-engine.ts";
import { recordedOutput, reportOf } from "./reports.ts";

const plain = createPaint(false);

function drawn(report: Report, width = 80): readonly string[] {
  return terminalReport(report, width, plain);
}

function asks(server: string): readonly TraceEvent[] {
  return [
    {
      atMs: 0,
      server,
      transport: "udp",
      name: "db.example.",
      type: "A",
      edns: false,
      reply: null,
      icmp: null,
    },
  ];
}

const images = [
  ["alpine-3.8", "musl@1.1.19"],
  ["debian-11-musl", "musl@1.2.2"],
  ["debian-12-glibc", "glibc@2.36"],
] as const;
const cgo = { order: "cgo", because: 'resolv.conf line 1: unknown keyword "#"', pureOrder: "files,dns" };
const pure = { order: "files,dns", because: "nothing asks for cgo", pureOrder: "files,dns" };
const temporary = { ...tryAgain, text: "Temporary failure in name resolution" } as const;

/** The founding story in three images: libcs ask 127.0.0.1 and fail, Go answers. */
const founding: readonly ReportCell[] = images.flatMap(([image, resolver]) => {
  const failure = resolver.startsWith("glibc") ? temporary : tryAgain;
  const elapsedMs = resolver.startsWith("glibc") ? 1 : 5003;
  const go = { image, evidence: "emulated", trace: asks("10.0.0.1:53") } as const;
  return [
    cell({ image, resolver, outcome: failure, elapsedMs, trace: asks("127.0.0.1:53") }),
    cell({
      ...go,
      resolver: "go@1.11",
      mode: cgo,
      program: "libc",
      programOutcome: { ...failure, text: `lookup db.example: ${failure.text}` },
    }),
    cell({ ...go, resolver: "go@1.24", mode: pure, program: "pure" }),
  ];
});

test("questions that no report holds are counted", () => {
  const storm = cell({
    image: "alpine-3.8",
    resolver: "musl@1.1.19",
    outcome: tryAgain,
    traceOmitted: 199_000,
  });
  expect(drawn(reportOf([storm])).join("\n")).toMatch(/… 199000 more\s+questions/);
  expect(renderMarkdown(reportOf([storm]))).toContain("… 199000 more questions");
});

describe("the matrix on the terminal", () => {
  test("in 120 columns: equal columns as one, what cgo builds do, and why", () => {
    expect(drawn(reportOf(founding, { title: "An indented resolv.conf" }), 120).join("\n")).toBe(
      `topic/story
  An indented resolv.conf

               musl@1.1.19 1.2.2       glibc@2.36                       go@1.11 1.24
               alpine-3.8              debian-12-glibc                  all 3 images
               debian-11-musl
               ─────────────────────   ──────────────────────────────   ────────────────────
  db.example   ✗ EAI_AGAIN             ✗ EAI_AGAIN                      ✓ 192.0.2.1
                 Try again               Temporary failure in name        → asks 10.0.0.1:53
                 5 s                     resolution
                 → asks 127.0.0.1:53     → asks 127.0.0.1:53

  go@1.11 with cgo: the libc (cgo), because resolv.conf line 1: unknown keyword "#"
    prints "lookup db.example: Try again" in alpine-3.8, debian-11-musl
    prints "lookup db.example: Temporary failure in name resolution" in debian-12-glibc
  go@1.24 with cgo: Go's own resolver (files,dns), because nothing asks for cgo
  ≠ outcome in alpine-3.8: musl@1.1.19 fails with EAI_AGAIN (temporary), go@1.11 answers 192.0.2.1 · 9 of 9 cells
    differ (outcome 9)

≠ musl and glibc fail with EAI_AGAIN, Go answers · 9 cells in 5.0 s: resolvers differ`,
    );
  });

  test("in 60 columns: blocks below each other", () => {
    const lines = drawn(reportOf(founding), 60);
    expect(lines.slice(3, 19).join("\n")).toBe(
      `               musl@1.1.19 1.2.2
               alpine-3.8
               debian-11-musl
               ─────────────────────
  db.example   ✗ EAI_AGAIN
                 Try again
                 5 s
                 → asks 127.0.0.1:53

               glibc@2.36
               debian-12-glibc
               ────────────────────────
  db.example   ✗ EAI_AGAIN
                 Temporary failure in
                 name resolution
                 → asks 127.0.0.1:53`,
    );
  });

  test.each([60, 80, 100, 120, 200])("no line is wider than %i columns", (width) => {
    const long = `${"a".repeat(60)}.${"b".repeat(60)}.example`;
    const many = answer(
      ...Array.from({ length: 40 }, (_, index) => `2001:db8:aaaa:bbbb:cccc:dddd:eeee:${index}`),
    );
    const cells = [
      ...founding,
      ...images.map(([image, resolver]) =>
        cell({ image, resolver, lookup: { name: long, family: "ip6" }, outcome: many }),
      ),
    ];
    const expectation = { ...unmet("alpine-3.8/musl@1.1.19"), message: `expected ${"x".repeat(300)}` };
    const lines = drawn(reportOf(cells, { title: "word ".repeat(60), expectations: [expectation] }), width);
    expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
  });

  test("a long name stands above its cells, a short one beside them", () => {
    const name = "sg.main2.kafka.metis.service";
    const lines = drawn(reportOf([cell({ lookup: { name, family: "ip4" } })]));
    expect(lines).toContain(`  ${name} (ip4)`);
    expect(drawn(reportOf([cell()]))).toContain("  db.example   ✓ 192.0.2.1");
  });

  test("columns that differ in what has no room are not drawn as one", () => {
    const lists = [5, 6].map((last) =>
      answer(...Array.from({ length: 5 }, (_, i) => `192.0.2.${i === 4 ? last : i}`)),
    );
    const cells = lists.map((outcome, index) =>
      cell({ image: `image-${index}`, resolver: `musl@1.2.${index}`, outcome }),
    );
    expect(drawn(reportOf(cells)).join("\n")).toContain("musl@1.2.0        musl@1.2.1");
  });

  test("several hosts are rows; servers are named only where they differ", () => {
    const cells = ["default", "centos-7.6"].map((host) =>
      cell({ host, trace: asks(host === "default" ? "10.0.0.1:53" : "127.0.0.1:53") }),
    );
    const text = drawn(reportOf(cells)).join("\n");
    expect(text).toContain(
      "  db.example on default\n  ✓ 192.0.2.1\n  db.example on centos-7.6\n  ✓ 192.0.2.1\n",
    );
    expect(text).not.toContain("→ asks");
  });

  test("other outcomes of a racing cell are told", () => {
    const racing = cell({ resolver: "go@1.24", alternatives: [tryAgain, answer()] });
    const text = drawn(reportOf([racing])).join("\n");
    expect(text).toContain("or ✗ EAI_AGAIN");
    expect(text).toContain("or ✓ no address");
  });

  test("a known difference says why", () => {
    const text = drawn(reportOf(founding, { known: "musl's rule since 1.2.1" })).join("\n");
    expect(text).toContain("    known: musl's rule since 1.2.1");
  });
});

function unmet(name: string): ReportExpectation {
  return {
    scenario: "topic/story",
    cell: name,
    lookup: { name: "db.example", family: "ip" },
    host: "default",
    ok: false,
    message: "expected an answer, got EAI_AGAIN",
    file: "scenarios/topic/story.yaml",
    line: 21,
  };
}

describe("the end of the report", () => {
  const other = cell({ lookup: { name: "other.example", family: "ip" } });

  test.each([
    ["one lookup", founding, [], "≠ musl and glibc fail with EAI_AGAIN, Go answers · 9 cells"],
    ["nothing expected", [...founding, other], [], "✓ done · 10 cells"],
    ["as expected", founding, [{ ...unmet("alpine-3.8/musl@1.1.19"), ok: true }], "✓ as expected · 9 cells"],
    [
      "not all observed",
      [...founding, other, { ...lostCell(), image: "centos-7.4" }],
      [],
      "? done, where it could be observed · 11 cells",
    ],
    ["unexpected", [...founding, lostCell()], [unmet("alpine-3.8/musl@1.1.19")], "! 1 unexpected · 10 cells"],
  ] as const)("%s", (_, cells, expectations, start) => {
    expect(drawn(reportOf(cells, { expectations }), 200).at(-1)).toContain(start);
  });

  test("unexpected cells: marked in the matrix, and told with their reason and place", () => {
    const report = reportOf(founding, { expectations: [unmet("alpine-3.8/musl@1.1.19")] });
    const text = drawn(report, 120).join("\n");
    expect(text).toContain("! unexpected");
    expect(text).toContain("musl@1.1.19             musl@1.2.2 ");
    expect(text).toContain(`Unexpected
  ! topic/story alpine-3.8/musl@1.1.19 db.example
    expected an answer, got EAI_AGAIN
    scenarios/topic/story.yaml:21

! 1 unexpected · 9 cells in 5.0 s: resolvers differ`);
  });

  test("what could not be observed: no column of its own, images once with their reason, cells with theirs", () => {
    const missing = {
      id: "centos-7.4",
      libc: "glibc@2.17-196.el7",
      digest: null,
      status: "unavailable",
      reason: "registry centos:7.4.1708: no route\narchive: none",
    } as const;
    const cells = [
      ...founding,
      lostCell({ image: "centos-7.4", resolver: "glibc@2.17-196.el7", reason: "registry: no route" }),
      lostCell({ image: "centos-7.4", resolver: "go@1.24", reason: "registry: no route" }),
      lostCell({ image: "debian-13-glibc", resolver: "glibc@2.41", reason: "the agent was killed" }),
      cell({ image: "debian-13-glibc", resolver: "go@1.24" }),
    ];
    const text = drawn(reportOf(cells, { images: [missing] }), 120).join("\n");
    expect(text).toContain("  ? unavailable: centos-7.4, debian-13-glibc/glibc@2.41\n");
    expect(text).toContain(`Unavailable
  ? centos-7.4
    registry centos:7.4.1708: no route
    archive: none
  ? topic/story debian-13-glibc/glibc@2.41 db.example
    the agent was killed
`);
    expect(text.replaceAll("\n ", "")).toContain("3 unavailable");
  });

  test("a scenario of which nothing could be observed still has its cells", () => {
    const text = drawn(reportOf([lostCell()])).join("\n");
    expect(text).toContain("? unavailable");
    expect(text).toContain("? nothing could be compared");
  });
});

describe("what comes from outside", () => {
  const evil = "\x1b[2J\u202e";

  test("never reaches the terminal as control characters", () => {
    const error = { kind: "error", class: "temporary", code: evil, text: evil } as const;
    const cells = [
      cell({
        lookup: { name: evil, family: "ip" },
        image: evil,
        host: evil,
        outcome: error,
        trace: asks(evil),
      }),
      cell({ lookup: { name: evil, family: "ip" }, image: evil, host: "b", outcome: answer(evil) }),
      cell({
        lookup: { name: evil, family: "ip" },
        image: evil,
        host: "b",
        resolver: `go@${evil}`,
        mode: { order: "cgo", because: evil, pureOrder: "files" },
        programOutcome: error,
        alternatives: [error],
      }),
      lostCell({ image: evil, resolver: `musl@${evil}`, reason: evil }),
    ];
    const expectations = [
      { ...unmet(evil), lookup: { name: evil, family: "ip" as const }, message: evil, file: evil },
    ];
    const image = { id: evil, libc: null, digest: null, status: "unavailable", reason: evil } as const;
    const text = drawn(reportOf(cells, { title: evil, known: evil, expectations, images: [image] })).join(
      "\n",
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(text).toContain("\\x1b[2J\\u{202e}");
  });
});

describe("the reporter", () => {
  const begin = {
    tool: "resolver-matrix 0.1.0",
    engine: "local: namespaces (Docker does not answer)",
    startedAt: "",
    scenarios: 1,
    images: [],
    cells: 1,
  };

  test("says first which engine it is and why, then the matrix, without colours where none are wanted", async () => {
    const output = recordedOutput();
    const reporter = terminalReporter(output, { whole: true });
    reporter.onBegin?.(begin);
    await reporter.onEnd(reportOf(founding));
    expect(output.text().startsWith("local: namespaces (Docker does not answer)\n\ntopic/story\n")).toBe(
      true,
    );
    expect(output.text()).not.toContain("\x1b");
    expect(output.text().endsWith("differ\n")).toBe(true);
  });

  test("colours only repeat what glyphs and words say", async () => {
    const coloured = recordedOutput({ colour: true });
    const uncoloured = recordedOutput();
    await terminalReporter(coloured, { whole: true }).onEnd(reportOf(founding));
    await terminalReporter(uncoloured, { whole: true }).onEnd(reportOf(founding));
    expect(coloured.text()).toContain("\x1b[31m✗ EAI_AGAIN\x1b[39m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what is taken away
    expect(coloured.text().replace(/\x1b\[\d+m/g, "")).toBe(uncoloured.text());
  });
});
