import { expect, test } from "vitest";
import { compare } from "../../harness/index.ts";
import { answer, cell, lostCell, tryAgain } from "../matrix/fake-engine.ts";

test("two cells are compared as a run compares them", () => {
  const go = cell({ resolver: "go@1.24", outcome: tryAgain });
  expect(compare(cell(), go)).toEqual({
    verdict: "outcome",
    why: "musl@1.1.19 answers 192.0.2.1, go@1.24 fails with EAI_AGAIN (temporary)",
  });
  expect(compare(cell(), cell({ image: "b" })).verdict).toBe("agree");
  expect(compare(cell(), cell({ outcome: answer("192.0.2.2") })).verdict).toBe("addresses");
});

test("a cell that could not be observed has no verdict, and its reason is told", () => {
  const lost = lostCell({ reason: "no such image" });
  const why = "alpine-3.8/musl@1.1.19 could not be observed: no such image";
  expect(compare(cell(), lost)).toEqual({ verdict: null, why });
  expect(compare(lost, lost)).toEqual({ verdict: null, why });
});
