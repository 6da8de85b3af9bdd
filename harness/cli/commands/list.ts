/** `resolver-matrix list`: what there is to run. */

import { Command } from "commander";
import type { ImageDefinition } from "../../images/image.ts";
import { jsonText } from "../../report/escape.ts";
import type { HostProfile, Scenario } from "../../scenario/scenario.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printExactly, printNotice } from "../output.ts";
import { parseShard } from "../run-options.ts";
import { indentedTable } from "../text-table.ts";

interface Listing {
  readonly scenarios: readonly Scenario[];
  readonly images: readonly ImageDefinition[];
  readonly hosts: readonly HostProfile[];
}

interface Values {
  readonly json?: boolean;
  readonly githubMatrix?: number;
}

const EXAMPLES = `
Examples:
  resolver-matrix list
  resolver-matrix list founding edns
  resolver-matrix list --json
  resolver-matrix list --github-matrix 4 ./dns
`;

/** `strategy.matrix` of a job: an element for each part; no more parts than there are scenarios. */
export function jobMatrix(parts: number, scenarios: number): { readonly include: readonly object[] } {
  const count = Math.max(1, Math.min(parts, scenarios));
  const include = Array.from({ length: count }, (_, index) => ({
    index: index + 1,
    shard: `${index + 1}/${count}`,
  }));
  return { include };
}

function partsOf(value: string): number {
  return parseShard(`1/${value}`).count;
}

export function listCommand(exit: (code: number) => void): Command {
  return new Command("list")
    .description("Lists scenarios, the images and the host profiles.")
    .argument(
      "[scenarios...]",
      "ids of the catalogue, topics, files or folders (default: the whole catalogue)",
    )
    .option("--json", "as JSON, for programs")
    .option(
      "--github-matrix <parts>",
      "the job matrix of a run in that many parts, for GitHub Actions",
      partsOf,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (targets: readonly string[], { json, githubMatrix }: Values) => {
      const { loadScenarios } = await import("../../disk/load.ts");
      const { loadCatalogue } = await import("../../library/catalogue.ts");
      const { libcName } = await import("../../library/catalogue.ts");
      const [scenarios, { images, hosts }] = await Promise.all([
        loadScenarios(targets, printNotice),
        loadCatalogue(),
      ]);
      if (githubMatrix !== undefined) {
        printExactly(jsonText(jobMatrix(githubMatrix, scenarios.length), null));
        exit(EXIT.asExpected);
        return;
      }
      const listing = { scenarios, images, hosts };
      if (json === true) printExactly(jsonText(listingData(listing, libcName)));
      else print(text(listing, libcName));
      exit(EXIT.asExpected);
    });
}

type LibcName = (image: ImageDefinition) => string | null;

function listingData({ scenarios, images, hosts }: Listing, libcName: LibcName) {
  return {
    scenarios: scenarios.map(
      ({ id, title, file, images: own, go, hosts: profiles, lookups, control, known }) => ({
        id,
        title,
        file,
        images: own,
        go,
        hosts: profiles,
        lookups: lookups.map(({ name, family }) => ({ name, family })),
        control,
        known,
      }),
    ),
    images: images.map((image) => ({
      id: image.id,
      title: image.title,
      libc: libcName(image),
      default: image.default,
    })),
    hosts: hosts.map(({ id, title, imitates }) => ({ id, title, imitates })),
  };
}

function text({ scenarios, images, hosts }: Listing, libcName: LibcName): string {
  const topics = new Map<string, Scenario[]>();
  for (const scenario of scenarios) {
    const [topic = ""] = scenario.id.split("/");
    topics.set(topic, [...(topics.get(topic) ?? []), scenario]);
  }
  const sections = [
    ...[...topics].map(
      ([topic, own]) => [topic, indentedTable(own.map(({ id, title }) => [id, title]))] as const,
    ),
    [
      "Images (* belongs to the default set)",
      indentedTable(
        images.map((image) => [
          image.default ? "*" : " ",
          image.id,
          libcName(image) ?? "any libc",
          image.title,
        ]),
      ),
    ] as const,
    ["Host profiles", indentedTable(hosts.map(({ id, title }) => [id, title]))] as const,
  ];
  return sections.map(([title, lines]) => `${[title, ...lines].join("\n")}\n`).join("\n");
}
