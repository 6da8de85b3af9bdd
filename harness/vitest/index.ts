/** Scenarios as vitest suites: what `import … from "resolver-matrix/vitest"` gives. See docs/library.md. */
import { beforeAll, describe, type RunnerTestSuite, test } from "vitest";
import { loadCatalogue } from "../library/catalogue.ts";
import { parseGoVersions } from "../library/go-versions.ts";
import { loadScenarios } from "../library/load.ts";
import { checkOptions, type OptionCheck, oneOf, wholeNumber } from "../library/options.ts";
import { RUN_CHECKS, type RunOptions, run } from "../library/run.ts";
import { planRun } from "../matrix/plan.ts";
import type { Report } from "../matrix/report-data.ts";
import { type ScenarioTest, scenarioTests } from "./scenario-tests.ts";

export interface DescribeOptions
  extends Pick<RunOptions, "engine" | "evidence" | "images" | "go" | "concurrency" | "repeat"> {
  /** What a cell that cannot be observed makes of its test. Default "fail", with the reason. */
  readonly unavailable?: "fail" | "skip";
  /** How long all scenarios together may take, in milliseconds. Default: ten minutes. */
  readonly timeoutMs?: number;
}

const CHECKS: Readonly<Record<keyof DescribeOptions, OptionCheck>> = {
  engine: RUN_CHECKS.engine,
  evidence: RUN_CHECKS.evidence,
  images: RUN_CHECKS.images,
  go: RUN_CHECKS.go,
  concurrency: RUN_CHECKS.concurrency,
  repeat: RUN_CHECKS.repeat,
  unavailable: oneOf(["fail", "skip"]),
  timeoutMs: wholeNumber(1),
};

const DEFAULT_TIMEOUT_MS = 600_000;
/** The run ends itself at its timeout; vitest's own must not come before everything is cleaned up. */
const CLEANING_MS = 30_000;

/**
 * A suite for each scenario, with a test for each of its cells. All scenarios run together, before the first test
 * and only those of which a test was chosen (`-t`, `.only`). Await it at the top of a test file.
 *
 * @param paths files, folders, or ids of the catalogue; relative ones from the working directory on
 * @throws Failure "usage" for scenarios that cannot be read, and for an option that there is not
 */
export async function describeScenarios(
  paths: string | readonly string[],
  options: DescribeOptions = {},
): Promise<void> {
  checkOptions("describeScenarios", options, CHECKS);
  const { images = null, go, unavailable = "fail", timeoutMs = DEFAULT_TIMEOUT_MS, ...others } = options;
  const scenarios = await loadScenarios(paths);
  const builds = go === undefined ? null : parseGoVersions(go);
  const plan = planRun(scenarios, await loadCatalogue(), { images, go: builds });
  const named = new Map(scenarios.map((scenario) => [`${scenario.id}: ${scenario.title}`, scenario]));
  let report: Report | null = null;

  describe("scenarios", () => {
    // biome-ignore lint/correctness/noEmptyPattern: vitest takes the names in the braces for fixtures; there are none.
    beforeAll(async ({}, suite) => {
      const chosen = chosenSuites(suite).flatMap((name) => named.get(name) ?? []);
      report = await runWithin(timeoutMs, (signal) =>
        run(chosen, {
          ...others,
          ...(images === null ? {} : { images }),
          ...(go === undefined ? {} : { go }),
          signal,
        }),
      );
    }, timeoutMs + CLEANING_MS);

    for (const [name, scenario] of named) {
      describe(name, () => {
        for (const one of scenarioTests(scenario, plan)) {
          test(one.name, ({ skip }) => {
            const reason = unavailableReason(one, report);
            if (reason === null) return;
            if (unavailable === "skip") skip(reason);
            throw new Error(`could not be observed: ${reason}`);
          });
        }
      });
    }
  });
}

/** Why a test could not be decided; null for one that passes. Throws the error of one that fails. */
function unavailableReason(one: ScenarioTest, report: Report | null): string | null {
  if (report === null) throw new Error("the scenarios did not run");
  const end = one.end(report);
  if (end.kind === "failed") throw end.error;
  return end.kind === "unavailable" ? end.reason : null;
}

/** Names of the suites with something to run: vitest has marked what was not chosen. */
function chosenSuites({ tasks }: Readonly<Pick<RunnerTestSuite, "tasks">>): readonly string[] {
  return tasks.filter(({ mode }) => mode === "run" || mode === "queued").map(({ name }) => name);
}

async function runWithin<T>(limitMs: number, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error(`the scenarios took longer than ${limitMs / 1000} s`));
  }, limitMs);
  try {
    return await start(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}
