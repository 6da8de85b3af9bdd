/** Which releases come to what: rows of a picture, one per line of releases. */
import type { Model } from "../resolvers/models.ts";
import type { VersionPicture, VersionRow } from "./explanation.ts";
import type { Probe } from "./probes/probe.ts";
import type { Probes } from "./probes/probes.ts";

/** A picture per behaviour of DNS at which not all come to the same. */
export function versionPictures(probes: Probes): readonly VersionPicture[] {
  const { own, answered, missing, others, silent, population } = probes;
  return [...(own === null ? [] : [own]), answered, missing, ...others, silent]
    .filter(({ sides }) => sides.length > 1)
    .map((one) => ({
      id: one.behaviour.id,
      topic: one.behaviour.title,
      outcomes: one.sides.map(({ does, found }) => ({ does, found })),
      rows: [...new Set(population.map(({ line }) => line))].map((line) => rowOf(one, line, population)),
    }));
}

function rowOf({ sides, boundaries }: Probe, line: Model["line"], population: readonly Model[]): VersionRow {
  return {
    line,
    versions: population
      .filter((model) => model.line === line)
      .map((model) => ({
        version: model.label,
        outcome: sides.findIndex(({ models }) => models.includes(model)),
      })),
    changes: boundaries
      .filter((boundary) => boundary.line === line)
      .map(({ since, changes }) => ({ since: `${line} ${since}`, changes })),
  };
}
