/** `resolver-matrix lint`: what is wrong with a resolv.conf, nsswitch.conf or scenario file, without running anything. */
import { Command, Option } from "commander";
import { KINDS, type Kind } from "../../lint/finding.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printExactly } from "../output.ts";

const ABOUT = `
The kind of a file follows from its name, else from what stands in it. In a scenario, the resolv.conf and
nsswitch.conf that it lays down are looked at too.

Exit codes: 0 nothing worse than a note, 1 findings, 2 a file cannot be read or is of no known kind.

Examples:
  resolver-matrix lint /etc/resolv.conf /etc/nsswitch.conf
  resolver-matrix lint --as resolv-conf ./generated.txt
  resolver-matrix lint --format sarif scenarios/mine.yaml
`;

const FORMATS = ["text", "json", "sarif"] as const;

interface Values {
  readonly as?: Kind;
  readonly format: (typeof FORMATS)[number];
}

export function lintCommand(exit: (code: number) => void): Command {
  return new Command("lint")
    .description(
      "Looks for what resolvers read differently, or not at all, in configuration and scenario files.",
    )
    .argument("<files...>", "resolv.conf, nsswitch.conf and scenario files")
    .addOption(new Option("--as <kind>", "take the files for this kind").choices(KINDS))
    .addOption(new Option("--format <format>", "how to tell findings").choices(FORMATS).default("text"))
    .addHelpText("after", ABOUT)
    .action(async (files: readonly string[], { as, format }: Values) => {
      const { lintFiles } = await import("../lint-files.ts");
      const { version } = await import("../../library/version.ts");
      const findings = await lintFiles(files, as ?? null);
      const formats = {
        text: async () => (await import("../../lint/text.ts")).textOf(findings),
        json: async () => (await import("../../lint/json.ts")).jsonOf(findings),
        sarif: async () => (await import("../../lint/sarif.ts")).sarifOf(findings, version()),
      };
      (format === "text" ? print : printExactly)(await formats[format]());
      exit(findings.some(({ severity }) => severity !== "note") ? EXIT.unexpected : EXIT.asExpected);
    });
}
