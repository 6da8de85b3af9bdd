/** `resolver-matrix run`: scenarios of the catalogue, of files or folders, as a matrix. */
import { Command } from "commander";
import type { RealHost } from "../../matrix/real-hosts.ts";
import type { Shard } from "../../matrix/shard.ts";
import { printNotice } from "../output.ts";
import { realHost } from "../real-host.ts";
import { addRunOptions, commaList, parseShard, type RunOptionValues, wholeNumber } from "../run-options.ts";

const MAX_REPEATS = 100;

const EXAMPLES = `
Without arguments the whole catalogue runs; "resolver-matrix list" shows it.

Examples:
  resolver-matrix run founding search-and-ndots
  resolver-matrix run ./my-scenarios --images alpine-3.8,debian-12-glibc --go 1.19,1.24
  resolver-matrix run --reporter terminal --reporter json=report.json
  resolver-matrix run --reporter html=report.html --engine local
  resolver-matrix run founding/indented-resolv-conf --pcap ./packets
  resolver-matrix run --baseline yesterday.json --reporter json=today.json
  resolver-matrix run ./my-scenarios --update
  resolver-matrix run founding --host centos-7.4=ssh://admin@old --host centos-7.6=ssh://admin@new
  resolver-matrix run --host node-1=tcp://10.0.0.1:2375 --host node-2=tcp://10.0.0.2:2375
`;

interface Values extends RunOptionValues {
  readonly images?: readonly string[];
  readonly shard?: Shard;
  readonly host?: readonly RealHost[];
  readonly repeat: number;
  readonly baseline?: string;
  readonly update?: boolean;
}

export function runCommand(exit: (code: number) => void): Command {
  const command = new Command("run")
    .description("Runs scenarios in every image, with its libc and with Go, and prints how they differ.")
    .argument("[scenarios...]", "ids of the catalogue, topics, files or folders")
    .option(
      "--images <ids>",
      "images instead of those that the scenarios name, such as alpine-3.8,nginx:alpine",
      commaList,
    )
    .option(
      "--shard <part/parts>",
      "run one part of the scenarios, balanced by waiting time, such as 1/4",
      parseShard,
    )
    .option(
      "--host <id=url>",
      "run a host profile's cells on the Docker engine of a real host (ssh://, tcp://, unix://), imitating nothing; an id without a profile stands for default; may be repeated",
      realHost,
    )
    .option(
      "--repeat <n>",
      "run cells that are not as expected again, up to n times; those that then are count as flaky, not as different",
      wholeNumber(0, MAX_REPEATS),
      1,
    )
    .option(
      "--baseline <file>",
      "fail only for what changed since this JSON report; cells that it does not have follow their scenario",
    )
    .option("--update", "write what the run shows into the scenario files, where they expect something else");
  return addRunOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (targets: readonly string[], values: Values) => {
      const { loadScenarios } = await import("../../disk/load.ts");
      const { executeRun } = await import("../execute-run.ts");
      const { images = null, shard = null, host: realHosts = [], baseline = null, update = false } = values;
      exit(
        await executeRun(await loadScenarios(targets, printNotice), {
          ...values,
          images,
          shard,
          realHosts,
          baseline,
          update,
          failOnDifference: false,
        }),
      );
    });
}
