/** `resolver-matrix init`: a first scenario to change. */

import { Command } from "commander";
import { printable } from "../../yaml/shown.ts";
import { EXIT } from "../exit-codes.ts";
import { print } from "../output.ts";

const ABOUT = `
The file is never overwritten. Its comments say what each part is for.

Examples:
  resolver-matrix init
  resolver-matrix init dns/db.yaml
`;

export function initCommand(exit: (code: number) => void): Command {
  return new Command("init")
    .description("Writes a first scenario, with comments, that runs as it is.")
    .argument("[file]", "where to", "resolver-matrix/first.yaml")
    .addHelpText("after", ABOUT)
    .action(async (file: string) => {
      const { writeFirstScenario } = await import("../first-scenario.ts");
      await writeFirstScenario(file);
      print(`Wrote ${printable(file)}. Next: resolver-matrix run ${printable(file)}\n`);
      exit(EXIT.asExpected);
    });
}
