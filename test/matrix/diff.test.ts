import { describe, expect, test } from "vitest";
import { diffReports, isSame } from "../../harness/matrix/diff.ts";
import type { ReportCell } from "../../harness/matrix/report-data.ts";
import { diffText } from "../../harness/report/diff-text.ts";
import { attack } from "../report/hostile.ts";
import { reportOf } from "../report/reports.ts";
import { cell, lostCell, tryAgain } from "./fake-engine.ts";

const go = (changes: Partial<ReportCell> = {}) => cell({ resolver: "go@1.24", ...changes });
const diff = (before: readonly ReportCell[], after: readonly ReportCell[]) =>
  diffReports(reportOf(before), reportOf(after));

describe("two runs", () => {
  test("that show the same are the same, whatever the machine's speed", () => {
    const same = diff(
      [cell(), go(), lostCell({ image: "b" })],
      [cell({ elapsedMs: 90 }), go(), lostCell({ image: "b" })],
    );
    expect(isSame(same)).toBe(true);
    expect(diffText(same)).toBe("Nothing changed: 3 cells show the same.\n");
  });

  test("differ where a cell changed, and in the verdicts that follow from it", () => {
    const changed = diff([cell(), go()], [cell({ outcome: tryAgain }), go()]);
    expect(isSame(changed)).toBe(false);
    expect(changed.changed).toMatchObject([{ resolver: "musl@1.1.19", kind: "outcome" }]);
    expect(changed.newDifferences).toMatchObject([{ before: "agree", after: "outcome" }]);
    expect(diffText(changed)).toBe(`1 changed
  topic/story: db.example in alpine-3.8 by musl@1.1.19
    outcome: before answers 192.0.2.1, after fails with EAI_AGAIN (temporary)

1 new differences
  topic/story: db.example in alpine-3.8 by musl@1.1.19, beside go@1.24
    agree → outcome: musl@1.1.19 fails with EAI_AGAIN (temporary), go@1.24 answers 192.0.2.1

1 cell shows the same.
`);
    const back = diff([cell({ outcome: tryAgain }), go()], [cell(), go()]);
    expect(back.newDifferences).toEqual([]);
    expect(back.goneDifferences).toMatchObject([{ before: "outcome", after: "agree" }]);
  });

  test("are slower or faster only by what they waited", () => {
    const slower = diff([cell()], [cell({ elapsedMs: 5001 })]);
    expect(slower).toMatchObject({
      changed: [],
      faster: [],
      slower: [{ waitedMsBefore: 0, waitedMsAfter: 5001 }],
    });
    expect(diffText(slower)).toContain(
      "1 slower\n  topic/story: db.example in alpine-3.8 by musl@1.1.19\n    waited 0.0 s, now 5.0 s\n",
    );
    expect(diff([cell({ elapsedMs: 5001 })], [cell()])).toMatchObject({
      slower: [],
      faster: [{ waitedMsBefore: 5001 }],
    });
  });

  test("differ in the cells that they have, and in those that could be observed", () => {
    const cells = diff(
      [cell(), go(), cell({ image: "b" })],
      [lostCell({ reason: "no such image" }), go(), go({ host: "centos-7.6" })],
    );
    expect(cells.changed).toMatchObject([{ kind: "evidence", why: "now unavailable: no such image" }]);
    expect(cells.newCells).toMatchObject([{ host: "centos-7.6" }]);
    expect(cells.goneCells).toMatchObject([{ image: "b" }]);
    expect(diffText(cells)).toContain(
      "1 new cells\n  topic/story: db.example in alpine-3.8 on centos-7.6 by go@1.24\n",
    );
    expect(diff([lostCell({ reason: "x" })], [cell()]).changed).toMatchObject([
      { why: "was unavailable: x" },
    ]);
    expect(cells.same).toBe(1);
  });

  test("are told without what a terminal would obey", () => {
    const clearScreen = "\u001b[2J";
    const hostile = diff([cell()], [cell({ lookup: { name: attack + clearScreen, family: "ip4" } })]);
    expect(diffText(hostile)).not.toContain(clearScreen);
  });
});
