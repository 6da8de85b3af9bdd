/** `resolver-matrix shrink`: the smallest scenario that still shows the difference. */
import { Command, Option } from "commander";
import { ENGINE_CHOICES } from "../engine-choice.ts";
import type { ShrinkValues } from "../fix/shrink-scenario.ts";

const ABOUT = `
Lines, words, options, rules, records, servers, images, Go builds, lookups and hosts are cut away one after
the other, as long as the models show the same: the same verdict between the same libcs or Go, with the same
outcomes and cause. The result is then run for real where an engine is there. Comments and style of what is
left stay; what the scenario expects goes, as its cells do ("run --update" writes it anew).

Exit codes: 0 it is shrunk, 1 real code does not show the difference, 2 usage, or nothing differs.

Examples:
  resolver-matrix shrink kubernetes/search-domain-servfail -o smallest.yaml
  resolver-matrix shrink founding/indented-resolv-conf --engine model
`;

export function shrinkCommand(exit: (code: number) => void): Command {
  return new Command("shrink")
    .description("Cuts a scenario down to what its difference needs: a bug report that people read.")
    .argument("<scenario>", "a scenario: an id or a file")
    .option("-o, --output <file>", "write it there (default: standard output)")
    .addOption(
      new Option("--engine <engine>", "who runs the result for real; model: nobody does")
        .choices(ENGINE_CHOICES)
        .default("auto"),
    )
    .addHelpText("after", ABOUT)
    .action(async (scenario: string, values: ShrinkValues) => {
      const { shrinkScenario } = await import("../fix/shrink-scenario.ts");
      exit(await shrinkScenario(scenario, values));
    });
}
