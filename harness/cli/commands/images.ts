/** `resolver-matrix images`: what the columns stand on. */
import { Command } from "commander";
import type { ImageSource } from "../../images/image.ts";
import { EXIT } from "../exit-codes.ts";

const ABOUT = `
A run gets the images that it needs by itself. Getting them before makes the first run quicker,
and is the way for a machine that has no network later.

Examples:
  resolver-matrix images
  resolver-matrix images build
  resolver-matrix images pull alpine-3.8 debian-12-glibc
`;

export function imagesCommand(exit: (code: number) => void): Command {
  const command = new Command("images")
    .description("Lists images, or gets them.")
    .addHelpText("after", ABOUT);
  command
    .command("list", { isDefault: true })
    .description("list the images of the catalogue and where each comes from")
    .action(async () => {
      const { listImages } = await import("../image-actions.ts");
      await listImages();
      exit(EXIT.asExpected);
    });
  addGetter("build", "assemble images from Debian packages (default: all that have such a source)", "debian");
  addGetter("pull", "get images, wherever each comes from (default: all of registries)", "registry");
  return command;

  function addGetter(name: string, description: string, kind: ImageSource["kind"]): void {
    command
      .command(name)
      .description(description)
      .argument("[images...]", "ids of the catalogue, or OCI references")
      .action(async (ids: readonly string[]) => {
        const { getImages } = await import("../image-actions.ts");
        exit((await getImages(ids, kind)) ? EXIT.asExpected : EXIT.couldNotRun);
      });
  }
}
