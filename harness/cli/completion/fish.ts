/** A script for fish, which asks for conditions and descriptions and does the rest by itself. */
import { quotedForFish } from "./quote.ts";
import type { CompletionCommand, CompletionOption, CompletionTree, Values } from "./tree.ts";

/** For `resolver-matrix completion fish | source`. */
export function fishScript({ tool, commands }: CompletionTree): string {
  const lines = commands.flatMap((command) => {
    const condition = conditionOf(command, commands);
    return [
      ...namesBelow(command, commands).map(
        (below) =>
          `${condition} -f -a ${quotedForFish(below.path.at(-1) ?? "")} -d ${quotedForFish(below.about)}`,
      ),
      ...ownOperands(command, commands).map((values) => `${condition} ${argumentsOf(values)}`),
      ...command.options.map((option) => `${condition} ${optionOf(option)}`),
    ];
  });
  return `# Completion of ${tool} in fish. Load it with: resolver-matrix completion fish | source
${lines.map((line) => `complete -c resolver-matrix ${line}`).join("\n")}
`;
}

/** Commands one step below another. */
function namesBelow(
  { path }: CompletionCommand,
  commands: readonly CompletionCommand[],
): CompletionCommand[] {
  return commands.filter(
    (other) =>
      other.path.length === path.length + 1 && path.every((name, index) => other.path[index] === name),
  );
}

function ownOperands(command: CompletionCommand, commands: readonly CompletionCommand[]): Values[] {
  return namesBelow(command, commands).length > 0 ? [] : [command.operands];
}

/** The cursor is behind this command and behind none below it. */
function conditionOf(command: CompletionCommand, commands: readonly CompletionCommand[]): string {
  const seen = command.path.map((name) => `__fish_seen_subcommand_from ${name}`);
  const below = namesBelow(command, commands).map(({ path }) => path.at(-1) ?? "");
  const notBelow = below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${below.join(" ")}`];
  return `-n ${quotedForFish([...seen, ...notBelow].join("; and "))}`;
}

function optionOf({ flags, about, values }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = values === null ? "" : ` -r ${argumentsOf(values)}`;
  return `${names.join(" ")}${takes} -d ${quotedForFish(about)}`;
}

function argumentsOf({ words, files, list }: Values): string {
  const given = words.join(" ");
  const shown = words.length === 0 ? "" : ` -a ${quotedForFish(list ? `(__fish_append , ${given})` : given)}`;
  return `${files ? "-F" : "-f"}${shown}`;
}
