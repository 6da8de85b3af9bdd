/** Options that say where a name is looked up: alike in every command that takes files. */
import { type Command, InvalidArgumentError } from "commander";

export interface SettingOptionValues {
  readonly resolvConf?: string;
  readonly hosts?: string;
  readonly nsswitch?: string;
  readonly hostConf?: string;
  readonly hostname?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function addSettingOptions(command: Command): Command {
  return command
    .option("--resolv-conf <file>", "file for /etc/resolv.conf; - is standard input, here and below")
    .option("--hosts <file>", "file for /etc/hosts")
    .option("--nsswitch <file>", "file for /etc/nsswitch.conf")
    .option("--host-conf <file>", "file for /etc/host.conf")
    .option("--hostname <name>", "host name: its domain may be searched")
    .option(
      "--env <name=value>",
      "environment variable such as RES_OPTIONS=ndots:2; may be repeated",
      variable,
    );
}

function variable(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Expected NAME=VALUE.");
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
