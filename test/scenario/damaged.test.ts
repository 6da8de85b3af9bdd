import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { catalogueDirectory, listCatalogue } from "../../harness/disk/catalogue.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { ProblemsFailure } from "../../harness/yaml/problems.ts";
import { damagedText, damages } from "../support/damage.ts";
import { FUZZ_LIMIT, fuzzed, seedTold } from "../support/fuzz.ts";

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
  .tuple(fc.constantFrom(...texts), damages(PIECES))
  .map(([text, all]) => damagedText(text, all));

test(
  `a damaged scenario is read or refused with a place inside the file, and never anything else (${seedTold})`,
  FUZZ_LIMIT,
  () => {
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
            expect(Math.min(place.line, place.column), message).toBeGreaterThanOrEqual(1);
            expect(message).not.toMatch(/\p{Cc}/u);
          }
        }
      }),
      fuzzed(500),
    );
  },
);
