/** How a person is told that something failed: what, where, why, what to do. */
import { Failure } from "../errors.ts";
import { escapeTerminalLines } from "../report/escape.ts";
import { systemFailure } from "../system-error.ts";
import { placeText } from "../yaml/problems.ts";
import { EXIT } from "./exit-codes.ts";
import { printError } from "./output.ts";

/** Prints an error on standard error and gives the exit code for it. */
export function reportError(error: unknown): number {
  printError(`${escapeTerminalLines(errorText(error))}\n`);
  return error instanceof Failure && error.code === "usage" ? EXIT.usage : EXIT.couldNotRun;
}

/** The text for any error; one that neither is a Failure nor comes from the system is a mistake of ours, with its stack. */
export function errorText(thrown: unknown): string {
  const error = systemFailure(thrown) ?? thrown;
  if (!(error instanceof Failure)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `error: resolver-matrix itself failed; please report this\n${indented(detail)}`;
  }
  const { message, place, advice, cause } = error;
  // Several problems carry a place each in the message.
  const where = place === null || message.includes("\n") ? "" : `${placeText(place)}: `;
  const why = reasons(cause, message);
  return [
    `error: ${where}${message}`,
    ...(why === "" ? [] : [`  why: ${why}`]),
    ...(advice === null ? [] : [`  what to do: ${advice}`]),
  ].join("\n");
}

/** The messages of the causes that the message does not hold already. */
function reasons(cause: unknown, message: string): string {
  const texts: string[] = [];
  let next = cause;
  while (next instanceof Error && texts.length < 5) {
    if (next.message !== "" && !message.includes(next.message)) texts.push(next.message);
    next = next.cause;
  }
  return texts.join(": ");
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
