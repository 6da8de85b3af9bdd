/** GitHub Actions: the job summary, an annotation on every scenario line that did not hold, and step outputs. */

import { appendFile, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { Failure } from "../errors.ts";
import { causeText } from "../matrix/causes-text.ts";
import { cellName } from "../matrix/cell-place.ts";
import type { Report, ReportExpectation } from "../matrix/report-data.ts";
import { lookupDetails } from "../world/lookup-text.ts";
import { isAbout } from "./layout.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Reporter } from "./reporter.ts";

/** GitHub drops a step's summary that is larger ("Adding a job summary": 1 MiB per step). */
const maxSummaryBytes = 1024 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Writes to the files that the runner names, and workflow commands to `write`.
 * @param writeSummary takes the job summary in the place of the runner's file; step outputs are then written only where
 *   there is a file for them, so that this works outside of GitHub too
 * @throws Failure (usage) where the environment is no Actions step
 */
export function githubReporter(
  env: Environment,
  write: (text: string) => void,
  writeSummary?: (text: string) => void,
): Reporter {
  const summaryFile = writeSummary === undefined ? required(env, "GITHUB_STEP_SUMMARY") : null;
  const outputFile = writeSummary === undefined ? required(env, "GITHUB_OUTPUT") : env.GITHUB_OUTPUT;
  return {
    async onEnd(report) {
      const alreadyBytes = summaryFile === null ? 0 : await sizeOf(summaryFile);
      const summary = renderMarkdown(report, {
        maxBytes: maxSummaryBytes - alreadyBytes - 1,
        linkTo: (file, line) => permalink(env, file, line),
      });
      if (summaryFile !== null) await appendFile(summaryFile, summary);
      writeSummary?.(summary);
      if (outputFile) await appendFile(outputFile, stepOutputs(report));
      write(annotations(report, (file) => fromWorkspace(env, file) ?? file));
    },
  };
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new Failure("usage", `the github reporter needs ${name}, which is not set`, {
    advice: "outside of GitHub Actions use --reporter github=FILE, or markdown=FILE",
  });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}

/** Step outputs as lines of the runner's output file: counts of cells. */
export function stepOutputs({ summary }: Report): string {
  const { differ, unexpected, unavailable } = summary;
  return `differ=${differ}\nunexpected=${unexpected}\nunavailable=${unavailable}\n`;
}

/**
 * Workflow commands: an error on the line of each expectation that does not hold, a warning for each flaky cell
 * and for each image that could not be had.
 * @param pathOf a scenario file's path from the root of the repository on
 */
export function annotations(report: Report, pathOf: (file: string) => string): string {
  const errors = report.expectations
    .filter(({ ok }) => !ok)
    .map((expectation) => {
      const { file, line, message } = expectation;
      const properties = {
        file: pathOf(file),
        line: String(line),
        title: titleOf(expectation),
      };
      const cause = report.cells.find((cell) => isAbout(expectation, cell))?.cause;
      const why = cause === undefined ? "" : `\nwhy: ${causeText(cause)}`;
      return command("error", properties, message + why);
    });
  const warnings = report.images
    .filter(({ status }) => status === "unavailable")
    .map(({ id, reason }) =>
      command("warning", { title: `${id} is unavailable` }, reason ?? "no reason given"),
    );
  const files = new Map(report.scenarios.map(({ id, file }) => [id, file]));
  const flaky = report.cells
    .filter((cell) => cell.flaky === true)
    .map((cell) => {
      const { scenario, lookup, host, firstUnexpected } = cell;
      const title = `flaky: ${titleOf({ scenario, cell: cellName(cell), lookup, host })}`;
      return command("warning", { file: pathOf(files.get(scenario) ?? ""), title }, firstUnexpected ?? "");
    });
  return [...errors, ...flaky, ...warnings].map((line) => `${line}\n`).join("");
}

function titleOf({
  scenario,
  cell,
  lookup,
  host,
}: Pick<ReportExpectation, "scenario" | "cell" | "lookup" | "host">): string {
  const asked = lookup === undefined ? "" : ` ${lookup.name} ${lookupDetails(lookup)}`;
  const on = host === undefined || host === "default" ? "" : ` on ${host}`;
  return `${scenario}${asked} ${cell}${on}`;
}

/** The runner's escapes: actions/toolkit packages/core/src/command.ts, escapeData and escapeProperty. */
function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${written.join(",")}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A file's path from the workspace on, with slashes, as annotations and links want it; null for one outside. */
function fromWorkspace(env: Environment, file: string): string | null {
  const { GITHUB_WORKSPACE: workspace } = env;
  if (!workspace) return null;
  const below = relative(workspace, resolve(file));
  return isAbsolute(below) || below.split(sep)[0] === ".." ? null : below.split(sep).join("/");
}

/** The line as it was in the commit of this run; null for a file outside the repository. */
function permalink(env: Environment, file: string, line: number): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha } = env;
  const path = fromWorkspace(env, file);
  if (!server || !repository || !sha || path === null) return null;
  return `${server}/${repository}/blob/${sha}/${path.split("/").map(encodeURIComponent).join("/")}#L${line}`;
}
