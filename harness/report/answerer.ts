/** Who answers in a column or a line of a report, with the parts of its name. */
import { type Answerer, evidenceOf, resolverName } from "../matrix/cell-place.ts";
import type { WantedEvidence } from "../matrix/report-data.ts";
import { isLibcId, parseResolverId } from "../resolvers/id.ts";
import { compareReleases, type Release } from "../resolvers/version-order.ts";

export interface NamedAnswerer {
  /** As the report has it: "musl@1.1.19". */
  readonly resolver: string;
  readonly evidence: WantedEvidence;
  /** "musl@1.1.19", "musl@1.1.19 (emulated)". */
  readonly name: string;
  /** "musl"; the whole name where it is no resolver's, as for a libc that nobody knows. */
  readonly family: string;
  /** What stands behind the family's "@": "1.1.19", "1.1.19 (emulated)"; "" for nothing. */
  readonly version: string;
  readonly isLibc: boolean;
}

/** Takes the name of who answers apart. */
export function namedAnswerer(answerer: Answerer): NamedAnswerer {
  const { resolver } = answerer;
  const name = resolverName(answerer);
  const id = parseResolverId(resolver);
  const family = id?.family ?? name;
  const version = name.slice(family.length + 1);
  const isLibc = id === null || isLibcId(id);
  return { resolver, evidence: evidenceOf(answerer), name, family, version, isLibc };
}

/** libcs before Go, family by family, older before newer, what was observed before what was emulated. */
export function compareAnswerers(left: NamedAnswerer, right: NamedAnswerer): number {
  return (
    Number(right.isLibc) - Number(left.isLibc) ||
    Number(left.family > right.family) - Number(left.family < right.family) ||
    compareReleases(releaseOf(left), releaseOf(right)) ||
    Number(left.evidence === "emulated") - Number(right.evidence === "emulated")
  );
}

/** Each once, by name. */
export function distinct(answerers: readonly NamedAnswerer[]): readonly NamedAnswerer[] {
  return [...new Map(answerers.map((answerer) => [answerer.name, answerer])).values()];
}

function releaseOf({ resolver, version }: NamedAnswerer): Release {
  return parseResolverId(resolver) ?? { version, release: null };
}
