/** `resolver-matrix verify`: real libcs against their models. */
import { Command, Option } from "commander";
import type { EngineName } from "../engine-choice.ts";
import { commaList } from "../run-options.ts";

const ABOUT = `
Every lookup of the scenarios is made twice: by the real libc in its image, and by its model on the files that the image
is known to have. Compared are the outcome with addresses in order and canonical name, errno, all questions, and on
virtual time how long it took. Go has no part in it: its emulation is always used.

Exit codes: 0 they agree, 1 something differs, 2 usage or scenario error, 3 nothing could be compared.

Examples:
  resolver-matrix verify
  resolver-matrix verify founding --images alpine-3.8,centos-7.6
  resolver-matrix verify ./my-scenarios --engine local
`;

interface Values {
  readonly engine: Exclude<EngineName, "model">;
  readonly images?: readonly string[];
}

export function verifyCommand(exit: (code: number) => void): Command {
  return new Command("verify")
    .description("Looks up with real libcs and with their models, and tells where the two part.")
    .argument("[scenarios...]", "ids of the catalogue, topics, files or folders")
    .addOption(
      new Option("--engine <name>", "who makes the labs of the real libcs")
        .choices(["auto", "docker", "local"])
        .default("auto"),
    )
    .option("--images <ids>", "images instead of those that the scenarios name", commaList)
    .addHelpText("after", ABOUT)
    .action(async (targets: readonly string[], values: Values) => {
      const { executeVerify } = await import("../execute-verify.ts");
      exit(await executeVerify(targets, values.engine, values.images ?? null));
    });
}
