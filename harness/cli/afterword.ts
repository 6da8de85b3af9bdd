/** What stands behind the report: where files were written, and what to try next. */
import { escapeTerminal } from "../report/escape.ts";
import type { Reporter } from "../report/reporter.ts";
import { closingLines } from "../report/terminal/closing.ts";
import { createPaint } from "../report/terminal/paint.ts";
import { isOverview } from "../report/terminal.ts";
import { calledAs } from "./called-as.ts";
import { streamOutput } from "./output.ts";
import type { ChosenReporters } from "./reporters.ts";

/** To be told last. A run that writes files alone ends with its sums, since nothing else shows them. */
export function afterword({ files, isStdoutFree, tellsEngine }: ChosenReporters, verbose: boolean): Reporter {
  return {
    async onEnd(report) {
      // Standard output that a program reads holds nothing but the report.
      const output = streamOutput(tellsEngine || isStdoutFree ? process.stdout : process.stderr);
      const lines = [
        ...(isStdoutFree ? closingLines(report, output.columns, createPaint(output.colour)) : []),
        ...files.map(({ name, file }) => escapeTerminal(`${name === "html" ? "page" : name}: ${file}`)),
        ...(tellsEngine && isOverview(report, { whole: verbose }) ? nextLines() : []),
      ];
      if (lines.length > 0) output.write(`${lines.join("\n")}\n`);
    },
  };
}

function nextLines(): readonly string[] {
  const command = calledAs();
  const rows = [
    [`${command} run search-and-ndots`, "a topic's matrices"],
    [`${command} try NAME --resolv-conf FILE`, "your name and files"],
    [`${command} explain --resolv-conf FILE NAME`, "who asks what, and why"],
  ] as const;
  const width = Math.max(...rows.map(([text]) => text.length));
  return ["", "Next:", ...rows.map(([text, about]) => `  ${text.padEnd(width)}  ${about}`)];
}
