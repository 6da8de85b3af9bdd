/** What reports show beside the cells: the scenarios' own words, files and servers. */
import { readFile } from "node:fs/promises";
import { detailsOf, type ReportDetails } from "../report/html/details.ts";
import type { HostProfile, Scenario } from "../scenario/scenario.ts";

/** Collects it. A scenario without a file (of `try`) has no source text. */
export async function runDetails(
  scenarios: readonly Scenario[],
  hosts: readonly HostProfile[],
): Promise<ReportDetails> {
  const sources = new Map<string, string>();
  for (const { file } of scenarios) {
    const text = await readFile(file, "utf8").catch(() => null);
    if (text !== null) sources.set(file, text);
  }
  return detailsOf(scenarios, hosts, sources);
}
