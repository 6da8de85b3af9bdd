import { describe, expect, test } from "vitest";
import { padEnd, textWidth, truncate, wrap } from "../../harness/report/terminal/text-width.ts";

describe("text width", () => {
  test.each([
    ["", 0],
    ["db.example", 10],
    ["✓ 192.0.2.1", 11],
    ["例え", 4],
    ["한국", 4],
    ["e\u0301", 1],
    ["🦊", 2],
  ])("%j takes %i cells", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test("padEnd fills up to the width and never cuts", () => {
    expect(padEnd("例", 4)).toBe("例  ");
    expect(padEnd("longer", 4)).toBe("longer");
  });

  test("truncate cuts with an ellipsis inside the width", () => {
    expect(truncate("db.example", 10)).toBe("db.example");
    expect(truncate("db.example", 9)).toBe("db.examp…");
    expect(truncate("例え例", 4)).toBe("例…");
  });

  test("wrap breaks at blanks, and inside what is too long", () => {
    expect(wrap("Temporary failure in name resolution", 20)).toEqual([
      "Temporary failure in",
      "name resolution",
    ]);
    expect(wrap("a 2001:db8:21:42:1234:5678:9abc:def0", 16)).toEqual([
      "a",
      "2001:db8:21:42:1",
      "234:5678:9abc:de",
      "f0",
    ]);
    expect(wrap("", 5)).toEqual([""]);
    expect(wrap("例え", 1)).toEqual(["例", "え"]);
  });
});
