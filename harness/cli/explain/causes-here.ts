/** Why lookups fail or differ in the setting that is explained: what a run of it on the models says. */
import { runOnModels } from "../../fix/trial.ts";
import { loadCatalogue } from "../../library/catalogue.ts";
import { causeGroups } from "../../matrix/causes-text.ts";
import type { ReportCause } from "../../matrix/report-data.ts";
import type { FileSpec, Scenario } from "../../scenario/scenario.ts";
import { nameScenario } from "../../settings/given.ts";
import { HOST_CONF, HOSTS, NSSWITCH_CONF, RESOLV_CONF, type Source } from "../../settings/source.ts";
import type { FileResult, Lookup } from "../../world/world.ts";

const PATHS = [RESOLV_CONF, HOSTS, NSSWITCH_CONF, HOST_CONF];

/** Of a name with files: the name exists at each nameserver in resolv.conf, so that only the files can fail it. */
export async function causesOfName(source: Source, lookup: Lookup): Promise<readonly ReportCause[]> {
  const { env, hostname } = source.world;
  return causesOf(nameScenario(lookup, await filesOf(source, PATHS), env, hostname));
}

/** @param given paths of files that stand in the place of the scenario's */
export async function causesOfScenario(
  scenario: Scenario,
  source: Source,
  given: readonly string[],
  lookup: Lookup,
): Promise<readonly ReportCause[]> {
  const { env, hostname } = source.world;
  const files = { ...scenario.files, ...(await filesOf(source, given)) };
  const written = scenario.lookups.find(({ name }) => name === lookup.name);
  const [{ place } = { place: { file: scenario.file, line: 1, column: 1 } }] = scenario.lookups;
  return causesOf({ ...scenario, files, env, hostname, lookups: [written ?? { ...lookup, place }] });
}

async function causesOf(scenario: Scenario): Promise<readonly ReportCause[]> {
  const [shown] = await runOnModels([scenario], await loadCatalogue(), new AbortController().signal);
  return causeGroups(shown?.cells ?? []).map(({ cause }) => cause);
}

async function filesOf(
  { world }: Source,
  paths: readonly string[],
): Promise<Readonly<Record<string, FileSpec>>> {
  const read = paths.map(async (path) => [path, fileSpec(await world.files.read(path))] as const);
  return Object.fromEntries(await Promise.all(read));
}

function fileSpec(file: FileResult): FileSpec {
  if (file.kind === "error")
    return file.errno === "ENOENT" ? { kind: "absent" } : { kind: "failing", errno: file.errno };
  if (file.directory) return { kind: "directory", mode: 0o755, owner: 0 };
  return { kind: "content", bytes: file.bytes, mode: 0o644, owner: 0 };
}
