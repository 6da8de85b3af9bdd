import { describe, expect, test } from "vitest";
import { compareCells } from "../../harness/matrix/compare.ts";
import { recordedExpectations } from "../../harness/matrix/recorded.ts";
import type { ReportCell } from "../../harness/matrix/report-data.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";

const scenario = (expected: string) =>
  parseScenario(`title: A story\nlookups: [x.example]\n${expected}`, "story.yaml");

function cell(image: string, resolver: string, address: string | null): ReportCell {
  return {
    scenario: "story",
    lookup: { name: "x.example", family: "ip" },
    image,
    host: "default",
    resolver,
    evidence: "observed",
    outcome:
      address === null
        ? { kind: "error", class: "temporary", code: "EAI_AGAIN", text: "Try again", number: -3 }
        : { kind: "answer", addresses: [address] },
    alternatives: [],
    trace: [],
    elapsedMs: 1,
  };
}

test("the widest key that is true for all of its cells is written", () => {
  const cells = [
    cell("a", "musl@1.1.19", null),
    cell("b", "musl@1.2.3", null),
    cell("c", "glibc@2.31", "192.0.2.1"),
    cell("d", "glibc@2.36", "192.0.2.2"),
  ];
  expect(recordedExpectations(scenario(""), cells, [])?.add).toEqual([
    ["musl", { error: "EAI_AGAIN", asks: [] }],
    ["glibc", { addresses: ["192.0.2.2"], asks: [] }],
    ["glibc@<2.36", { addresses: ["192.0.2.1"], asks: [] }],
  ]);
});

test("neighbouring versions that show the same share a range, releases among them", () => {
  const cells = [
    cell("a", "glibc@2.17-196.el7", null),
    cell("b", "glibc@2.17-260.el7", "192.0.2.1"),
    cell("c", "glibc@2.26-amzn2", "192.0.2.1"),
    cell("d", "glibc@2.28-151.el8", null),
    cell("e", "glibc@2.36", null),
  ];
  expect(recordedExpectations(scenario(""), cells, [])?.add).toEqual([
    ["glibc", { error: "EAI_AGAIN", asks: [] }],
    ["glibc@>=2.17-260.el7,<2.28-151.el8", { addresses: ["192.0.2.1"], asks: [] }],
  ]);
});

test("a key that holds for most of its cells stays, and ranges except the others", () => {
  const cells = [
    cell("a", "musl@1.1.16", "192.0.2.1"),
    cell("b", "musl@1.1.19", "192.0.2.1"),
    cell("c", "musl@1.2.3", null),
    cell("d", "musl@1.2.4", null),
    cell("e", "musl@1.2.5", null),
  ];
  const written = scenario("expect: { cells: { musl: { error: EAI_AGAIN, text: Try again } } }\n");
  expect(recordedExpectations(written, cells, [])).toEqual({
    verdict: null,
    drop: [],
    add: [["musl@<1.2.3", { addresses: ["192.0.2.1"] }]],
  });
});

test("keys that hold stay, those that do not are dropped and rewritten", () => {
  const written = scenario(
    "expect: { cells: { musl: { error: EAI_AGAIN }, glibc: { error: EAI_AGAIN } } }\n",
  );
  const cells = [cell("a", "musl@1.1.19", null), cell("c", "glibc@2.31", "192.0.2.1")];
  expect(recordedExpectations(written, cells, [])).toEqual({
    verdict: null,
    drop: ["glibc"],
    add: [["glibc", { addresses: ["192.0.2.1"] }]],
  });
});

test("no field is added that the file has nowhere, and none where it expects a verdict alone", () => {
  const cells = [cell("a", "musl@1.1.19", null), cell("a", "go@1.24", "192.0.2.1")];
  const asking = scenario("expect: { cells: { musl: { asks: [10.0.0.1:53] } } }\n");
  expect(recordedExpectations(asking, cells, [])?.add).toEqual([["musl", { asks: [] }]]);
  const judging = scenario("expect: { verdict: agree }\n");
  expect(recordedExpectations(judging, cells, compareCells(cells))).toEqual({
    verdict: "outcome",
    drop: [],
    add: [],
  });
});

test("a run as expected changes nothing", () => {
  const written = scenario("expect: { cells: { musl: { error: EAI_AGAIN } } }\n");
  expect(recordedExpectations(written, [cell("a", "musl@1.1.19", null)], [])).toBeNull();
});

test("nothing is written of cells that were not observed, nor of outcomes that race", () => {
  const { outcome: _, ...rest } = cell("a", "musl@1.1.19", null);
  const lost: ReportCell = { ...rest, evidence: "unavailable", reason: "gone" };
  const racing: ReportCell = {
    ...cell("a", "go@1.24", "192.0.2.1"),
    alternatives: [{ kind: "answer", addresses: ["192.0.2.2"] }],
  };
  expect(recordedExpectations(scenario(""), [lost, racing], [])?.add).toEqual([["go", { asks: [] }]]);
});

test("a new key leaves cells alone that it is not written for", () => {
  const cells = [
    cell("alpine-3.8", "go@1.24", "192.0.2.2"),
    cell("debian-12-glibc", "go@1.24", "192.0.2.1"),
    cell("alpine-3.8", "musl@1.1.19", null),
    cell("debian-12-musl", "musl@1.2.3", "192.0.2.1"),
  ];
  const written = scenario(
    "expect: { cells: { debian-12-glibc: { addresses: [192.0.2.1] }, alpine-3.8/go: { error: EAI_FAIL }, alpine-3.8/musl: { error: EAI_FAIL } } }\n",
  );
  expect(recordedExpectations(written, cells, [])?.add).toEqual([
    // The other image's own key weighs more.
    ["go", { addresses: ["192.0.2.2"] }],
    // Of debian-12-musl nothing is expected at all.
    ["musl@<1.2.3", { error: "EAI_AGAIN" }],
  ]);
});

describe("the verdict", () => {
  const cells = [cell("a", "musl@1.1.19", null), cell("a", "go@1.24", "192.0.2.1")];
  const verdictOf = (expected: string) =>
    recordedExpectations(scenario(expected), cells, compareCells(cells))?.verdict ?? null;

  test("is written where it does not hold, and where a file expects nothing yet", () => {
    expect(verdictOf("expect: { verdict: agree }\n")).toBe("outcome");
    expect(verdictOf("")).toBe("outcome");
  });

  test("is not pressed on a file that does without", () => {
    expect(verdictOf("expect: { cells: { musl: { error: EAI_AGAIN } } }\n")).toBeNull();
  });
});
