/** `resolver-matrix capture`: a scenario of the place where names are looked up. */
import { Command, Option } from "commander";
import type { CaptureValues } from "../capture/write-capture.ts";

const ABOUT = `
Every release of musl, glibc and Go looks the names up in the simulated world, over the files of the place;
whatever they ask is put to its real nameservers once, and written down: reply, delay, silence or refusal,
over UDP and TCP, with EDNS and without. Out comes a scenario that needs neither the place nor its servers.
Of the environment only LOCALDOMAIN, RES_OPTIONS, HOSTALIASES and GODEBUG are taken.

Exit codes: 0 it is captured, 2 usage, 3 the place cannot be reached.

Examples:
  resolver-matrix capture here db.example -o db.yaml
  resolver-matrix fix db.yaml
`;

export function captureCommand(exit: (code: number) => void): Command {
  const command = new Command("capture")
    .description(
      "Writes a scenario of the place where a name is looked up: its files and its servers' replies.",
    )
    .addHelpText("after", ABOUT);
  withOptions(command.command("here").description("This machine."))
    .argument("<name...>", "names to look up, passed to the resolvers as they are")
    .action(async (names: readonly string[], values: CaptureValues) => {
      const { machinePlace } = await import("../../settings/machine-place.ts");
      const { writeCapture } = await import("../capture/write-capture.ts");
      exit(await writeCapture(machinePlace, names, values));
    });
  return command;
}

function withOptions(command: Command): Command {
  return command
    .option("-o, --output <file>", "write it there (default: standard output)")
    .addOption(
      new Option("--family <family>", "both families, or only one")
        .choices(["ip", "ip4", "ip6"])
        .default("ip"),
    );
}
