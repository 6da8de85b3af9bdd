/** A run from beginning to end: plan, engine, cells, reports, exit code. */

import { performance } from "node:perf_hooks";
import { STANDARD_INPUT } from "../disk/input-file.ts";
import { refuseLinks } from "../disk/output-file.ts";
import { Failure, Unavailable } from "../errors.ts";
import { imageDefinitions, loadCatalogue } from "../library/catalogue.ts";
import { concurrencyOf } from "../library/concurrency.ts";
import { type PerformedRun, performRun } from "../library/perform-run.ts";
import { toolName } from "../library/version.ts";
import { imagesOfDocuments } from "../matrix/expectations.ts";
import type { RunListener } from "../matrix/parts.ts";
import { type Plan, planRun } from "../matrix/plan.ts";
import { onRealHosts, type RealHost } from "../matrix/real-hosts.ts";
import type { Report } from "../matrix/report-data.ts";
import { type Shard, takeShard } from "../matrix/shard.ts";
import { escapeTerminal, escapeTerminalLines } from "../report/escape.ts";
import { multiplex } from "../report/multiplexer.ts";
import { progressReporter } from "../report/progress.ts";
import type { Output, Reporter } from "../report/reporter.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { printable } from "../yaml/shown.ts";
import { afterword } from "./afterword.ts";
import { chooseStandard } from "./baseline.ts";
import { type ChosenEngines, openEngines } from "./engine-choice.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { goBuildsOf } from "./go-option.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { streamOutput } from "./output.ts";
import { PcapFolder } from "./pcap-folder.ts";
import { createReporters } from "./reporters.ts";
import { runDetails } from "./run-details.ts";
import type { RunOptionValues } from "./run-options.ts";

export interface RunRequest extends RunOptionValues {
  /** Instead of the scenarios' own; null leaves it to them. */
  readonly images: readonly string[] | null;
  readonly shard: Shard | null;
  /** Machines whose engines run the cells of a host profile. */
  readonly realHosts: readonly RealHost[];
  /** How many times a cell that is not as expected runs again. */
  readonly repeat: number;
  /** An earlier JSON report, since which nothing may have changed; null holds cells against the scenarios. */
  readonly baseline: string | null;
  /** Write what the run shows into the scenario files. */
  readonly update: boolean;
  /** End as for something unexpected where resolvers come to different results. */
  readonly failOnDifference: boolean;
}

/** Runs the scenarios and reports. Gives the exit code; rejects with Failure where nothing could run at all. */
export async function executeRun(written: readonly Scenario[], request: RunRequest): Promise<number> {
  const stderr = streamOutput(process.stderr);
  const { realHosts } = request;
  const { scenarios, catalogue } = onRealHosts(written, await loadCatalogue(), realHosts);
  const verbose = request.verbose ?? false;
  const chosenReporters = createReporters(request.reporter ?? ["terminal"], {
    shard: request.shard ?? { index: 1, count: 1 },
    verbose,
    details: () => runDetails(plan.scenarios, catalogue.hosts),
  });
  const go = await goBuildsOf(request);
  const planned = planRun(scenarios, catalogue, {
    images: request.images,
    go,
    ...(request.maxCells === undefined ? {} : { maxCells: request.maxCells }),
  });
  // An expectation for a host that another one stands in for has no cell.
  const whole = { ...planned, whole: planned.whole && realHosts.length === 0 };
  const hostIds = new Set(whole.cells.map(({ host }) => host.id));
  refuseIdleHosts(realHosts, hostIds);
  const plan = request.shard === null ? whole : takeShard(whole, request.shard);
  const definitions = await imageDefinitions(plan.images, catalogue);
  if (request.update) {
    refuseWithUpdate(request);
    if (written.some(({ file }) => file === STANDARD_INPUT)) {
      throw new Failure("usage", "standard input cannot be updated", { advice: "name the scenario's file" });
    }
    for (const { file } of written) refuseLinks(file, `the scenario ${printable(file)}`);
  }
  const { standard, goneNote } = await chooseStandard(request.baseline);
  const pcap = request.pcap === undefined ? null : new PcapFolder(request.pcap);
  const interrupt = listenForInterrupt();
  try {
    const chosen = await openEngines(request.engine, realHosts, hostIds, request.clock ?? null);
    let isClosed = false;
    const close = async (): Promise<boolean> => {
      isClosed = true;
      return closeEngines(chosen, stderr);
    };
    try {
      if (!chosenReporters.tellsEngine) stderr.write(`${chosen.why}\n`);
      const reporter = multiplex([
        progressReporter(stderr, () => performance.now(), verbose),
        ...chosenReporters.reporters,
        afterword(chosenReporters, verbose),
      ]);
      const report = await reportedRun(chosen, reporter, {
        plan,
        definitions,
        engines: chosen,
        evidence: request.evidence,
        startedAt: new Date(),
        progress: (line) => reporter.onNotice?.(line),
        concurrency: concurrencyOf(request.concurrency ?? null),
        signal: interrupt.signal,
        listener: listenerOf(reporter, pcap),
        repeat: request.repeat,
        standard,
      });
      await pcap?.written();
      tellUnchecked(plan, stderr);
      const gone = goneNote(report);
      if (gone !== null) stderr.write(`${escapeTerminal(gone)}\n`);
      const judged =
        request.update && interrupt.exitCode() === null ? await updated(plan, report, stderr) : report;
      const clean = await close();
      const code = interrupt.exitCode() ?? exitCodeOf(judged, request.failOnDifference);
      return code === EXIT.asExpected && !clean ? EXIT.couldNotRun : code;
    } finally {
      if (!isClosed) await close();
    }
  } finally {
    interrupt.release();
  }
}

/** What nobody checks must not look as if it held. */
function tellUnchecked({ scenarios, images }: Plan, stderr: Output): void {
  const unchecked = imagesOfDocuments(scenarios).filter((image) => !images.includes(image));
  if (unchecked.length === 0) return;
  const names = unchecked.join(",");
  stderr.write(escapeTerminal(`expected from documents and not checked: ${names} (--images ${names} does)`));
  stderr.write("\n");
}

/** The report as it would be had the files expected what they expect now. */
async function updated({ scenarios, whole }: Plan, report: Report, stderr: Output): Promise<Report> {
  const { updateFiles } = await import("./update-files.ts");
  const expectations = await updateFiles(scenarios, report, whole, stderr);
  const failed = expectations.filter(({ ok }) => !ok);
  const lines = failed.map(({ file, line, message }) => `${file}:${line}: ${message}\n`).join("");
  if (failed.length > 0) stderr.write(escapeTerminalLines(`not as expected even now:\n${lines}`));
  return { ...report, summary: { ...report.summary, unexpected: failed.length } };
}

/** @throws Failure "usage" for options with which a run does not show what the files are about */
function refuseWithUpdate({ baseline, images, go }: RunRequest): void {
  if (baseline !== null) {
    throw new Failure("usage", "--update and --baseline exclude each other", {
      advice: "a baseline leaves the scenario files out of account; update them in a run of their own",
    });
  }
  if (images !== null || go !== undefined) {
    const option = images === null ? "--go" : "--images";
    throw new Failure("usage", `--update and ${option} exclude each other`, {
      advice: "a file expects what its own images and Go builds show; name others in the file",
    });
  }
}

/** @throws Failure "usage" for a host that no scenario of the run has cells on */
function refuseIdleHosts(realHosts: readonly RealHost[], hostIds: ReadonlySet<string>): void {
  const idle = realHosts.filter(({ id }) => !hostIds.has(id)).map(({ id }) => id);
  if (idle.length === 0) return;
  throw new Failure("usage", `no scenario of this run has cells on the host ${idle.join(", ")}`, {
    advice:
      "leave it out, or run scenarios that name this host profile; an id of your own stands for default",
  });
}

/** Ends what the engines started. What may be left is told, and does not take the place of what the run came to. */
async function closeEngines(engines: ChosenEngines, stderr: Output): Promise<boolean> {
  try {
    await engines.close();
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    stderr.write(`${escapeTerminal(error.message)}\n`);
    return false;
  }
}

async function reportedRun({ why }: ChosenEngines, reporter: Reporter, run: PerformedRun): Promise<Report> {
  const { plan, startedAt } = run;
  reporter.onBegin?.({
    tool: toolName(),
    engine: why,
    startedAt: startedAt.toISOString(),
    scenarios: plan.scenarios.length,
    images: plan.images,
    cells: plan.cells.length,
  });
  const report = await performRun(run);
  await reporter.onEnd(report);
  return report;
}

function listenerOf(reporter: Reporter, pcap: PcapFolder | null): RunListener {
  return {
    image: (image) => reporter.onImage?.(image),
    cellStart: ({ scenario, lookup, image, host, resolver, resolverId, expectedWaitMs }) =>
      reporter.onCellStart?.({
        scenario: scenario.id,
        lookup,
        image,
        host: host.id,
        resolver: resolverId,
        evidence: resolver.evidence,
        expectedWaitMs,
      }),
    cell: (cell, packets) => {
      pcap?.save(cell, packets);
      reporter.onCell?.(cell);
    },
    repeat: (scenario, cells) =>
      reporter.onNotice?.(
        `${scenario}: ${cells} ${cells === 1 ? "cell is" : "cells are"} not as expected, once more`,
      ),
    // Beside those of the first time: both are evidence.
    cellRepeated: (cell, packets) => pcap?.save(cell, packets),
    scenario: (result) => reporter.onScenario?.(result),
  };
}
