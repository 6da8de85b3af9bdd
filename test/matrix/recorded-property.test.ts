/** `run --update` on whatever a file expects and a run shows: afterwards the file holds, and a second time changes nothing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareCells } from "../../harness/matrix/compare.ts";
import { checkExpectations } from "../../harness/matrix/expectations.ts";
import { recordedExpectations } from "../../harness/matrix/recorded.ts";
import type { ReportCell } from "../../harness/matrix/report-data.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { updateExpectations } from "../../harness/scenario/update-text.ts";

const PLACES = [
  ["alpine-3.8", "musl@1.1.19"],
  ["debian-12-musl", "musl@1.2.3"],
  ["debian-13-musl", "musl@1.2.5"],
  ["debian-12-glibc", "glibc@2.36"],
  ["alpine-3.8", "go@1.11"],
  ["alpine-3.8", "go@1.24"],
  ["debian-12-glibc", "go@1.24"],
] as const;
const HOSTS = ["default", "centos-7.6"];
const KEYS = [
  ...new Set(
    PLACES.flatMap(([image, resolver]) => {
      const [family = ""] = resolver.split("@");
      const plain = [family, resolver, image, `${image}/${family}`, `${image}/${resolver}`];
      return [...plain, ...plain.map((key) => `${key} on centos-7.6`)];
    }),
  ),
];
const ADDRESSES = ["192.0.2.1", "192.0.2.2"];

const outcome: fc.Arbitrary<string | null> = fc.constantFrom(...ADDRESSES, null);
const fields = fc.constantFrom(
  "addresses: [192.0.2.1]",
  "addresses: [192.0.2.2], asks: []",
  "error: EAI_AGAIN",
  "error: answer",
);

function cellsOf(outcomes: readonly (string | null)[]): readonly ReportCell[] {
  return PLACES.flatMap(([image, resolver], place) =>
    HOSTS.map((host, at): ReportCell => {
      const address = outcomes[place * HOSTS.length + at] ?? null;
      return {
        scenario: "story",
        lookup: { name: "x.example", family: "ip" },
        image,
        host,
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
    }),
  );
}

function textOf(verdict: string | null, cells: Readonly<Record<string, string>>, isFlow: boolean): string {
  const keys = Object.entries(cells).map(([key, value]) => `${key}: { ${value} }`);
  if (verdict === null && keys.length === 0)
    return "title: T\nlookups: [x.example]\nhost: [default, centos-7.6]\n";
  const parts = [
    ...(verdict === null ? [] : [`verdict: ${verdict}`]),
    ...(keys.length === 0
      ? []
      : [isFlow ? `cells: { ${keys.join(", ")} }` : `cells:\n    ${keys.join("\n    ")}`]),
  ];
  return `title: T\nlookups: [x.example]\nhost: [default, centos-7.6]\nexpect:\n  ${parts.join("\n  ")}\n`;
}

test("afterwards the file holds, and a second time changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(outcome, { minLength: 14, maxLength: 14 }),
      fc.option(fc.constantFrom("agree", "outcome", "addresses"), { nil: null }),
      fc.dictionary(
        fc.constantFrom(...KEYS, "musl@<1.2.3", "musl@>=1.2.3", "glibc@>=2.17-222.el7", "go@<1.13"),
        fields,
        { maxKeys: 6 },
      ),
      fc.boolean(),
      (outcomes, verdict, keys, isFlow) => {
        const cells = cellsOf(outcomes);
        const comparisons = compareCells(cells);
        const text = textOf(verdict, keys, isFlow);
        const recorded = recordedExpectations(parseScenario(text, "story.yaml"), cells, comparisons);
        const updated = recorded === null ? text : updateExpectations(text, recorded);
        const after = parseScenario(updated, "story.yaml");
        const failed = checkExpectations(after, cells, comparisons, true).filter(({ ok }) => !ok);
        expect(failed, updated).toEqual([]);
        expect(recordedExpectations(after, cells, comparisons), updated).toBeNull();
      },
    ),
    { numRuns: 500 },
  );
});
