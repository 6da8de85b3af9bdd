/**
 * JUnit XML: a suite per scenario, a case per cell, and one for each thing that a scenario expects of itself as a whole
 * or of a cell that is not there. A cell that is not as expected is a failure of its own case; one that could not be
 * observed is an error, never a skipped case. A difference by itself is neither.
 */
import { causeText } from "../matrix/causes-text.ts";
import { cellName } from "../matrix/cell-place.ts";
import type { Report, ReportCell, ReportExpectation } from "../matrix/report-data.ts";
import { askedLines } from "../trace/trace-text.ts";
import { lookupDetails } from "../world/lookup-text.ts";
import { element, type XmlElement, xmlDocument } from "./junit-xml.ts";
import { groupedBy, isAbout } from "./layout.ts";
import { cellWord } from "./words.ts";

/** A test case, and what it counts as. */
interface Case {
  readonly end: "passed" | "failure" | "error";
  readonly element: XmlElement;
}

interface Suite {
  readonly scenario: string;
  readonly elapsedMs: number;
  readonly cases: readonly Case[];
}

/** The report as a JUnit XML document (the dialect that Jenkins, GitLab and GitHub actions read). */
export function renderJunit(report: Report): string {
  const cells = groupedBy(report.cells, ({ scenario }) => scenario);
  const expectations = groupedBy(report.expectations, ({ scenario }) => scenario);
  const files = new Map(report.scenarios.map(({ id, file }) => [id, file]));
  const scenarios = new Set([...files.keys(), ...cells.keys(), ...expectations.keys()]);
  const cases = [...scenarios].map((scenario) => ({
    scenario,
    elapsedMs: (cells.get(scenario) ?? []).reduce((sum, cell) => sum + cell.elapsedMs, 0),
    cases: casesOf(cells.get(scenario) ?? [], expectations.get(scenario) ?? []),
  }));
  const suites = cases.map((suite) => suiteOf(suite, files.get(suite.scenario) ?? null, report.startedAt));
  const totals = countsOf(cases.flatMap((suite) => suite.cases));
  return xmlDocument(
    element(
      "testsuites",
      { name: "resolver-matrix", ...totals, time: seconds(report.elapsedMs), timestamp: report.startedAt },
      suites,
    ),
  );
}

function suiteOf({ scenario, elapsedMs, cases }: Suite, file: string | null, timestamp: string): XmlElement {
  return element(
    "testsuite",
    {
      name: scenario,
      ...(file === null ? {} : { file }),
      ...countsOf(cases),
      time: seconds(elapsedMs),
      timestamp,
    },
    cases.map((one) => one.element),
  );
}

function casesOf(cells: readonly ReportCell[], expectations: readonly ReportExpectation[]): readonly Case[] {
  const ofCells = cells.map((cell) => ({
    cell,
    expectations: expectations.filter((expectation) => isAbout(expectation, cell)),
  }));
  const told = new Set(ofCells.flatMap((one) => one.expectations));
  const others = expectations.filter((expectation) => !told.has(expectation));
  return [
    ...ofCells.map(({ cell, expectations: about }) => cellCase(cell, about.filter(isUnmet))),
    ...others.map(wholeCase),
  ];
}

function isUnmet({ ok }: ReportExpectation): boolean {
  return !ok;
}

function countsOf(cases: readonly Case[]) {
  return {
    tests: cases.length,
    failures: cases.filter(({ end }) => end === "failure").length,
    errors: cases.filter(({ end }) => end === "error").length,
    skipped: 0,
  };
}

function cellCase(cell: ReportCell, unmet: readonly ReportExpectation[]): Case {
  const { lookup, host } = cell;
  const on = host === "default" ? "" : ` on ${host}`;
  const name = `${lookup.name} ${lookupDetails(lookup)}: ${cellName(cell)}${on}`;
  const [place] = unmet;
  const isLost = cell.evidence === "unavailable";
  const children = [
    ...unmet.map((expectation) => failure(expectation, cell)),
    // Maven Surefire's word for a failure that was none when it was repeated.
    ...(cell.flaky === true
      ? [element("flakyFailure", { type: "expectation", message: cell.firstUnexpected ?? "" })]
      : []),
    isLost
      ? element("error", { type: "unavailable", message: cell.reason ?? "no reason given" })
      : element("system-out", {}, [bodyOf(cell)]),
  ];
  const attributes = { classname: cell.scenario, name, time: seconds(cell.elapsedMs), ...placeOf(place) };
  const end = unmet.length > 0 ? "failure" : isLost ? "error" : "passed";
  return { end, element: element("testcase", attributes, children) };
}

/** What it came to, and every question with its reply. */
function bodyOf(cell: ReportCell): string {
  return [
    `${cell.evidence}: ${outcomeLine(cell)}`,
    ...whyLines(cell),
    ...askedLines(cell.trace, cell.traceOmitted),
  ].join("\n");
}

function failure({ file, line, message }: ReportExpectation, cell?: ReportCell): XmlElement {
  const lines = [`${file}:${line}: ${message}`, ...(cell === undefined ? [] : whyLines(cell))];
  return element("failure", { type: "expectation", message }, [lines.join("\n")]);
}

function whyLines({ cause }: ReportCell): readonly string[] {
  return cause === undefined ? [] : [`why: ${causeText(cause)}`, `     ${cause.reference}`];
}

function placeOf(expectation: ReportExpectation | undefined): { file?: string; line?: number } {
  return expectation === undefined ? {} : { file: expectation.file, line: expectation.line };
}

function outcomeLine(cell: ReportCell): string {
  const { glyph, word } = cellWord(cell);
  if (cell.outcome?.kind === "answer") return `${glyph} ${cell.outcome.addresses.join(" ")}`;
  if (cell.outcome === undefined) return `${glyph} ${word}`;
  return `${glyph} ${word}: ${cell.outcome.kind === "never" ? cell.outcome.because : cell.outcome.text}`;
}

/** An expectation that is about no cell of the run: of the scenario's verdict, or of a cell that there is none of. */
function wholeCase(expectation: ReportExpectation): Case {
  const { scenario, cell, lookup, host, ok } = expectation;
  const what = lookup === undefined ? cell : `${lookup.name} ${lookupDetails(lookup)}: ${cell}`;
  const on = host === undefined || host === "default" ? "" : ` on ${host}`;
  const attributes = { classname: scenario, name: `${what}${on}`, time: seconds(0), ...placeOf(expectation) };
  return {
    end: ok ? "passed" : "failure",
    element: element("testcase", attributes, ok ? [] : [failure(expectation)]),
  };
}

function seconds(elapsedMs: number): string {
  return (elapsedMs / 1000).toFixed(3);
}
