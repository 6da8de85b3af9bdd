import { describe, expect, test } from "vitest";
import type { Report, ReportCell, ReportComparison } from "../../harness/matrix/report-data.ts";
import { layoutOf, topicOf } from "../../harness/report/layout.ts";
import { cellWord, heaviest, verdictWords } from "../../harness/report/words.ts";
import { sampleReport } from "./sample.ts";

const { report } = sampleReport();

describe("layoutOf", () => {
  const layout = layoutOf(report);

  test("columns follow the images, those without any observation last, each with its libc and then Go by version", () => {
    expect(layout.columns.slice(0, 5).map(({ image, resolver }) => `${image}/${resolver}`)).toEqual([
      "alpine-3.8/musl@1.1.19",
      "alpine-3.8/go@1.11",
      "alpine-3.8/go@1.19",
      "alpine-3.8/go@1.24",
      "debian-11-musl/musl@1.2.2",
    ]);
    expect(layout.columns.slice(-8).map(({ image }) => image)).toEqual([
      ...Array(4).fill("centos-7.4"),
      ...Array(4).fill("centos-7.6"),
    ]);
    expect(layout.columns).toHaveLength(36);
  });

  test("rows are scenario, lookup and host; every cell stands in its row and column once", () => {
    expect(
      layout.rows
        .filter(({ scenario }) => scenario.startsWith("founding/"))
        .map(({ lookup, host }) => `${lookup.name} ${lookup.family} ${host}`),
    ).toEqual([
      "sg.main2.kafka.metis.service ip default",
      "sg.main2.kafka.metis.service ip default",
      "sg.main2.kafka.metis.service ip centos-7.6",
      "sg.main2.kafka.metis.service ip default",
      "sg.main2.kafka.metis.service. ip4 default",
    ]);
    const placed = layout.rows.flatMap((row) => row.cells.filter((cell) => cell !== null));
    expect(placed.toSorted((left, right) => left - right)).toEqual(report.cells.map((_, index) => index));
    for (const row of layout.rows)
      row.cells.forEach((index, column) => {
        const cell = index === null ? null : report.cells[index];
        const { image, resolver } = layout.columns[column] ?? {};
        expect(cell).toMatchObject({ image, resolver, scenario: row.scenario, host: row.host });
      });
  });

  test("topics stay together though scenarios come in another order", () => {
    const mixed = {
      ...report,
      cells: report.cells.toSorted((left, right) => (left.lookup.name < right.lookup.name ? -1 : 1)),
    };
    const topics = layoutOf(mixed).rows.map(({ topic }) => topic);
    expect(topics.filter((topic, index) => topic !== topics[index - 1])).toHaveLength(new Set(topics).size);
  });

  test("a cell is judged by the comparisons of which it is the right side", () => {
    const judged = (wanted: Partial<ReportCell>) => {
      const index = report.cells.findIndex((cell) =>
        Object.entries(wanted).every(([key, value]) =>
          Object.entries(cell).some((entry) => entry[0] === key && entry[1] === value),
        ),
      );
      return layout.judgements[index];
    };
    const place = { scenario: "founding/host-readv", host: "centos-7.6", image: "alpine-3.8" };
    // Go against this libc; this libc against itself on the other host; the next image's libc against this one.
    expect(judged({ ...place, resolver: "go@1.24" })?.verdict).toBe("outcome");
    expect(judged({ ...place, resolver: "musl@1.1.19" })?.verdict).toBe("outcome");
    expect(judged({ ...place, image: "debian-11-musl", resolver: "musl@1.2.2" })?.verdict).toBe("outcome");
    expect(judged({ ...place, host: "default", resolver: "musl@1.1.19" })?.verdict).toBeNull();
    expect(judged({ ...place, image: "centos-7.4", resolver: "go@1.24" })?.verdict).toBeNull();
  });

  test("both sides of a comparison are found, across images and hosts too", () => {
    report.comparisons.forEach((comparison, index) => {
      const { left, right } = layout.sides[index] ?? { left: null, right: null };
      expect(left === null ? null : report.cells[left]).toMatchObject({
        image: comparison.image,
        host: comparison.host,
        resolver: comparison.left,
      });
      expect(right === null ? null : report.cells[right]).toMatchObject({
        image: comparison.rightImage ?? comparison.image,
        host: comparison.rightHost ?? comparison.host,
        resolver: comparison.right,
      });
    });
  });

  test("a comparison whose cells the report does not hold judges nothing", () => {
    const lost: ReportComparison = {
      scenario: "gone",
      lookup: { name: "a", family: "ip" },
      image: "x",
      host: "default",
      left: "musl@1",
      right: "go@1",
      verdict: "outcome",
      why: "",
    };
    const { sides, judgements } = layoutOf({ ...report, comparisons: [lost] });
    expect(sides).toEqual([{ left: null, right: null }]);
    expect(judgements.every(({ verdict }) => verdict === null)).toBe(true);
  });

  test("unmet expectations are at their cells, by lookup and host where those are named", () => {
    const unmet = report.cells.filter((_, index) => (layout.judgements[index]?.unmet.length ?? 0) > 0);
    expect(unmet.map(({ scenario, lookup, image }) => `${scenario} ${lookup.name} ${image}`)).toEqual([
      "address-families/aaaa-dropped api.example debian-13-musl",
      "founding/indented-resolv-conf sg.main2.kafka.metis.service debian-12-glibc",
    ]);
  });

  test("names with any character keep rows apart", () => {
    const [first] = report.cells;
    if (first === undefined) throw new Error("the sample has no cell");
    const cells = ['a"', "a", ",", "", "__proto__"].map(
      (name): ReportCell => ({ ...first, lookup: { name, family: "ip" } }),
    );
    const odd: Report = { ...report, cells, comparisons: [], expectations: [] };
    expect(layoutOf(odd).rows).toHaveLength(5);
  });
});

test.each([
  ["founding/indented", "founding"],
  ["a/b/c", "a"],
  ["plain", "other"],
  ["broker", "dns", "/builds/shop/dns/broker.yaml"],
  ["broker", "dns", "dns\\broker.yaml"],
  ["broker", "other", "./broker.yaml"],
  ["/odd", "other"],
])("topicOf(%s)", (id, topic, file = "") => {
  expect(topicOf(id, file)).toBe(topic);
});

describe("words", () => {
  test("every verdict has a glyph and a word of its own", () => {
    expect(new Set(verdictWords.map(({ glyph }) => glyph)).size).toBe(verdictWords.length);
    expect(new Set(verdictWords.map(({ word }) => word)).size).toBe(verdictWords.length);
  });

  test("heaviest", () => {
    expect(heaviest([])).toBeNull();
    expect(heaviest(["wire", "order", "latency"])).toBe("order");
    expect(heaviest(["agree", "agree"])).toBe("agree");
  });

  const [cell] = report.cells;
  test.each<[string, Pick<ReportCell, "outcome">, string, string]>([
    ["one address", { outcome: { kind: "answer", addresses: ["10.0.0.1"] } }, "✓", "10.0.0.1"],
    [
      "several addresses",
      { outcome: { kind: "answer", addresses: ["10.0.0.1", "10.0.0.2", "::1"] } },
      "✓",
      "10.0.0.1 +2",
    ],
    ["an empty answer", { outcome: { kind: "answer", addresses: [] } }, "✓", "no address"],
    [
      "an error",
      { outcome: { kind: "error", class: "temporary", code: "EAI_AGAIN", text: "Try again" } },
      "✗",
      "EAI_AGAIN",
    ],
    ["nothing", {}, "?", "unavailable"],
  ])("%s in a few characters", (_, outcome, glyph, word) => {
    if (cell === undefined) throw new Error("the sample has no cell");
    const { outcome: _outcome, ...rest } = cell;
    expect(cellWord({ ...rest, ...outcome })).toEqual({ glyph, word });
  });
});
