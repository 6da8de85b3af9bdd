import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { catalogueDirectory, listCatalogue } from "../../harness/disk/catalogue.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { ProblemsFailure } from "../../harness/yaml/problems.ts";

const texts = await Promise.all(
  (await listCatalogue()).map((id) => readFile(join(catalogueDirectory(), `${id}.yaml`), "utf8")),
);

/** Text that means something in YAML, in a zone or in a message. */
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  ": ",
  "- ",
  "\n",
  "  ",
  "&a ",
  "*a",
  "!x ",
  '"',
  "'",
  "|",
  ">",
  "#",
  "null",
  "0",
  "\\",
  "\t",
  "$ORIGIN ",
  "@",
  "..",
  "\u0000",
  "\u001b",
];

const damaged = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(12),
        put: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6, unit: "binary" })),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, damages]) =>
    damages.reduce((damagedText, { at, cut, put }) => {
      const index = Math.floor(at * damagedText.length);
      return damagedText.slice(0, index) + put + damagedText.slice(index + cut);
    }, text),
  );

test("a damaged scenario is read or refused with a place inside the file, and never anything else", () => {
  fc.assert(
    fc.property(damaged, (text) => {
      try {
        parseScenario(text, "damaged.yaml", ["default"]);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemsFailure);
        if (!(error instanceof ProblemsFailure)) return;
        const lines = text.split("\n").length;
        for (const { place, message } of error.problems) {
          expect(place.line, message).toBeLessThanOrEqual(lines);
          expect(message).not.toMatch(/\p{Cc}/u);
        }
      }
    }),
    { numRuns: 500 },
  );
});
