import type { Place } from "../errors.ts";
import { type GoBuild, ordinaryBuild } from "../resolvers/go/index.ts";
import { YamlReader } from "../yaml/reader.ts";
import { YamlSource } from "../yaml/source.ts";
import { isBeside, pathBeside } from "./beside.ts";
import { parseCellKey } from "./cell-key.ts";
import { checkDns } from "./check/dns.ts";
import { checkExpectations } from "./check/expect.ts";
import { checkFiles, checkTotal } from "./check/files.ts";
import { checkGo } from "./check/go.ts";
import { checkHosts } from "./check/hosts.ts";
import { checkImages, checkLookups } from "./check/lookups.ts";
import { checkNetwork } from "./check/network.ts";
import { dnsServers } from "./dns-servers.ts";
import { fileSpecs } from "./file-specs.ts";
import { scenarioLookup } from "./lookups.ts";
import type { CellExpectation, ExpectationField, Expectations, Scenario } from "./scenario.ts";
import { scenarioId } from "./scenario-id.ts";
import type { CellExpectationText } from "./schema/expect.ts";
import { files as filesSchema } from "./schema/files.ts";
import { type GoBuildText, go as goSchema } from "./schema/go.ts";
import { type ScenarioText, scenario as schema } from "./schema/scenario.ts";

export const DEFAULT_HOST = "default";

/**
 * Reads the text of a scenario file.
 *
 * @param file path of the file; messages carry it as it is
 * @param hostIds ids of the host profiles that there are; without it unknown ones are found when the scenario runs
 * @param id what reports call the scenario; without it as the path says
 * @throws ProblemsFailure (a Failure "usage") with everything that is wrong, each at its line and column
 */
export function parseScenario(
  text: string,
  file: string,
  hostIds: readonly string[] | null = null,
  id: string = scenarioId(file),
): Scenario {
  const source = new YamlSource(text, file);
  const reader = new YamlReader(source, schema);
  checkSections(reader, hostIds);
  return build(reader.finish(), source, id);
}

function checkSections(reader: YamlReader, hostIds: readonly string[] | null): void {
  checkFiles(reader);
  const files = reader.part(["files"], filesSchema);
  if (files !== undefined) checkTotal(reader, files);
  checkDns(reader);
  checkGo(reader);
  checkHosts(reader, hostIds);
  checkImages(reader);
  checkLookups(reader);
  checkNetwork(reader);
  const go = reader.part(["go"], goSchema);
  checkExpectations(reader, {
    images: strings(reader.source.valueAt(["images"])),
    hosts: strings(reader.source.valueAt(["host"])) ?? [DEFAULT_HOST],
    goVersions: go === undefined ? null : listOf(go).map((build) => goBuild(build).version),
  });
}

function build(written: ScenarioText, source: YamlSource, id: string): Scenario {
  return {
    id,
    file: source.file,
    title: written.title,
    about: written.about ?? "",
    refs: written.refs ?? [],
    images: written.images ?? null,
    go: written.go === undefined ? null : listOf(written.go).map(goBuild),
    hosts: listOf(written.host ?? DEFAULT_HOST).map((host) =>
      isBeside(host) ? pathBeside(source.file, host) : host,
    ),
    files: fileSpecs(written.files ?? {}),
    env: written.env ?? {},
    hostname: written.hostname ?? null,
    user: written.user ?? null,
    dns: dnsServers(written.dns ?? {}),
    lookups: written.lookups.map((lookup, index) => ({
      ...scenarioLookup(lookup),
      place: source.placeOf(["lookups", index]),
    })),
    ...(written.network === undefined
      ? {}
      : {
          network: {
            addresses: written.network.addresses ?? [],
            routes: [...new Set(written.network.routes ?? [])],
          },
        }),
    expect: expectations(written.expect, source),
    known: written.known === undefined ? null : { text: written.known, place: source.placeOfKey(["known"]) },
    control: written.control ?? false,
  };
}

function goBuild(written: GoBuildText): GoBuild {
  if (typeof written === "string") return ordinaryBuild(written);
  return { ...ordinaryBuild(written.version), ...written };
}

function expectations(written: ScenarioText["expect"], source: YamlSource): Expectations {
  const cells = Object.entries(written?.cells ?? {}).map(([key, cell]) => cellExpectation(key, cell, source));
  if (written?.verdict === undefined) return { cells };
  return { cells, verdict: { value: written.verdict, place: source.placeOf(["expect", "verdict"]) } };
}

function cellExpectation(key: string, cell: CellExpectationText, source: YamlSource): CellExpectation {
  const path = ["expect", "cells", key];
  const places: { [field in ExpectationField]?: Place } = {};
  for (const field of FIELDS) {
    if (cell[field] !== undefined) places[field] = source.placeOf([...path, field]);
  }
  const target = parseCellKey(key);
  const { host } = target;
  const onHost = host !== null && isBeside(host) ? pathBeside(source.file, host) : host;
  return { ...cell, key, target: { ...target, host: onHost }, place: source.placeOfKey(path), places };
}

const FIELDS = [
  "error",
  "never",
  "addresses",
  "earlier",
  "mode",
  "asks",
  "text",
  "canonicalName",
  "source",
] as const satisfies readonly ExpectationField[];

function listOf<T extends string | object>(value: T | T[]): readonly T[] {
  return Array.isArray(value) ? value : [value];
}

/** The texts of a list or a single text; null for anything else. */
function strings(value: unknown): readonly string[] | null {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : null;
}
