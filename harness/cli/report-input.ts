/** Reports of earlier runs that the command line names. */
import { readInputFile } from "../disk/input-file.ts";
import { Failure } from "../errors.ts";
import type { Report } from "../matrix/report-data.ts";
import { readReport } from "../report/read-report.ts";
import { printable } from "../yaml/shown.ts";

/** A report of the whole catalogue has about two megabytes. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** Reads reports. Rejects with Failure "usage" that names every file which is none, and why. */
export async function readReportFiles(files: readonly string[]): Promise<readonly Report[]> {
  const readings = await Promise.all(files.map(async (file) => ({ file, reading: await readingOf(file) })));
  const problems = readings.flatMap(({ file, reading }) =>
    reading.kind === "refused" ? [`${printable(file)}: ${reading.why}`] : [],
  );
  if (problems.length > 0) {
    throw new Failure("usage", problems.join("\n"), {
      advice: "name reports that resolver-matrix run --reporter json=FILE wrote",
    });
  }
  return readings.flatMap(({ reading }) => (reading.kind === "report" ? [reading.report] : []));
}

async function readingOf(file: string): Promise<ReturnType<typeof readReport>> {
  try {
    return readReport(await readReportText(file));
  } catch (error) {
    return { kind: "refused", why: error instanceof Error ? error.message : String(error) };
  }
}

/** The text of a report or a blob. Rejects with UnreadableInput. */
export async function readReportText(file: string): Promise<string> {
  const { bytes } = await readInputFile(file, MAX_REPORT_BYTES);
  return new TextDecoder().decode(bytes);
}
