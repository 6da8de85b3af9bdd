/** The benchmark's own arithmetic and its text: what it measures is for people to run. */
import { expect, test } from "vitest";
import { isMet, type Part } from "../../../scripts/bench/part.ts";
import { median, rounded } from "../../../scripts/bench/statistics.ts";
import { partText } from "../../../scripts/bench/text.ts";

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[10, 9, 100], 10],
  [[7], 7],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("nothing has no median", () => {
  expect(() => median([])).toThrow(RangeError);
});

test.each([
  [0, "0.00"],
  [0.456, "0.46"],
  [5.0044, "5.00"],
  [47.06, "47.1"],
  [1234.5, "1235"],
  [-0.5, "-0.50"],
])("%d is shown as %s", (value, expected) => {
  expect(rounded(value)).toBe(expected);
});

test("a goal is met at its limit, on its own side", () => {
  const goal = { text: "", limit: 30 };
  expect(isMet({ ...goal, measured: 30, bound: "at least" })).toBe(true);
  expect(isMet({ ...goal, measured: 29.9, bound: "at least" })).toBe(false);
  expect(isMet({ ...goal, measured: 30, bound: "at most" })).toBe(true);
  expect(isMet({ ...goal, measured: 30.1, bound: "at most" })).toBe(false);
});

test("a part is told as a table, its goals and its notes", () => {
  const part: Part = {
    title: "Lookups",
    columns: ["image", "ms per lookup"],
    rows: [
      ["alpine-3.8", 7.25],
      ["debian-12-glibc", 12],
    ],
    goals: [{ text: "times faster", measured: 41.7, limit: 30, bound: "at least" }],
    notes: ["not measured: docker: no engine"],
  };
  expect(partText(part)).toEqual([
    "Lookups",
    "  image            ms per lookup",
    "  alpine-3.8       7.25",
    "  debian-12-glibc  12.0",
    "  met: times faster: 41.7, at least 30",
    "  not measured: docker: no engine",
    "",
  ]);
  const slow: Part = {
    ...part,
    rows: [],
    goals: [{ text: "times faster", measured: 12, limit: 30, bound: "at least" }],
  };
  expect(partText(slow)).toEqual([
    "Lookups",
    "  NOT MET: times faster: 12.0, at least 30",
    "  not measured: docker: no engine",
    "",
  ]);
});
