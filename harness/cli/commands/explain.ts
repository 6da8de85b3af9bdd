/** `resolver-matrix explain`: why resolvers do what they do, without looking anything up. */
import { Command, InvalidArgumentError, Option } from "commander";
import type { Family } from "../../world/world.ts";
import { EXIT } from "../exit-codes.ts";
import { commaList } from "../run-options.ts";

const ABOUT = `
WHAT is one of
  NAME             explained with the files of this machine; with those of a container where
                   --resolv-conf names its resolv.conf. Beside it /etc/hosts is taken as localhost
                   only and nsswitch.conf as absent, unless --hosts and --nsswitch name them
  SCENARIO [NAME]  an id such as founding/healthy or a file: its files, and its names or another one
  'ERROR TEXT'     such as 'lookup db: Try again': who wrote it, what it means, what it does not

Nothing is looked up and no query leaves: the modes and questions of Go come from the same code as in
"run", what is said of musl and glibc from their sources and from runs of them.

An error text that is not known is told as such; that, too, ends with exit code 0.

Examples:
  resolver-matrix explain db.prod.svc --resolv-conf ./resolv.conf --go 1.19,1.24
  resolver-matrix explain founding/indented-resolv-conf
  resolver-matrix explain 'lookup db: Temporary failure in name resolution'
`;

interface Values {
  readonly resolvConf?: string;
  readonly hosts?: string;
  readonly nsswitch?: string;
  readonly hostname?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly go?: readonly string[];
  readonly family?: Family;
  readonly json?: boolean;
}

export function explainCommand(exit: (code: number) => void): Command {
  return new Command("explain")
    .description("Explains who looks a name up, what the files say, what is asked, and where resolvers part.")
    .argument("<what...>", "a name, a scenario, or an error text")
    .option("--resolv-conf <file>", "file for /etc/resolv.conf")
    .option("--hosts <file>", "file for /etc/hosts")
    .option("--nsswitch <file>", "file for /etc/nsswitch.conf")
    .option("--hostname <name>", "host name: its domain may be searched")
    .option(
      "--env <name=value>",
      "environment variable such as RES_OPTIONS=ndots:2; may be repeated",
      variable,
    )
    .option(
      "--go <versions>",
      "Go versions, such as 1.19,1.24 (default: the scenario's, else all)",
      commaList,
    )
    .addOption(
      new Option(
        "--family <family>",
        "both families, or only one (default: the scenario's, else ip)",
      ).choices(["ip", "ip4", "ip6"]),
    )
    .option("--json", "as JSON, for programs")
    .addHelpText("after", ABOUT)
    .action(async (words: readonly string[], values: Values) => {
      const { explainWords } = await import("../explain/explain-words.ts");
      await explainWords(words, values);
      exit(EXIT.asExpected);
    });
}

function variable(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Expected NAME=VALUE.");
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
