/** `resolver-matrix lint`: what is wrong with configuration and scenario files, without running anything. */
import { Command, Option } from "commander";
import { KINDS, type Kind } from "../../lint/finding.ts";
import { reportError } from "../error-text.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printExactly } from "../output.ts";

const ABOUT = `
The kind of a file follows from its name, else from what stands in it: resolv.conf, nsswitch.conf, hosts, host.conf
and scenarios are looked at, with the files that a scenario lays down; so is what a Kubernetes Pod (dnsConfig), a
ConfigMap, a Compose file (dns, dns_search, dns_opt) and cloud-init (resolv_conf, write_files) say. Files of
systemd-resolved, resolvconf and netplan and gai.conf are named for what they are.

Exit codes: 0 nothing worse than a note, 1 findings, 2 a file cannot be read or is of no known kind; the findings of
the others are told all the same.

Examples:
  resolver-matrix lint /etc/resolv.conf /etc/nsswitch.conf
  resolver-matrix lint --as resolv-conf ./generated.txt
  resolver-matrix lint --format sarif scenarios/mine.yaml
  resolver-matrix lint --format github --template deploy/*.yaml
`;

const FORMATS = ["text", "json", "sarif", "github", "gitlab"] as const;

interface Values {
  readonly as?: Kind;
  readonly template?: true;
  readonly format: (typeof FORMATS)[number];
}

export function lintCommand(exit: (code: number) => void): Command {
  return new Command("lint")
    .description(
      "Looks for what resolvers read differently, or not at all, in configuration and scenario files.",
    )
    .argument("<files...>", "configuration, scenario and deployment files")
    .addOption(new Option("--as <kind>", "take the files for this kind").choices(KINDS))
    .addOption(new Option("--format <format>", "how to tell findings").choices(FORMATS).default("text"))
    .option("--template", "pass over files that have placeholders")
    .addHelpText("after", ABOUT)
    .action(async (files: readonly string[], { as, format, template }: Values) => {
      const { lintFiles } = await import("../lint-files.ts");
      const { version } = await import("../../library/version.ts");
      const { findings, failures } = await lintFiles(files, as ?? null, template === true);
      const formats = {
        text: async () => (await import("../../lint/text.ts")).textOf(findings),
        json: async () => (await import("../../lint/json.ts")).jsonOf(findings),
        sarif: async () => (await import("../../lint/sarif.ts")).sarifOf(findings, version()),
        github: async () => (await import("../../lint/github.ts")).githubOf(findings),
        gitlab: async () => (await import("../../lint/gitlab.ts")).gitlabOf(findings),
      };
      // "Nothing found" is not said of files that could not be read.
      const saysNothing = format === "text" && findings.length === 0 && failures.length > 0;
      if (!saysNothing) (format === "text" ? print : printExactly)(await formats[format]());
      for (const failure of failures) reportError(failure);
      if (failures.length > 0) exit(EXIT.usage);
      else exit(findings.some(({ severity }) => severity !== "note") ? EXIT.unexpected : EXIT.asExpected);
    });
}
