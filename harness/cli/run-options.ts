/** Options that every command has which looks names up. */

import { type Command, InvalidArgumentError, Option } from "commander";
import type { ClockKind } from "../lab/engine.ts";
import type { WantedEvidence } from "../library/catalogue.ts";
import { MAX_CELLS } from "../matrix/plan.ts";
import type { Shard } from "../matrix/shard.ts";
import { ENGINE_CHOICES, type EngineName } from "./engine-choice.ts";
import { BINARY_OPTION } from "./go-option.ts";

export interface RunOptionValues {
  readonly engine: EngineName;
  readonly evidence: WantedEvidence;
  readonly go?: readonly string[];
  readonly binary?: string;
  readonly reporter?: readonly string[];
  readonly clock?: ClockKind;
  readonly concurrency?: number;
  readonly pcap?: string;
  readonly maxCells?: number;
  readonly verbose?: boolean;
}

const MAX_SHARDS = 1000;
const MAX_CONCURRENCY = 1000;

export function addRunOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--engine <name>",
        "who makes the labs; auto: Docker where it answers, else Linux namespaces, else model (everything emulated)",
      )
        .choices(ENGINE_CHOICES)
        .default("auto"),
    )
    .addOption(
      new Option(
        "--clock <kind>",
        "what cells measure timeouts by; virtual: they are stepped over, real: they are waited for (default: virtual where the machine can)",
      ).choices(["virtual", "real"]),
    )
    .addOption(
      new Option(
        "--evidence <kind>",
        "any: a libc that cannot be run is emulated and marked; observed: its cells are unavailable, and the exit code is 3",
      )
        .choices(["any", "observed"])
        .default("any"),
    )
    .option("--go <versions>", "Go versions, such as 1.19,1.24", commaList)
    .option(...BINARY_OPTION)
    .option(
      "--reporter <name[=file]>",
      "terminal, json, junit, markdown, html, github or blob, on standard output or in a file; may be repeated (default: terminal)",
      collect,
    )
    .option(
      "--concurrency <n>",
      "lookups at the same time (default: follows the machine)",
      wholeNumber(1, MAX_CONCURRENCY),
    )
    .option(
      "--max-cells <n>",
      `most cells that the run may have (default: ${MAX_CELLS})`,
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option("--verbose", "every matrix, however many scenarios there are, and a line as each of them ends")
    .option("--pcap <dir>", "write the packets of each cell into this folder, for Wireshark or tshark");
}

/** Repeated options: all their values. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** "a,b": both; repeated options add up. */
export function commaList(value: string, before: readonly string[] = []): readonly string[] {
  const items = value.split(",").map((item) => item.trim());
  if (items.includes("")) throw new InvalidArgumentError("Expected a list such as a,b.");
  return [...before, ...items];
}

/** "2/4": the second of four. */
export function parseShard(value: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!(shard.index >= 1 && shard.index <= shard.count && shard.count <= MAX_SHARDS)) {
    throw new InvalidArgumentError("Expected part/parts, such as 1/4.");
  }
  return shard;
}

/** An option that is a number without sign and fraction. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}
