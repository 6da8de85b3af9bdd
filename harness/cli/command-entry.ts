/** One command of the command line, loaded when it is called. */
import type { Command } from "commander";

/** Makes a command that hands its exit code to `exit`. */
export type CommandFactory = (exit: (code: number) => void) => Command;

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandFactory>;
}
