/** The reporters that `--reporter NAME[=FILE]` can name. */
import { Failure } from "../errors.ts";
import type { Report } from "../matrix/report-data.ts";
import { renderBlob, type ShardNumber } from "../report/blob.ts";
import { githubReporter } from "../report/github.ts";
import type { ReportDetails } from "../report/html/details.ts";
import { renderHtml } from "../report/html.ts";
import { jsonReporter } from "../report/json.ts";
import { renderJunit } from "../report/junit.ts";
import { renderMarkdown } from "../report/markdown.ts";
import type { Output, Reporter } from "../report/reporter.ts";
import { terminalReporter } from "../report/terminal.ts";
import { printExactly, streamOutput, textOutput } from "./output.ts";
import { ReportFile } from "./report-file.ts";

/** What some reporters need beside the report. */
export interface Surroundings {
  /** What people read beside the cells: asked for once the run is over. */
  details(): Promise<ReportDetails>;
  /** Which part of the run this is; 1 of 1 for a whole one. */
  readonly shard: ShardNumber;
  /** Whether the terminal shows every matrix, however many there are. */
  readonly verbose: boolean;
}

type Create = (output: Output, surroundings: Surroundings) => Reporter;

const REPORTERS: Readonly<Record<string, Create>> = {
  terminal: (output, { verbose }) => terminalReporter(output, { whole: verbose }),
  json: (output) => jsonReporter(output.write),
  junit: rendered((report) => renderJunit(report)),
  markdown: rendered((report) => renderMarkdown(report)),
  html: rendered(async (report, { details }) => renderHtml(report, await details())),
  github: (output) => githubReporter(process.env, output.write),
  blob: rendered(async (report, { details, shard }) => renderBlob(report, await details(), shard)),
};

export const REPORTER_NAMES: readonly string[] = Object.keys(REPORTERS);

/** All others are for programs, and keep runners from misreading them by their own escapes. */
const FOR_PEOPLE = "terminal";

/** Into a file goes what people read; a runner has to see its commands on standard output all the same. */
const IN_FILES: Readonly<Record<string, Create>> = {
  ...REPORTERS,
  github: (output) => githubReporter(process.env, printExactly, output.write),
};

/** Its lines are for the runner, which picks them out of whatever else a step prints. */
const SHARES_STDOUT: ReadonlySet<string> = new Set(["github"]);

/** A reporter that is one text at the end of the run. */
function rendered(render: (report: Report, surroundings: Surroundings) => string | Promise<string>): Create {
  return (output, surroundings) => ({
    onEnd: async (report) => output.write(await render(report, surroundings)),
  });
}

export interface ChosenReporters {
  readonly reporters: readonly Reporter[];
  /** Whether the terminal report goes to standard output, and with it the line that tells the engine. */
  readonly tellsEngine: boolean;
  /** Whether all of them write into files. */
  readonly isStdoutFree: boolean;
  readonly files: readonly { readonly name: string; readonly file: string }[];
}

/**
 * Makes the reporters of the command line, in its order.
 * @throws Failure "usage" for an unknown name, and for two that would write to standard output
 */
export function createReporters(choices: readonly string[], surroundings: Surroundings): ChosenReporters {
  const parsed = choices.map(parseChoice);
  const onStdout = parsed
    .filter(({ name, file }) => file === null && !SHARES_STDOUT.has(name))
    .map(({ name }) => name);
  if (onStdout.length > 1) {
    throw new Failure("usage", `the reporters ${onStdout.join(" and ")} would all write to standard output`, {
      advice: `give all but one a file, such as --reporter ${onStdout[1]}=report.txt`,
    });
  }
  return {
    reporters: parsed.map(({ name, create, file }) =>
      file === null
        ? create(name === FOR_PEOPLE ? streamOutput(process.stdout) : textOutput(printExactly), surroundings)
        : // A file has room for everything.
          fileReporter((output) => create(output, { ...surroundings, verbose: true }), file),
    ),
    tellsEngine: onStdout.includes("terminal"),
    isStdoutFree: parsed.every(({ file }) => file !== null),
    files: parsed.flatMap(({ name, file }) => (file === null ? [] : [{ name, file }])),
  };
}

function parseChoice(choice: string) {
  const equals = choice.indexOf("=");
  const name = equals < 0 ? choice : choice.slice(0, equals);
  const file = equals < 0 ? null : choice.slice(equals + 1);
  const creators = file === null ? REPORTERS : IN_FILES;
  const create = Object.hasOwn(creators, name) ? creators[name] : undefined;
  if (create === undefined) {
    throw new Failure("usage", `unknown reporter "${name}"`, {
      advice: `there are ${REPORTER_NAMES.join(", ")}`,
    });
  }
  if (file === "") throw new Failure("usage", `--reporter ${name}= names no file`);
  return { name, file, create };
}

function fileReporter(create: (output: Output) => Reporter, path: string): Reporter {
  const file = new ReportFile(path);
  const reporter = create(textOutput((text) => file.write(text)));
  return {
    ...reporter,
    async onEnd(report) {
      await reporter.onEnd(report);
      await file.save();
    },
  };
}
