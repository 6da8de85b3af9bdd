/** Markdown for a job summary: what is unexpected, what could not be observed, then the matrix, a table per topic. */
import { causeGroups } from "../matrix/causes-text.ts";
import { cellName } from "../matrix/cell-place.ts";
import type { Report, ReportExpectation, ReportScenario } from "../matrix/report-data.ts";
import { lookupDetails } from "../world/lookup-text.ts";
import { adviceOn } from "./advice.ts";
import { compareAnswerers, type NamedAnswerer } from "./answerer.ts";
import { groupedBy, type Layout, layoutOf, type Row } from "./layout.ts";
import { boundedText } from "./markdown-bounded.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { cellWord, flakyWord, heaviest, isStandIn, standInWord, wordOf } from "./words.ts";

export interface MarkdownOptions {
  /** The most bytes (UTF-8) of the result; what does not fit is counted in a last line. Default: no bound. */
  readonly maxBytes?: number;
  /** Address of a line of a scenario file, or null where there is none to link to. */
  readonly linkTo?: (file: string, line: number) => string | null;
}

/** The report as GitHub-flavoured Markdown. */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const out = boundedText(options.maxBytes ?? Number.POSITIVE_INFINITY);
  out.add(`# ${headline(report)}\n\n${about(report)}\n`);
  writeUnmet(out, report, options.linkTo ?? (() => null));
  writeFlaky(out, report);
  writeUnavailable(out, report);
  writeUnchecked(out, report);
  writeCauses(out, report);
  writeTopics(out, report);
  return out.end();
}

type Output = ReturnType<typeof boundedText>;

function headline({ summary }: Report): string {
  const { cells, agree, differ, unexpected, unavailable } = summary;
  const verdict = unexpected > 0 ? `✗ ${unexpected} unexpected` : "✓ as expected";
  return `${verdict}: ${agree} agree, ${differ} differ, ${unavailable} unavailable of ${cells} cells`;
}

function about(report: Report): string {
  const seconds = (report.elapsedMs / 1000).toFixed(1);
  return `${markdownText(report.tool)}, engine ${report.engine}, ${seconds} s, ${markdownText(report.startedAt)}`;
}

function writeUnmet(out: Output, report: Report, linkTo: NonNullable<MarkdownOptions["linkTo"]>): void {
  const unmet = report.expectations.filter(({ ok }) => !ok);
  if (unmet.length === 0) return;
  out.list(
    "## Unexpected",
    unmet.map((expectation) => unmetLine(expectation, linkTo)),
    "unmet expectation",
  );
}

function unmetLine(
  { scenario, cell, lookup, host, message, file, line }: ReportExpectation,
  linkTo: NonNullable<MarkdownOptions["linkTo"]>,
): string {
  const asked =
    lookup === undefined ? "" : ` ${markdownCode(lookup.name)} ${markdownText(lookupDetails(lookup))}`;
  const on = host === undefined || host === "default" ? "" : ` on ${markdownText(host)}`;
  const place = markdownText(`${file}:${line}`);
  const link = linkTo(file, line);
  const where = link === null ? place : `<a href="${markdownText(link)}">${place}</a>`;
  return `- ✗ **${markdownText(scenario)}**${asked}, ${markdownText(cell)}${on}: ${markdownText(message)} (${where})`;
}

function writeFlaky(out: Output, { cells }: Report): void {
  const flaky = cells.filter((cell) => cell.flaky === true);
  if (flaky.length === 0) return;
  const lines = flaky.map((cell) => {
    const { scenario, lookup, host, firstUnexpected = "" } = cell;
    const on = host === "default" ? "" : ` on ${markdownText(host)}`;
    const where = `${markdownCode(lookup.name)} ${markdownText(lookupDetails(lookup))}, ${markdownText(cellName(cell))}${on}`;
    return `- ${flakyWord.glyph} **${markdownText(scenario)}** ${where}: first ${markdownText(firstUnexpected)}`;
  });
  out.list("## Flaky: as expected only when repeated", lines, "flaky cell");
}

function writeUnavailable(out: Output, report: Report): void {
  const byReason = groupedBy(
    report.cells.filter(({ evidence }) => evidence === "unavailable"),
    ({ reason }) => reason ?? "no reason given",
  );
  if (byReason.size === 0) return;
  const lines = [...byReason].map(
    ([reason, cells]) => `- ? ${counted(cells.length, "cell")}: ${markdownText(reason)}`,
  );
  out.list("## Could not be observed", lines, "reason");
}

function writeUnchecked(out: Output, { images }: Report): void {
  const lines = images.flatMap(({ id, note }) =>
    note === undefined ? [] : [`- ! **${markdownText(id)}**: ${markdownText(note)}`],
  );
  if (lines.length > 0) out.list("## Not checked", lines, "image");
}

function writeCauses(out: Output, { cells }: Report): void {
  const lines = causeGroups(cells).map(({ cause, cells: members }) => {
    const who = [...new Set(members.map(({ resolver }) => resolver))].map(markdownText).join(", ");
    const advice = adviceOn(cause.scenario);
    const what = advice === null ? "" : ` What to do: ${markdownText(advice)}`;
    const link = `<a href="${markdownText(cause.reference)}">upstream</a>`;
    return `- ${markdownText(cause.text)} ${markdownCode(cause.scenario)}, ${link}; ${counted(members.length, "cell")}: ${who}.${what}`;
  });
  if (lines.length > 0) out.list("## Why", lines, "cause");
}

function writeTopics(out: Output, report: Report): void {
  const layout = layoutOf(report);
  const scenarios = new Map(report.scenarios.map((scenario) => [scenario.id, scenario]));
  for (const [topic, rows] of groupedBy(layout.rows, (row) => row.topic)) {
    const columns = topicColumns(report, layout, rows);
    out.table(
      `## ${markdownText(topic)}`,
      tableHead(columns),
      rows.map((row, index) => {
        const label = rowLabel(row, scenarios.get(row.scenario));
        return tableLine([label, rowVerdict(layout, row), ...columns.map(({ texts }) => texts[index] ?? "")]);
      }),
      "row",
    );
  }
}

/** A resolver in all images where it says the same in every row. */
interface TableColumn extends NamedAnswerer {
  readonly images: readonly string[];
  /** One entry per row. */
  readonly texts: readonly string[];
}

/** Columns in which nothing could be observed are left out: the summary has said so once, with the reason. */
function topicColumns(report: Report, layout: Layout, rows: readonly Row[]): TableColumn[] {
  const columns = layout.columns.flatMap((column, index) => {
    const places = rows.map((row) => row.cells[index] ?? null);
    if (!places.some((place) => place !== null && report.cells[place]?.evidence !== "unavailable")) return [];
    return [{ ...column, texts: places.map((place) => cellText(report, layout, place)) }];
  });
  const alike = groupedBy(columns, ({ name, texts }) => JSON.stringify([name, texts]));
  const merged = [...alike.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ ...first, images: members.map(({ image }) => image) }];
  });
  const [libc, go] = [merged.filter(({ isLibc }) => isLibc), merged.filter(({ isLibc }) => !isLibc)];
  return [...libc, ...go.sort(compareAnswerers)];
}

function tableHead(columns: readonly TableColumn[]): string {
  const names = columns.map(({ name, images }) => `${markdownText(name)}<br>${imagesText(images)}`);
  const heads = ["scenario", "verdict", ...names];
  return `${tableLine(heads)}\n${tableLine(heads.map(() => "---"))}`;
}

function imagesText(images: readonly string[]): string {
  return images.length <= 2 ? images.map(markdownText).join(", ") : `${images.length} images`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function rowLabel({ scenario: id, lookup, host }: Row, scenario: ReportScenario | undefined): string {
  const on = host === "default" ? "" : ` on ${markdownText(host)}`;
  const known = scenario?.known ? " (known)" : "";
  return `${markdownText(scenario?.title ?? id)}${known}<br>${markdownCode(lookup.name)} ${markdownText(lookupDetails(lookup))}${on}`;
}

function rowVerdict(layout: Layout, row: Row): string {
  const judged = row.cells.map((cell) => (cell === null ? null : (layout.judgements[cell]?.verdict ?? null)));
  const worst = heaviest(judged.filter((verdict) => verdict !== null));
  if (worst === null) return "";
  const { glyph, word } = wordOf(worst);
  return worst === "agree" ? `${glyph} ${word}` : `**${glyph} ${word}**`;
}

function cellText(report: Report, layout: Layout, place: number | null): string {
  const cell = place === null ? undefined : report.cells[place];
  if (place === null || cell === undefined) return "";
  const { glyph, word } = cellWord(cell);
  const unexpected = (layout.judgements[place]?.unmet.length ?? 0) > 0;
  const flaky = cell.flaky === true ? `<br>${flakyWord.glyph} ${flakyWord.word}` : "";
  const standIn = isStandIn(cell) ? `<br>${standInWord.glyph} ${standInWord.word}` : "";
  const omitted = cell.traceOmitted === undefined ? "" : `<br>… ${cell.traceOmitted} more questions`;
  return `${glyph} ${markdownText(word)}${standIn}${omitted}${flaky}${unexpected ? "<br>**! unexpected**" : ""}`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
