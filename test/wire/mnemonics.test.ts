import { describe, expect, it } from "vitest";
import {
  classMnemonic,
  classNumber,
  rcodeMnemonic,
  rcodeNumber,
  typeMnemonic,
  typeNumber,
} from "../../harness/wire/mnemonics.ts";

describe("RR types", () => {
  it.each([
    ["A", 1],
    ["aaaa", 28],
    ["TYPE65", 65],
    ["type1", 1],
    ["TYPE65535", 65535],
    ["TYPE65536", null],
    ["TYPE", null],
    ["toString", null],
    ["", null],
  ])("%s is %s", (text, number) => expect(typeNumber(text)).toBe(number));

  it("every number has a name that means it", () => {
    for (let type = 0; type < 512; type += 1) expect(typeNumber(typeMnemonic(type)), String(type)).toBe(type);
    expect(typeMnemonic(65)).toBe("HTTPS");
    expect(typeMnemonic(65000)).toBe("TYPE65000");
  });
});

describe("response codes", () => {
  it.each([
    ["NOERROR", 0],
    ["servfail", 2],
    ["16", 16],
    ["BADVERS", 16],
    ["RCODE11", 11],
    ["4095", 4095],
    ["4096", null],
    ["NODATA", null],
    ["-1", null],
  ])("%s is %s", (text, number) => expect(rcodeNumber(text)).toBe(number));

  it("every number has a name that means it", () => {
    for (let rcode = 0; rcode < 40; rcode += 1) expect(rcodeNumber(rcodeMnemonic(rcode))).toBe(rcode);
  });
});

it("classes", () => {
  expect(["IN", "ch", "CLASS7", "X"].map(classNumber)).toEqual([1, 3, 7, null]);
  expect([1, 255, 7].map(classMnemonic)).toEqual(["IN", "ANY", "CLASS7"]);
});
