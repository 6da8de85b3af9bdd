/** `resolver-matrix completion`: a script that teaches a shell our commands. */
import { Argument, Command } from "commander";
import type { CommandEntry, CommandFactory } from "../command-entry.ts";
import type { CompletionTree } from "../completion/tree.ts";
import { EXIT } from "../exit-codes.ts";
import { printExactly } from "../output.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const ABOUT = `
The script holds the commands, their options, and the scenarios, images and host profiles of this installation.

Examples:
  resolver-matrix completion bash      source <(…) in ~/.bashrc
  resolver-matrix completion zsh       source <(…) in ~/.zshrc, behind compinit
  resolver-matrix completion fish      … | source in ~/.config/fish/config.fish
`;

/** `entries`: all commands, this one too. They are loaded only when a script is asked for. */
export function completionCommand(entries: readonly CommandEntry[]): CommandFactory {
  return (exit) =>
    new Command("completion")
      .description("Prints a script that completes commands, options and ids in a shell.")
      .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
      .addHelpText("after", ABOUT)
      .action(async (shell: Shell) => {
        printExactly(await script(shell, entries));
        exit(EXIT.asExpected);
      });
}

async function script(shell: Shell, entries: readonly CommandEntry[]): Promise<string> {
  const { bashScript, zshScript } = await import("../completion/posix.ts");
  const { fishScript } = await import("../completion/fish.ts");
  const render: Readonly<Record<Shell, (tree: CompletionTree) => string>> = {
    bash: bashScript,
    zsh: zshScript,
    fish: fishScript,
  };
  return render[shell](await installedTree(entries));
}

async function installedTree(entries: readonly CommandEntry[]): Promise<CompletionTree> {
  const { completionTree } = await import("../completion/tree.ts");
  const { loadCatalogue } = await import("../../library/catalogue.ts");
  const { listCatalogue } = await import("../../disk/catalogue.ts");
  const { GO_VERSIONS } = await import("../../resolvers/catalogue.ts");
  const [{ images, hosts }, ids] = await Promise.all([loadCatalogue(), listCatalogue()]);
  const topics = new Set(ids.map((id) => id.split("/")[0] ?? id));
  return completionTree(entries, {
    scenarios: [...topics, ...ids],
    images: images.map(({ id }) => id),
    hosts: hosts.map(({ id }) => id),
    go: GO_VERSIONS,
  });
}
