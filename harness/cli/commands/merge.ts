/** `resolver-matrix merge`: the parts of a run, from the machines that ran them, as one report. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { Failure } from "../../errors.ts";
import type { BlobFile } from "../../report/merge.ts";
import { printable } from "../../yaml/shown.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { readReportText } from "../report-input.ts";
import { collect } from "../run-options.ts";

const EXAMPLES = `
Examples:
  resolver-matrix run --shard 1/2 --reporter blob=parts/1.json        on one machine
  resolver-matrix run --shard 2/2 --reporter blob=parts/2.json        on another
  resolver-matrix merge parts --reporter terminal --reporter html=report.html`;

interface MergeOptions {
  readonly reporter?: readonly string[];
  readonly verbose?: boolean;
}

export function mergeCommand(exit: (code: number) => void): Command {
  return new Command("merge")
    .description(
      "Joins the blob reports of all parts of a run, and ends with the exit code of the whole run.",
    )
    .argument("<paths...>", "folders of blob reports (every .json in them), or files")
    .option("--reporter <name[=file]>", "what to make of it; may be repeated (default: terminal)", collect)
    .option("--verbose", "every matrix, however many scenarios there are")
    .addHelpText("after", EXAMPLES)
    .action(async (paths: readonly string[], { reporter, verbose = false }: MergeOptions) => {
      const { mergeReports } = await import("../../report/merge.ts");
      const { createReporters } = await import("../reporters.ts");
      const { report, details } = mergeReports(await blobFiles(paths));
      const { reporters } = createReporters(reporter ?? ["terminal"], {
        details: async () => details,
        shard: { index: 1, count: 1 },
        verbose,
      });
      for (const one of reporters) await one.onEnd(report);
      exit(exitCodeOf(report));
    });
}

async function blobFiles(paths: readonly string[]): Promise<readonly BlobFile[]> {
  const files = await Promise.all(paths.map(filesAt));
  return Promise.all(
    files.flat().map(async (name) => {
      try {
        return { name, text: await readReportText(name) };
      } catch (cause) {
        throw unreadable(name, cause);
      }
    }),
  );
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (!found.isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
}

function unreadable(path: string, cause: unknown): Failure {
  return new Failure("usage", `cannot read ${printable(path)}`, {
    cause,
    advice: "name a folder or a file of blob reports",
  });
}
