/** The command line. Parsing and printing only: each command loads what it needs when it is called. */
import { Command, CommanderError } from "commander";
import { version } from "../library/version.ts";
import { COMMANDS } from "./commands.ts";
import { reportError } from "./error-text.ts";
import { EXIT } from "./exit-codes.ts";
import { print, printError } from "./output.ts";

const CLOSING = `
Exit codes: 0 as expected, 1 something differs from what the scenarios expect,
2 usage or scenario error, 3 could not run (no engine, image unavailable).

Examples:
  resolver-matrix run                              the whole catalogue
  resolver-matrix run founding --engine local      one topic, without Docker
  resolver-matrix try db.example --resolv-conf ./resolv.conf --image alpine-3.8
`;

/** What nobody waited for and nobody caught ends the process in words, and never as "something differs". */
export function endAtStrayErrors(): void {
  process.on("uncaughtException", (error) => process.exit(reportError(error)));
}

/** Runs one command, with `args` behind the program's name, and gives the exit code. Never rejects. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.asExpected;
  const program = new Command("resolver-matrix")
    .description(
      "The same name, looked up through each libc's getaddrinfo and through Go's resolver, side by side.",
    )
    .version(version())
    .addHelpText("after", CLOSING)
    .configureOutput({ writeOut: print, writeErr: printError })
    .exitOverride();
  const called = args.filter((argument) => !argument.startsWith("-"));
  for (const { name, summary, load } of COMMANDS) {
    // Only what is called is loaded; the others stand in the list of commands.
    const command = called.includes(name)
      ? (await load())((code) => {
          exitCode = code;
        })
      : new Command(name);
    for (const one of [command, ...command.commands]) one.copyInheritedSettings(program);
    program.addCommand(command.summary(summary));
  }
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.usage;
    return reportError(error);
  }
  return exitCode;
}
