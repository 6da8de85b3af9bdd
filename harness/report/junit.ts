/**
 * JUnit XML: a suite per scenario, a case per cell and per expectation. A cell that could not be observed is an error,
 * never a skipped case; an expectation that does not hold is a failure. A difference by itself is neither.
 */
import { cellName } from "../matrix/cell-place.ts";
import type { Report, ReportCell, ReportExpectation } from "../matrix/report-data.ts";
import { lookupDetails } from "../world/lookup-text.ts";
import { element, type XmlElement, xmlDocument } from "./junit-xml.ts";
import { groupedBy } from "./layout.ts";
import { cellWord } from "./words.ts";

/** The report as a JUnit XML document (the dialect that Jenkins, GitLab and GitHub actions read). */
export function renderJunit(report: Report): string {
  const cells = groupedBy(report.cells, ({ scenario }) => scenario);
  const expectations = groupedBy(report.expectations, ({ scenario }) => scenario);
  const files = new Map(report.scenarios.map(({ id, file }) => [id, file]));
  const scenarios = new Set([...files.keys(), ...cells.keys(), ...expectations.keys()]);
  const suites = [...scenarios].map((scenario) =>
    suiteOf(
      scenario,
      files.get(scenario) ?? null,
      cells.get(scenario) ?? [],
      expectations.get(scenario) ?? [],
      report.startedAt,
    ),
  );
  const totals = countsOf(report.cells, report.expectations);
  return xmlDocument(
    element(
      "testsuites",
      { name: "resolver-matrix", ...totals, time: seconds(report.elapsedMs), timestamp: report.startedAt },
      suites,
    ),
  );
}

function suiteOf(
  scenario: string,
  file: string | null,
  cells: readonly ReportCell[],
  expectations: readonly ReportExpectation[],
  timestamp: string,
): XmlElement {
  const elapsedMs = cells.reduce((sum, cell) => sum + cell.elapsedMs, 0);
  return element(
    "testsuite",
    {
      name: scenario,
      ...(file === null ? {} : { file }),
      ...countsOf(cells, expectations),
      time: seconds(elapsedMs),
      timestamp,
    },
    [...cells.map(cellCase), ...expectations.map(expectationCase)],
  );
}

function countsOf(cells: readonly ReportCell[], expectations: readonly ReportExpectation[]) {
  return {
    tests: cells.length + expectations.length,
    failures: expectations.filter(({ ok }) => !ok).length,
    errors: cells.filter(({ evidence }) => evidence === "unavailable").length,
    skipped: 0,
  };
}

function cellCase(cell: ReportCell): XmlElement {
  const { lookup, host } = cell;
  const on = host === "default" ? "" : ` on ${host}`;
  const name = `${lookup.name} ${lookupDetails(lookup)}: ${cellName(cell)}${on}`;
  return element("testcase", { classname: cell.scenario, name, time: seconds(cell.elapsedMs) }, [
    // Maven Surefire's word for a failure that was none when it was repeated.
    ...(cell.flaky === true
      ? [element("flakyFailure", { type: "expectation", message: cell.firstUnexpected ?? "" })]
      : []),
    cell.evidence === "unavailable"
      ? element("error", { type: "unavailable", message: cell.reason ?? "no reason given" })
      : element("system-out", {}, [`${cell.evidence}: ${outcomeLine(cell)}`]),
  ]);
}

function outcomeLine(cell: ReportCell): string {
  const { glyph, word } = cellWord(cell);
  if (cell.outcome?.kind === "answer") return `${glyph} ${cell.outcome.addresses.join(" ")}`;
  if (cell.outcome === undefined) return `${glyph} ${word}`;
  return `${glyph} ${word}: ${cell.outcome.kind === "never" ? cell.outcome.because : cell.outcome.text}`;
}

function expectationCase(expectation: ReportExpectation): XmlElement {
  const { scenario, cell, lookup, host, ok, message, file, line } = expectation;
  const what = lookup === undefined ? cell : `${lookup.name} ${lookupDetails(lookup)}: ${cell}`;
  const on = host === undefined || host === "default" ? "" : ` on ${host}`;
  return element(
    "testcase",
    { classname: scenario, name: `expected (line ${line}) ${what}${on}`, time: seconds(0), file, line },
    ok ? [] : [element("failure", { type: "expectation", message }, [`${file}:${line}: ${message}`])],
  );
}

function seconds(elapsedMs: number): string {
  return (elapsedMs / 1000).toFixed(3);
}
