/** `resolver-matrix list`: what there is to run. */
import { Command } from "commander";
import type { ImageDefinition } from "../../images/types.ts";
import type { HostProfile, Scenario } from "../../scenario/types.ts";
import { EXIT } from "../exit-codes.ts";
import { indentedTable } from "../text-table.ts";

interface Listing {
  readonly scenarios: readonly Scenario[];
  readonly images: readonly ImageDefinition[];
  readonly hosts: readonly HostProfile[];
}

export function listCommand(exit: (code: number) => void): Command {
  return new Command("list")
    .description("Lists the scenarios of the catalogue, the images and the host profiles.")
    .option("--json", "as JSON, for programs")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { loadScenarios } = await import("../../scenario/load.ts");
      const { loadCatalogue } = await import("../catalogue.ts");
      const { libcName } = await import("../catalogue.ts");
      const [scenarios, { images, hosts }] = await Promise.all([loadScenarios([]), loadCatalogue()]);
      const listing = { scenarios, images, hosts };
      process.stdout.write(json === true ? jsonText(listing, libcName) : text(listing, libcName));
      exit(EXIT.asExpected);
    });
}

type LibcName = (image: ImageDefinition) => string | null;

function jsonText({ scenarios, images, hosts }: Listing, libcName: LibcName): string {
  const listing = {
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
  return `${JSON.stringify(listing, null, 2)}\n`;
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
