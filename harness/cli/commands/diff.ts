/** `resolver-matrix diff A B`: what changed between two runs. */

import { Command } from "commander";
import { jsonText } from "../../report/escape.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printExactly } from "../output.ts";

const ABOUT = `
Reports are written by "resolver-matrix run --reporter json=FILE". Compared is what each cell came to, whom it
asked, and how long it waited for an answer that did not come; the machine's own speed does not count.

Exit codes: 0 the runs show the same, 1 something changed, 2 a file is not a report of this version.

Examples:
  resolver-matrix diff yesterday.json today.json
  resolver-matrix diff --json docker.json local.json
`;

export function diffCommand(exit: (code: number) => void): Command {
  return new Command("diff")
    .description("Compares two runs: what changed, new and gone differences, what waits longer.")
    .argument("<before>", "JSON report of the earlier run")
    .argument("<after>", "JSON report of the later run")
    .option("--json", "as JSON, for programs")
    .addHelpText("after", ABOUT)
    .action(async (before: string, after: string, { json = false }: { readonly json?: boolean }) => {
      const { readReportFiles } = await import("../report-input.ts");
      const { diffReports, isSame } = await import("../../matrix/diff.ts");
      const { diffText } = await import("../../report/diff-text.ts");
      const [left, right] = await readReportFiles([before, after]);
      if (left === undefined || right === undefined) throw new Error("a report is missing");
      const diff = diffReports(left, right);
      if (json) printExactly(jsonText({ version: 1, ...diff }));
      else print(diffText(diff));
      exit(isSame(diff) ? EXIT.asExpected : EXIT.unexpected);
    });
}
