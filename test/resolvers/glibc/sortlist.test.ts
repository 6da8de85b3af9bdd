/** Lines at which glibc's loop over a sortlist goes round for ever, as real ones from 2.17 to 2.43 do. */
import { expect, test } from "vitest";
import { readResolverConf } from "../../../harness/resolvers/glibc/res-init.ts";
import { featuresOf } from "../../../harness/resolvers/glibc/versions.ts";
import { NeverError } from "../../../harness/world/world.ts";

const SURROUNDINGS = { hostname: "lab", env: {} };

function ranges(value: string, version = "2.36") {
  const features = featuresOf({ version, release: null });
  return readResolverConf(`sortlist ${value}\n`, features, SURROUNDINGS).sortlist;
}

test.each([
  ["10.0.0.0", 1],
  ["10.0.0.0 192.0.2.0/255.255.255.0", 2],
  ["10.0.0.0/junk", 1],
  ["junk 10.0.0.0", 1],
  ["10.0.0.0;192.0.2.0", 1],
  ["", 0],
])("%j has %i ranges", (value, count) => {
  expect(ranges(value)).toHaveLength(count);
});

test.each(["10.0.0.0\r", "\r", "300.0.0.0/8", "/8", "10.0.0.0/255.0.0.0\v", "10.0.0.0\u00e9", "x&y"])(
  "%j keeps every version busy",
  (value) => {
    for (const version of ["2.17", "2.26", "2.36", "2.43"]) {
      expect(() => ranges(value, version)).toThrow(NeverError);
    }
  },
);

test("ten ranges are enough for old versions, which then do not come to the carriage return", () => {
  const ten = Array.from({ length: 10 }, (_, index) => `10.${index}.0.0`).join(" ");
  expect(ranges(`${ten} \r`, "2.17")).toHaveLength(10);
  expect(() => ranges(`${ten} \r`, "2.36")).toThrow(NeverError);
});
