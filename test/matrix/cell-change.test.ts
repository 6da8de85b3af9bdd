import { expect, test } from "vitest";
import { changeOf } from "../../harness/matrix/cell-change.ts";
import { isKnown, type KnownCell } from "../../harness/matrix/differences.ts";
import type { ReportCell } from "../../harness/matrix/report-data.ts";
import type { Outcome } from "../../harness/world/world.ts";
import { query } from "../report/sample-wire.ts";
import { answer, cell, tryAgain } from "./fake-engine.ts";

function known(changes: Partial<ReportCell>): KnownCell {
  const made = cell(changes);
  if (!isKnown(made)) throw new Error("the cell has no outcome");
  return made;
}

const goText = (port: number): Outcome => ({
  kind: "error",
  class: "temporary",
  code: "timeout",
  text: `lookup a on 10.0.0.1:53: read udp 10.0.0.9:${port}->10.0.0.1:53: i/o timeout`,
});
const asked = [query(0, "10.0.0.1", "a.", "A", [1, "NOERROR"])];
const mode = (order: string) => ({ order, because: "a rule", pureOrder: "files,dns" });

test.each<readonly [string, Partial<ReportCell>, Partial<ReportCell>, string | null]>([
  ["nothing", {}, {}, null],
  ["nothing but the machine's speed", { elapsedMs: 1 }, { elapsedMs: 250 }, null],
  ["nothing but a client port", { outcome: goText(40000) }, { outcome: goText(50000) }, null],
  [
    "the outcome",
    {},
    { outcome: tryAgain },
    "outcome: before answers 192.0.2.1, after fails with EAI_AGAIN (temporary)",
  ],
  [
    "addresses",
    {},
    { outcome: answer("192.0.2.2") },
    "addresses: only before has 192.0.2.1, only after has 192.0.2.2",
  ],
  ["questions", {}, { trace: asked }, "wire: only after asks 10.0.0.1:53 for a. A"],
  ["the wait", {}, { elapsedMs: 5001 }, "latency: before takes 0.0 s, after takes 5.0 s"],
  [
    "an error's own name",
    { outcome: tryAgain },
    { outcome: { ...tryAgain, code: "EAI_FAIL" } },
    'text: before EAI_AGAIN "Try again", after EAI_FAIL "Try again"',
  ],
  [
    "the canonical name",
    {},
    { outcome: { kind: "answer", addresses: ["192.0.2.1"], canonicalName: "b" } },
    'text: before canonical name "", after canonical name "b"',
  ],
  [
    "the text of a resolver that races",
    { outcome: tryAgain, alternatives: [tryAgain] },
    { outcome: { ...tryAgain, text: "x" } },
    null,
  ],
  [
    "Go's choice",
    { mode: mode("cgo") },
    { mode: mode("files,dns") },
    "mode: a cgo build chose cgo (a rule), now files,dns (a rule)",
  ],
])("%s", (_, before, after, expected) => {
  const change = changeOf(known(before), known(after));
  expect(change === null ? null : `${change.kind}: ${change.why}`).toBe(expected);
});
