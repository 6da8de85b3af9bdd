/** The report as JSON, for programs. */
import { jsonText } from "./escape.ts";
import type { Reporter } from "./reporter.ts";

/** Writes the whole report, version 1, indented by two blanks. */
export function jsonReporter(write: (text: string) => void): Reporter {
  return {
    async onEnd(report) {
      write(jsonText(report));
    },
  };
}
