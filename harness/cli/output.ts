/** Streams to write to: terminals, pipes, and text that becomes a file. */
import type { WriteStream } from "node:tty";
import { escapeCommands, escapeTerminal } from "../report/escape.ts";
import type { Output } from "../report/reporter.ts";

/** Width of lines that no terminal shows: reads well in logs and mails. */
const COLUMNS_WITHOUT_TERMINAL = 120;

/** Text for people on standard output: lines from outside are no commands to a CI runner that shows them. */
export function print(text: string): void {
  process.stdout.write(escapeCommands(text));
}

/** The same on standard error. */
export function printError(text: string): void {
  process.stderr.write(escapeCommands(text));
}

/** One line beside the report, on standard error. `text` may come from outside. */
export function printNotice(text: string): void {
  printError(`${escapeTerminal(text)}\n`);
}

/** Text for programs on standard output, byte for byte: a format that takes care of itself, or commands of ours. */
export function printExactly(text: string): void {
  process.stdout.write(text);
}

/**
 * Whoever reads us may have seen enough ("| head"): the run still ends in order. Output that cannot be written (a disk
 * that is full) ends the process with `exitCode`: what it has to say cannot be said.
 */
export function endWhereOutputFails(exitCode: number): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    printError(`error: standard output cannot be written to\n  why: ${error.message}\n`);
    process.exit(exitCode);
  });
  // Nowhere is left to say it.
  process.stderr.on("error", () => {});
}

/** Standard output or error for people, as the environment wants it (NO_COLOR, FORCE_COLOR, TERM, CI, COLUMNS). */
export function streamOutput(stream: WriteStream): Output {
  return {
    get columns() {
      return stream.columns ?? numberOf(process.env.COLUMNS) ?? COLUMNS_WITHOUT_TERMINAL;
    },
    colour: wantsColour(stream),
    live: stream.isTTY === true && !isSet("CI") && process.env.TERM !== "dumb",
    write: (text) => void stream.write(escapeCommands(text)),
  };
}

/** Text without colours for a file, or for a program that reads it. */
export function textOutput(write: (text: string) => void): Output {
  return { columns: COLUMNS_WITHOUT_TERMINAL, colour: false, live: false, write };
}

/** https://no-color.org: any value but the empty one switches colours off. */
function wantsColour(stream: WriteStream): boolean {
  if (isSet("NO_COLOR")) return false;
  if (isSet("FORCE_COLOR")) return process.env.FORCE_COLOR !== "0";
  return stream.isTTY === true && process.env.TERM !== "dumb";
}

function isSet(name: string): boolean {
  return (process.env[name] ?? "") !== "";
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{1,3}$/.test(text) ? Number(text) : null;
}
