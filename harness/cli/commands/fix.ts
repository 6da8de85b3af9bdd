/** `resolver-matrix fix`: remedies for what fails, tried and ranked. */

import { Command, Option } from "commander";
import { ENGINE_CHOICES } from "../engine-choice.ts";
import type { FixValues } from "../fix/fix-settings.ts";
import { BINARY_OPTION } from "../go-option.ts";
import { collect, commaList } from "../run-options.ts";
import { addSettingOptions } from "../setting-options.ts";

const ABOUT = `
WHAT is a scenario (an id such as kubernetes/search-domain-servfail, a file, a folder), or a name with the
files of this machine or those given. A lookup is not well where it fails, never comes back, takes more
than a second, or where resolvers come to other addresses than each other.

Every change that fits the setting is made and tried on the models of all its resolvers: the name, each
line and option of resolv.conf, search domains, nameservers, nsswitch.conf, hosts, GODEBUG, cgo, other
releases of musl, glibc and Go, what the nameservers answer. The best are then run for real where an
engine is there. First stands the smallest change that mends all and breaks nothing, ready to paste.
Other names that the setting's servers hold are looked up, too: a remedy that loses one says so.

Exit codes: 0 all is well, or a remedy mends all; 1 nothing that was tried does; 2 usage; 3 could not run.

Examples:
  resolver-matrix fix kubernetes/search-domain-servfail
  resolver-matrix fix founding/indented-resolv-conf --engine model
  resolver-matrix fix db.prod.svc --resolv-conf ./resolv.conf --zone ./names.zone --image alpine-3.20
`;

export function fixCommand(exit: (code: number) => void): Command {
  const command = new Command("fix")
    .description("Finds what mends a lookup: remedies, tried on every resolver of the setting, and ranked.")
    .argument("<what...>", "scenarios, or a name");
  return addSettingOptions(command)
    .option("--zone <file>", "names that the nameservers hold")
    .option("--image <id>", "image of the catalogue or OCI reference; may be repeated", collect)
    .option("--go <versions>", "Go versions, such as 1.19,1.24", commaList)
    .option(...BINARY_OPTION)
    .addOption(
      new Option("--family <family>", "of a name: both families, or only one")
        .choices(["ip", "ip4", "ip6"])
        .default("ip"),
    )
    .addOption(
      new Option("--engine <engine>", "who runs the best remedies for real; model: nobody does")
        .choices(ENGINE_CHOICES)
        .default("auto"),
    )
    .option("--json", "as JSON, for programs")
    .addHelpText("after", ABOUT)
    .action(async (words: readonly string[], values: FixValues) => {
      const { fixSettings } = await import("../fix/fix-settings.ts");
      exit(await fixSettings(words, values));
    });
}
