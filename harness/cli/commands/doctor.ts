/** `resolver-matrix doctor`: what this machine has. */
import { Command } from "commander";
import { escapeTerminal } from "../../report/escape.ts";
import { createPaint, type Style } from "../../report/terminal/paint.ts";
import type { Check } from "../doctor-checks.ts";
import { EXIT } from "../exit-codes.ts";
import { streamOutput } from "../output.ts";

const LOOK: Readonly<
  Record<Check["state"], { readonly glyph: string; readonly word: string; readonly style: Style }>
> = {
  good: { glyph: "✓", word: "good", style: "green" },
  missing: { glyph: "?", word: "missing", style: "yellow" },
  broken: { glyph: "✗", word: "broken", style: "red" },
};

const ABOUT = `
Exit code 0 where at least one engine can make labs and the cache can be used, else 3.

Examples:
  resolver-matrix doctor
`;

export function doctorCommand(exit: (code: number) => void): Command {
  return new Command("doctor")
    .description("Checks what this machine has: engines, programs, the cache, images. Starts no container.")
    .addHelpText("after", ABOUT)
    .action(async () => {
      const { doctorChecks } = await import("../doctor-checks.ts");
      const output = streamOutput(process.stdout);
      const paint = createPaint(output.colour);
      let engines = 0;
      let isCacheBroken = false;
      for await (const { name, state, detail, advice, isEngine } of doctorChecks()) {
        const { glyph, word, style } = LOOK[state];
        const lines =
          escapeTerminal(detail) + (advice === null ? "" : `\n    what to do: ${escapeTerminal(advice)}`);
        output.write(`${paint(`${glyph} ${word.padEnd(7)}`, style)}  ${name}: ${lines}\n`);
        if (isEngine && state === "good") engines++;
        if (name === "cache" && state === "broken") isCacheBroken = true;
      }
      exit(engines > 0 && !isCacheBroken ? EXIT.asExpected : EXIT.couldNotRun);
    });
}
