/** The reporters that `--reporter NAME[=FILE]` can name. */
import { Failure } from "../errors.ts";
import { jsonReporter } from "../report/json.ts";
import type { Output, Reporter } from "../report/reporter.ts";
import { terminalReporter } from "../report/terminal.ts";
import { streamOutput, textOutput } from "./output.ts";
import { ReportFile } from "./report-file.ts";

const REPORTERS: Readonly<Record<string, (output: Output) => Reporter>> = {
  terminal: terminalReporter,
  json: (output) => jsonReporter(output.write),
};

export const REPORTER_NAMES: readonly string[] = Object.keys(REPORTERS);

export interface ChosenReporters {
  readonly reporters: readonly Reporter[];
  /** Whether the terminal report goes to standard output, and with it the line that tells the engine. */
  readonly tellsEngine: boolean;
}

/**
 * Makes the reporters of the command line, in its order.
 * @throws Failure "usage" for an unknown name, and for two that would write to standard output
 */
export function createReporters(choices: readonly string[]): ChosenReporters {
  const parsed = choices.map(parseChoice);
  const onStdout = parsed.filter(({ file }) => file === null).map(({ name }) => name);
  if (onStdout.length > 1) {
    throw new Failure("usage", `the reporters ${onStdout.join(" and ")} would all write to standard output`, {
      advice: `give all but one a file, such as --reporter ${onStdout[1]}=report.txt`,
    });
  }
  return {
    reporters: parsed.map(({ create, file }) =>
      file === null ? create(streamOutput(process.stdout)) : fileReporter(create, file),
    ),
    tellsEngine: onStdout.includes("terminal"),
  };
}

function parseChoice(choice: string) {
  const equals = choice.indexOf("=");
  const name = equals < 0 ? choice : choice.slice(0, equals);
  const file = equals < 0 ? null : choice.slice(equals + 1);
  const create = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined;
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
