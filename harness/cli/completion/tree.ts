/** What there is to complete, read from the commands themselves. */
import type { Argument, Command, Option } from "commander";
import { toolName } from "../../library/version.ts";
import type { CommandEntry } from "../command-entry.ts";
import { REPORTER_NAMES } from "../reporters.ts";

/** What may stand in a place: words, files, or nothing that could be foreseen. */
export interface Values {
  readonly words: readonly string[];
  readonly files: boolean;
  /** Several words in one, with commas between them. */
  readonly list: boolean;
}

export interface CompletionOption {
  /** "-h", "--help". */
  readonly flags: readonly string[];
  readonly about: string;
  /** Null for an option that takes no value. */
  readonly values: Values | null;
}

/** One command, or one of the commands below it. */
export interface CompletionCommand {
  /** ["images", "pull"]; empty for the program itself. */
  readonly path: readonly string[];
  readonly about: string;
  readonly options: readonly CompletionOption[];
  /** What stands behind the options: names of commands, then operands. */
  readonly operands: Values;
}

/** The words of this installation that no command knows by itself. */
export interface Vocabulary {
  readonly scenarios: readonly string[];
  readonly images: readonly string[];
  readonly hosts: readonly string[];
  readonly go: readonly string[];
}

export interface CompletionTree {
  /** "resolver-matrix 0.1.0". */
  readonly tool: string;
  readonly commands: readonly CompletionCommand[];
}

/** Loads each of `entries` and tells what can be completed. */
export async function completionTree(
  entries: readonly CommandEntry[],
  vocabulary: Vocabulary,
): Promise<CompletionTree> {
  const loaded = await Promise.all(
    entries.map(async ({ summary, load }) => ({ summary, command: (await load())(() => {}) })),
  );
  const program: CompletionCommand = {
    path: [],
    about: "",
    options: [HELP, { flags: ["-V", "--version"], about: "output the version number", values: null }],
    operands: words(loaded.map(({ command }) => command.name())),
  };
  const commands = loaded.flatMap(({ summary, command }) => [
    commandOf([command.name()], summary, command, vocabulary),
    ...command.commands.map((below) =>
      commandOf([command.name(), below.name()], below.description(), below, vocabulary),
    ),
  ]);
  return { tool: toolName(), commands: [program, ...commands] };
}

const HELP: CompletionOption = { flags: ["-h", "--help"], about: "display help for command", values: null };

function commandOf(
  path: readonly string[],
  about: string,
  command: Command,
  vocabulary: Vocabulary,
): CompletionCommand {
  const below = command.commands.map((one) => one.name());
  const [argument] = command.registeredArguments;
  return {
    path,
    about,
    options: [
      ...command.options.filter(({ hidden }) => !hidden).map((one) => optionOf(one, vocabulary)),
      HELP,
    ],
    operands: below.length > 0 || argument === undefined ? words(below) : operandsOf(argument, vocabulary),
  };
}

function optionOf(option: Option, vocabulary: Vocabulary): CompletionOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined && flag !== null);
  const takesValue = option.required || option.optional;
  return { flags, about: option.description, values: takesValue ? valuesOf(option, vocabulary) : null };
}

function valuesOf({ argChoices, long, flags }: Option, { images, hosts, go }: Vocabulary): Values {
  if (argChoices !== undefined) return words(argChoices);
  switch (long) {
    case "--image":
      return words(images);
    case "--images":
      return list(images);
    case "--host":
      return words(hosts);
    case "--go":
      return list(go);
    case "--reporter":
      return words(REPORTER_NAMES);
    default:
      return { words: [], files: /<[^>]*(?:file|dir|folder|path)/.test(flags), list: false };
  }
}

/** Operands that are no ids are files. */
function operandsOf(argument: Argument, { scenarios, images }: Vocabulary): Values {
  if (argument.argChoices !== undefined) return words(argument.argChoices);
  switch (argument.name()) {
    case "scenarios":
    case "what":
      return { words: scenarios, files: true, list: false };
    case "images":
      return words(images);
    case "name":
      return words([]);
    default:
      return { words: [], files: true, list: false };
  }
}

function words(them: readonly string[]): Values {
  return { words: them, files: false, list: false };
}

function list(them: readonly string[]): Values {
  return { words: them, files: false, list: true };
}
