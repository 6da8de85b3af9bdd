/** From the words of the command line to remedies, tried on models and for real. */

import { loadScenarios } from "../../disk/load.ts";
import { Failure } from "../../errors.ts";
import { type Fixes, findFixes, isWhole } from "../../fix/fix.ts";
import { effectOf } from "../../fix/judge.ts";
import { loadCatalogue } from "../../library/catalogue.ts";
import { run } from "../../library/run.ts";
import type { ReportCell } from "../../matrix/report-data.ts";
import { createPaint } from "../../report/terminal/paint.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type TryFiles, tryScenario, withGiven } from "../../settings/given.ts";
import type { Family } from "../../world/world.ts";
import type { EngineName } from "../engine-choice.ts";
import { EXIT } from "../exit-codes.ts";
import { goBuildsOf } from "../go-option.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { printExactly, printNotice, streamOutput } from "../output.ts";
import type { SettingOptionValues } from "../setting-options.ts";
import { fixesJson } from "./json.ts";
import { fixesText } from "./text.ts";
import type { RealTry, TriedSetting } from "./tried-setting.ts";

/** So many of the best are run for real. */
const REAL_TRIES = 3;

/** What the command line says. */
export interface FixValues extends SettingOptionValues {
  readonly zone?: string;
  readonly image?: readonly string[];
  readonly go?: readonly string[];
  readonly binary?: string;
  readonly family: Family;
  readonly engine: EngineName;
  readonly json?: boolean;
}

/**
 * Prints remedies for each setting. Gives the exit code; rejects with Failure "usage" for words, files and versions that
 * are none.
 */
export async function fixSettings(words: readonly string[], values: FixValues): Promise<number> {
  const catalogue = await loadCatalogue();
  const scenarios = await scenariosOf(words, values);
  const output = streamOutput(process.stdout);
  const page = { width: output.columns, paint: createPaint(output.colour) };
  const interrupt = listenForInterrupt();
  try {
    const settings: TriedSetting[] = [];
    for (const scenario of scenarios) {
      const fixes = await findFixes(scenario, catalogue, interrupt.signal);
      const setting = { fixes, real: await realTries(fixes, values, interrupt.signal) };
      settings.push(setting);
      if (values.json !== true) output.write(fixesText(setting, page));
    }
    if (values.json === true) printExactly(fixesJson(settings));
    const isMended = settings.every(({ fixes: { health, remedies } }) => {
      const [best] = remedies;
      return health.every((one) => one === "well") || (best !== undefined && isWhole(best));
    });
    return interrupt.exitCode() ?? (isMended ? EXIT.asExpected : EXIT.unexpected);
  } finally {
    interrupt.release();
  }
}

/** A word with a slash, or that ends in .yaml, is a scenario: no host name looks so. */
async function scenariosOf(words: readonly string[], values: FixValues): Promise<readonly Scenario[]> {
  const given: TryFiles = {
    resolvConf: values.resolvConf ?? null,
    hosts: values.hosts ?? null,
    nsswitch: values.nsswitch ?? null,
    hostConf: values.hostConf ?? null,
    zone: values.zone ?? null,
    hostname: values.hostname ?? null,
    env: values.env ?? {},
  };
  const go = await goBuildsOf(values);
  const chosen = {
    ...(values.image === undefined ? {} : { images: values.image }),
    ...(go === null ? {} : { go }),
  };
  const isScenario = (word: string) => word.includes("/") || /\.ya?ml$/.test(word);
  if (words.every(isScenario)) {
    const written = await loadScenarios(words, printNotice);
    return Promise.all(written.map(async (one) => ({ ...(await withGiven(one, given)), ...chosen })));
  }
  const [name, ...others] = words;
  if (name === undefined || others.length > 0) {
    throw new Failure("usage", "one name is mended at a time", {
      advice: "name one host name, or scenarios only",
    });
  }
  return [{ ...(await tryScenario({ name, family: values.family }, ["default"], given)), ...chosen }];
}

/** The setting as it is and with the best remedies, on a real engine where there is one. */
async function realTries(
  { scenario, remedies, wanted }: Fixes,
  { engine }: FixValues,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RealTry>> {
  const best = remedies.slice(0, REAL_TRIES);
  if (engine === "model" || best.length === 0) return new Map();
  const numbered = [scenario, ...best.map(({ remedy }) => remedy.scenario)].map((one, place) => ({
    ...one,
    id: `fix/${place}`,
    expect: { cells: [] },
    known: null,
    control: false,
  }));
  const report = await run(numbered, { engine, repeat: 0, signal, onNotice: printNotice });
  if (report.engine === "model") return new Map();
  const cellsOf = (place: number): readonly ReportCell[] =>
    report.cells.filter((cell) => cell.scenario === `fix/${place}`);
  const before = cellsOf(0);
  return new Map(
    best.map(({ remedy }, place) => {
      const after = cellsOf(place + 1);
      const observed = after.filter(({ evidence }) => evidence === "observed").length;
      return [
        remedy.id,
        { engine: report.engine, effect: effectOf(before, after, wanted), observed },
      ] as const;
    }),
  );
}
