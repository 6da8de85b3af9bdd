/** `resolver-matrix init`: a first scenario to change. */

import { Command } from "commander";
import { printable } from "../../yaml/shown.ts";
import { calledAs } from "../called-as.ts";
import { EXIT } from "../exit-codes.ts";
import { print } from "../output.ts";

const ABOUT = `
The file is never overwritten. Its comments say what each part is for. It names an image that is at hand, if there is one.

Examples:
  resolver-matrix init
  resolver-matrix init dns/db.yaml
`;

export function initCommand(exit: (code: number) => void): Command {
  return new Command("init")
    .description("Writes a first scenario, with comments, that runs as it is.")
    .argument("[file]", "where to", "resolver-matrix/first.yaml")
    .addHelpText("after", ABOUT)
    .action(async (file: string) => {
      const { firstImage, writeFirstScenario } = await import("../first-scenario.ts");
      const command = calledAs();
      const image = await firstImage();
      await writeFirstScenario(file, image, command);
      print(`Wrote ${printable(file)}. Next: ${command} run ${printable(file)}\n`);
      if (!image.isAtHand)
        print(`No image is at hand: that run fetches ${image.id}. Without a network: --engine model\n`);
      exit(EXIT.asExpected);
    });
}
