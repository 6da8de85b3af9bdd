/** `resolver-matrix clean`. */
import { Command } from "commander";
import { escapeTerminal } from "../../report/escape.ts";
import { EXIT } from "../exit-codes.ts";
import { print } from "../output.ts";

const ABOUT = `
A run cleans up behind itself, also after Ctrl-C. One that was killed leaves containers,
processes or half-made files of the cache behind; this removes what no living run owns.

Images that runs have imported into the Docker engine (resolver-matrix/rootfs, resolver-matrix/lab)
stay, because the next run starts faster with them. With --images they go too, but for those that a
container uses.

Examples:
  resolver-matrix clean
  resolver-matrix clean --images
`;

interface Values {
  readonly images?: boolean;
}

export function cleanCommand(exit: (code: number) => void): Command {
  return new Command("clean")
    .description("Removes what killed runs have left behind; runs that are going on are left alone.")
    .option("--images", "also remove the images that runs have imported into the Docker engine")
    .addHelpText("after", ABOUT)
    .action(async ({ images = false }: Values) => {
      const { clean } = await import("../../lab/clean.ts");
      const { removed, kept, notLooked } = await clean({ images });
      const lines = [
        ...removed.map((what) => `removed ${what}`),
        ...kept.map((what) => `kept ${what}`),
        ...notLooked.map((where) => `not looked at ${where}`),
        removed.length === 0 ? "nothing to remove" : "",
      ].filter((line) => line !== "");
      print(lines.map((line) => `${escapeTerminal(line)}\n`).join(""));
      exit(EXIT.asExpected);
    });
}
