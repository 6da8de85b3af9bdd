/** From the words and options of the command line to what is printed. */

import { findHostProfile } from "../../disk/host-profiles.ts";
import { loadScenarios } from "../../disk/load.ts";
import { Failure } from "../../errors.ts";
import { explain } from "../../explain/explain.ts";
import { findImage } from "../../images/catalogue.ts";
import { loadCatalogue } from "../../library/catalogue.ts";
import { jsonText } from "../../report/escape.ts";
import { createPaint } from "../../report/terminal/paint.ts";
import { EVERY_GO } from "../../resolvers/catalogue.ts";
import type { GoBuild } from "../../resolvers/go/index.ts";
import { type Given, givenSource, scenarioSource } from "../../settings/setting.ts";
import { HOST_CONF, HOSTS, NSSWITCH_CONF, RESOLV_CONF, type Source } from "../../settings/source.ts";
import type { Family, Lookup } from "../../world/world.ts";
import { goBuildsOf } from "../go-option.ts";
import { streamOutput } from "../output.ts";
import type { SettingOptionValues } from "../setting-options.ts";
import { causesOfName, causesOfScenario } from "./causes-here.ts";
import { errorReadingJson, errorReadingText } from "./error-reading.ts";
import type { Page } from "./layout.ts";
import { explainTarget } from "./target.ts";
import { type Explained, explanationText } from "./text.ts";
import { versionsText } from "./versions-text.ts";

export interface ExplainOptions extends SettingOptionValues {
  readonly go?: readonly string[];
  readonly binary?: string;
  readonly family?: Family;
  readonly json?: boolean;
  readonly versions?: boolean;
}

/** Prints what the words ask for. Rejects with Failure "usage" for words, files and versions that are none. */
export async function explainWords(words: readonly string[], options: ExplainOptions): Promise<void> {
  const {
    resolvConf = null,
    hosts = null,
    nsswitch = null,
    hostConf = null,
    hostname = null,
    env = {},
    json = false,
    versions = false,
  } = options;
  const given: Given = { resolvConf, hosts, nsswitch, hostConf, hostname, env };
  const output = streamOutput(process.stdout);
  const page: Page = { width: output.columns, paint: createPaint(output.colour) };
  const target = explainTarget(
    words,
    [resolvConf, hosts, nsswitch, hostConf].some((file) => file !== null),
  );
  const go = await goBuildsOf(options);
  const { family = "ip" } = options;
  if (target.kind === "error-text") {
    const { text, name } = target;
    const here =
      name === null ? null : await explainName(await givenSource(given), { name, family }, go ?? EVERY_GO);
    if (json) output.write(errorReadingJson(text, here));
    else
      output.write(
        [errorReadingText(text, here, page), ...(here === null ? [] : [explanationText(here, page)])].join(
          "\n",
        ),
      );
    return;
  }
  const explanations =
    target.kind === "name"
      ? [await explainName(await givenSource(given), { name: target.name, family }, go ?? EVERY_GO)]
      : await explainScenario(target.scenario, target.name, options.family ?? null, go, given);
  output.write(
    json
      ? explanationsJson(explanations)
      : explanations
          .map((one) => (versions ? versionsText(one, page) : explanationText(one, page)))
          .join("\n"),
  );
}

async function explainName(source: Source, lookup: Lookup, builds: readonly GoBuild[]): Promise<Explained> {
  return { ...(await explain(source, lookup, builds)), causes: await causesOfName(source, lookup) };
}

/** Each of the scenario's lookups, or another name in its place; the first of its images and hosts. */
async function explainScenario(
  target: string,
  name: string | null,
  family: Family | null,
  go: readonly GoBuild[] | null,
  given: Given,
): Promise<readonly Explained[]> {
  const [scenario, ...others] = await loadScenarios([target]);
  if (scenario === undefined || others.length > 0) {
    throw new Failure("usage", `${target} is not one scenario`, { advice: "name one file or id" });
  }
  const image = scenario.images?.[0] ?? (await defaultImage());
  const [host = "default", ...otherHosts] = scenario.hosts;
  const source: Source = await scenarioSource(
    scenario,
    [await findHostProfile(host), ...(await Promise.all(otherHosts.map(findHostProfile)))],
    await findImage(image),
    given,
  );
  const lookups: readonly Lookup[] = name === null ? scenario.lookups : [{ name, family: "ip" }];
  // A scenario that runs no Go is still one that people ask about.
  const builds = scenario.go !== null && scenario.go.length > 0 ? scenario.go : EVERY_GO;
  const placed = [
    ...(given.resolvConf === null ? [] : [RESOLV_CONF]),
    ...(given.hosts === null ? [] : [HOSTS]),
    ...(given.nsswitch === null ? [] : [NSSWITCH_CONF]),
    ...(given.hostConf === null ? [] : [HOST_CONF]),
  ];
  const explanations: Explained[] = [];
  for (const lookup of lookups) {
    const asked = { name: lookup.name, family: family ?? lookup.family };
    const causes = await causesOfScenario(scenario, source, placed, asked);
    explanations.push({ ...(await explain(source, asked, go ?? builds)), causes });
  }
  return explanations;
}

async function defaultImage(): Promise<string> {
  const { images } = await loadCatalogue();
  return (images.find((image) => image.default) ?? images[0])?.id ?? "";
}

/** One object, or a list where a scenario has several lookups. */
function explanationsJson(explanations: readonly Explained[]): string {
  const [only, ...others] = explanations;
  return jsonText(others.length === 0 ? only : explanations);
}
