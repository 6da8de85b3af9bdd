/** `resolver-matrix explain`: why resolvers do what they do, without looking anything up. */

import { Command, Option } from "commander";
import type { Family } from "../../world/world.ts";
import { EXIT } from "../exit-codes.ts";
import { BINARY_OPTION } from "../go-option.ts";
import { commaList } from "../run-options.ts";
import { addSettingOptions, type SettingOptionValues } from "../setting-options.ts";

const ABOUT = `
WHAT is one of
  NAME             explained with the files of this machine; with those of a container where
                   --resolv-conf names its resolv.conf. Beside it /etc/hosts is taken as localhost
                   only and nsswitch.conf as absent, unless --hosts and --nsswitch name them
  SCENARIO [NAME]  an id such as founding/healthy or a file: its files, and its names or another one
  'ERROR TEXT'     such as 'lookup db: Try again': who wrote it, what it means, what it does not;
                   with files, whether it can come from there, and which replies come to it

No query leaves this machine: the lookups are made on a simulated network, by the models of every known
version of musl, glibc and Go, with the given files and with many things that DNS may reply.

An error text that is not known is told as such; that, too, ends with exit code 0.

Examples:
  resolver-matrix explain db.prod.svc --resolv-conf ./resolv.conf --go 1.19,1.24
  resolver-matrix explain founding/indented-resolv-conf
  resolver-matrix explain www.example --versions
  resolver-matrix explain 'lookup db: Temporary failure in name resolution'
  resolver-matrix explain 'lookup db.prod.svc: Try again' --resolv-conf ./resolv.conf
`;

interface Values extends SettingOptionValues {
  readonly go?: readonly string[];
  readonly binary?: string;
  readonly family?: Family;
  readonly json?: boolean;
  readonly versions?: boolean;
}

export function explainCommand(exit: (code: number) => void): Command {
  const command = new Command("explain")
    .description("Explains who looks a name up, what the files say, what is asked, and where resolvers part.")
    .argument("<what...>", "a name, a scenario, or an error text");
  return addSettingOptions(command)
    .option(
      "--go <versions>",
      "Go versions, such as 1.19,1.24 (default: the scenario's, else all)",
      commaList,
    )
    .option(...BINARY_OPTION)
    .addOption(
      new Option(
        "--family <family>",
        "both families, or only one (default: the scenario's, else ip)",
      ).choices(["ip", "ip4", "ip6"]),
    )
    .option("--versions", "a row per resolver with every version, and where the outcome changes")
    .option("--json", "as JSON, for programs")
    .addHelpText("after", ABOUT)
    .action(async (words: readonly string[], values: Values) => {
      const { explainWords } = await import("../explain/explain-words.ts");
      await explainWords(words, values);
      exit(EXIT.asExpected);
    });
}
