import { describe, expect, test } from "vitest";
import { compareCells } from "../../harness/matrix/compare.ts";
import { checkExpectations, imagesOfDocuments } from "../../harness/matrix/expectations.ts";
import type { ReportCell, ReportExpectation } from "../../harness/matrix/report-data.ts";
import type { CellExpectation, Scenario } from "../../harness/scenario/scenario.ts";
import { answer, cell, lostCell, tryAgain } from "./fake-engine.ts";
import { expectation, scenario } from "./samples.ts";

function check(
  changes: Partial<Scenario>,
  cells: readonly ReportCell[],
  whole = true,
): readonly ReportExpectation[] {
  return checkExpectations(scenario(changes), cells, compareCells(cells), whole);
}

/** What one expectation says about one cell: its message, and its line where it does not hold. */
function judge(key: string, fields: Partial<CellExpectation>, changes: Partial<ReportCell> = {}): string {
  const [result] = check({ expect: { cells: [expectation(key, fields)] } }, [cell(changes)]);
  if (result === undefined) return "nothing checked";
  return result.ok ? result.message : `line ${result.line}: ${result.message}`;
}

describe("the fields of an expectation", () => {
  const failed: Partial<ReportCell> = { outcome: tryAgain };
  const goText = "lookup x on 10.0.0.1:53: read udp 10.0.0.9:41234->10.0.0.1:53: i/o timeout";
  const goFailed: Partial<ReportCell> = {
    resolver: "go@1.24",
    outcome: { kind: "error", class: "temporary", code: "i/o timeout", text: goText },
    mode: { order: "cgo", because: "unknown option", pureOrder: "files,dns" },
  };

  const holds: readonly (readonly [string, Partial<CellExpectation>, Partial<ReportCell>])[] = [
    ["an answer", { error: "answer" }, {}],
    ["an error's code", { error: "EAI_AGAIN" }, failed],
    ["an error's class", { error: "temporary" }, failed],
    ["part of an error's text", { error: "Try ag" }, failed],
    [
      "addresses in order",
      { addresses: ["192.0.2.1", "192.0.2.2"] },
      { outcome: answer("192.0.2.1", "192.0.2.2") },
    ],
    ["the whole text", { text: "Try again" }, failed],
    ["a text with a source port", { text: goText.replace("41234", "50000") }, goFailed],
    ["the mode", { mode: "cgo" }, goFailed],
    ["no servers asked", { asks: [] }, {}],
    [
      "the canonical name",
      { canonicalName: "a.example" },
      { outcome: { kind: "answer", addresses: [], canonicalName: "a.example" } },
    ],
  ];
  test.each(holds)("hold: %s", (_, fields, changes) => {
    const key = changes.resolver === undefined ? "musl" : "go";
    expect(judge(key, fields, changes)).toBe("as expected");
  });

  const broken: readonly (readonly [Partial<CellExpectation>, Partial<ReportCell>, string])[] = [
    [{ error: "EAI_NONAME" }, failed, 'expected EAI_NONAME, got EAI_AGAIN "Try again" (temporary)'],
    [{ error: "answer" }, failed, 'expected an answer, got EAI_AGAIN "Try again" (temporary)'],
    [{ error: "EAI_AGAIN" }, {}, "expected EAI_AGAIN, got 192.0.2.1"],
    [{ addresses: ["192.0.2.2"] }, {}, "expected 192.0.2.2, got 192.0.2.1"],
    [{ addresses: ["192.0.2.1"] }, failed, 'expected 192.0.2.1, got EAI_AGAIN "Try again" (temporary)'],
    [{ text: "Try" }, failed, 'expected the text "Try", got EAI_AGAIN "Try again" (temporary)'],
    [{ canonicalName: "a.example" }, {}, 'expected the canonical name "a.example", got ""'],
    [{ asks: ["10.0.0.1:53"] }, {}, "expected to ask 10.0.0.1:53, asked none"],
    [{ mode: "dns" }, goFailed, "expected a cgo build to choose dns, it chooses cgo (unknown option)"],
    [
      { error: "EAI_NONAME", source: "documented" },
      failed,
      'expected EAI_NONAME, got EAI_AGAIN "Try again" (temporary) (expected from documents, not from a run)',
    ],
  ];
  test.each(broken)("%j does not hold", (fields, changes, message) => {
    const key = changes.resolver === undefined ? "musl" : "go";
    expect(judge(key, fields, changes)).toBe(`line 21: ${message}`);
  });

  test("mode speaks of Go cells only", () => {
    expect(judge("alpine-3.8", { mode: "cgo" })).toBe("as expected");
  });

  test("servers asked count once, in the order of their first query", () => {
    const event = {
      atMs: 0,
      transport: "udp",
      name: "x.",
      type: "A",
      edns: false,
      reply: null,
      icmp: null,
    } as const;
    const trace = ["10.0.0.2:53", "10.0.0.1:53", "10.0.0.2:53"].map((server) => ({ ...event, server }));
    expect(judge("musl", { asks: ["10.0.0.2:53", "10.0.0.1:53"] }, { trace })).toBe("as expected");
    expect(judge("musl", { asks: ["10.0.0.1:53", "10.0.0.2:53"] }, { trace })).toContain(
      "asked 10.0.0.2:53 10.0.0.1:53",
    );
  });

  test("where Go races, one of its outcomes must fulfil all", () => {
    const racing = { ...goFailed, alternatives: [answer("192.0.2.1")] };
    expect(judge("go", { error: "answer", addresses: ["192.0.2.1"] }, racing)).toBe("as expected");
    expect(judge("go", { error: "temporary", addresses: ["192.0.2.1"] }, racing)).toContain("line 21");
  });
});

describe("keys", () => {
  const keys = (...names: readonly string[]) => ({
    expect: { cells: names.map((name) => expectation(name, { error: name })) },
  });

  test("the most specific wins, and a longer version over a shorter", () => {
    const glibc = cell({ image: "centos-7.4", resolver: "glibc@2.17-196.el7" });
    const messageOf = (...names: readonly string[]) => check(keys(...names), [glibc])[0]?.message ?? "";
    expect(messageOf("glibc", "centos-7.4/glibc")).toContain("expected centos-7.4/glibc,");
    expect(messageOf("glibc@2.17-196.el7", "glibc@2.17")).toContain("expected glibc@2.17-196.el7,");
    expect(messageOf("glibc@2.17", "glibc@2.17-196.el7")).toContain("expected glibc@2.17-196.el7,");
    expect(messageOf("centos-7.4/glibc@2.17", "glibc@2.17")).toContain("expected centos-7.4/glibc@2.17,");
  });

  test("a key without a cell is told, unless the run left cells out or a libc is not known", () => {
    const idle = {
      scenario: "topic/story",
      cell: "glibc",
      ok: false,
      message: 'no cell of this scenario is "glibc"',
    };
    expect(check(keys("glibc"), [cell()])).toMatchObject([idle]);
    expect(check(keys("glibc"), [cell()], false)).toEqual([]);
    expect(check(keys("glibc"), [cell(), lostCell({ resolver: "libc" })])).toEqual([]);
  });

  test("what documents say of an image that a scenario does not run on waits for a run on it", () => {
    const expected = expectation("centos-7.4/glibc", { error: "EAI_AGAIN", source: "documented" });
    const changes = { images: ["alpine-3.8"], expect: { cells: [expected] } };
    const onCentos = cell({ image: "centos-7.4", resolver: "glibc@2.17-196.el7" });
    expect(check(changes, [cell()])).toEqual([]);
    expect(imagesOfDocuments([scenario(changes), scenario({})])).toEqual(["centos-7.4"]);
    expect(check(changes, [onCentos], false)).toMatchObject([
      { ok: false, message: expect.stringContaining("(expected from documents, not from a run)") },
    ]);
    expect(check({ ...changes, images: ["centos-7.4"] }, [cell()])).toMatchObject([{ ok: false }]);
  });

  test("a lost cell is not judged", () => {
    expect(check(keys("musl"), [lostCell()])).toEqual([]);
  });
});

describe("the verdict of a scenario", () => {
  const place = { file: "scenarios/topic/story.yaml", line: 30, column: 3 };
  const expecting = (value: "agree" | "outcome" | "wire") => ({
    expect: { cells: [], verdict: { value, place } },
  });
  const go = cell({ resolver: "go@1.24" });
  const failing = cell({ outcome: tryAgain });
  const lost = lostCell({ image: "centos-7.4", resolver: "glibc@2.17" });

  test("holds where the worst comparison has it", () => {
    expect(check(expecting("agree"), [cell(), go])).toMatchObject([{ cell: "verdict", ok: true, line: 30 }]);
    expect(check(expecting("outcome"), [failing, go])).toMatchObject([{ cell: "verdict", ok: true }]);
  });

  test("does not hold where it is heavier or lighter, and says by which cells", () => {
    expect(check(expecting("agree"), [failing, go])).toMatchObject([
      {
        ok: false,
        message:
          "expected verdict agree, got outcome: musl@1.1.19 fails with EAI_AGAIN (temporary), go@1.24 answers 192.0.2.1",
      },
    ]);
    expect(check(expecting("wire"), [cell(), go])).toMatchObject([
      { ok: false, message: "expected verdict wire, got agree: both answer 192.0.2.1" },
    ]);
  });

  test("is not judged on other images or Go builds than the scenario's", () => {
    expect(check(expecting("agree"), [failing, go], false)).toEqual([]);
  });

  test("with a lost cell, only a heavier one is told: the lost one may be what differs", () => {
    expect(check(expecting("outcome"), [cell(), go, lost])).toEqual([]);
    expect(check(expecting("agree"), [failing, go, lost])).toMatchObject([{ ok: false }]);
    expect(check(expecting("outcome"), [lost])).toEqual([]);
  });
});

describe("a known difference", () => {
  const known = {
    known: { text: "musl's rule since 1.2.1", place: { file: "story.yaml", line: 9, column: 1 } },
  };
  const go = cell({ resolver: "go@1.24" });

  test("must still differ", () => {
    expect(check(known, [cell({ outcome: tryAgain }), go])).toMatchObject([{ cell: "known", ok: true }]);
    expect(check(known, [cell(), go])).toMatchObject([
      {
        cell: "known",
        ok: false,
        message: 'the known difference is gone; the key "known" can go: musl\'s rule since 1.2.1',
        file: "story.yaml",
        line: 9,
      },
    ]);
  });

  test("is not judged while cells are lost", () => {
    expect(check(known, [cell(), go, lostCell({ image: "centos-7.4" })])).toEqual([]);
  });

  test("is not gone because a run leaves out where it shows", () => {
    expect(check(known, [cell(), go], false)).toEqual([]);
  });
});
