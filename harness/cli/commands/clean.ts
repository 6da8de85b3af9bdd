/** `resolver-matrix clean`. */
import { Command } from "commander";
import { escapeTerminal } from "../../report/escape.ts";
import { EXIT } from "../exit-codes.ts";

const ABOUT = `
A run cleans up behind itself, also after Ctrl-C. One that was killed leaves containers,
processes or half-unpacked images behind; this removes what no living run owns.
`;

export function cleanCommand(exit: (code: number) => void): Command {
  return new Command("clean")
    .description("Removes what killed runs have left behind; runs that are going on are left alone.")
    .addHelpText("after", ABOUT)
    .action(async () => {
      const { clean } = await import("../../lab/clean.ts");
      const { removed, kept, notLooked } = await clean();
      const lines = [
        ...removed.map((what) => `removed ${what}`),
        ...kept.map((what) => `kept ${what}`),
        ...notLooked.map((where) => `not looked at ${where}`),
        removed.length === 0 ? "nothing to remove" : "",
      ].filter((line) => line !== "");
      process.stdout.write(lines.map((line) => `${escapeTerminal(line)}\n`).join(""));
      exit(EXIT.asExpected);
    });
}
