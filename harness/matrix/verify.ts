/** Real libcs against their models: the same cells of two runs, one that observed and one that emulated. */
import { lookupKey } from "../world/lookup-text.ts";
import type { Outcome } from "../world/world.ts";
import type { Way } from "./all-outcomes.ts";
import type { Report, ReportCell } from "./report-data.ts";

/** What one resolver's cells came to. */
export interface VerifiedResolver {
  readonly resolver: string;
  /** Cells that both runs have an outcome of. */
  readonly cells: number;
  readonly differ: number;
}

/** One cell in which the real libc and its model part. */
export interface VerifiedDifference {
  readonly cell: ReportCell;
  /** "outcome: EAI_AGAIN, the model: 192.0.2.1". */
  readonly what: readonly string[];
}

export interface Verification {
  readonly resolvers: readonly VerifiedResolver[];
  readonly differences: readonly VerifiedDifference[];
  /** How many cells could not be observed, or not be emulated, by the reason. */
  readonly left: ReadonlyMap<string, number>;
}

/** On virtual time a lookup takes as long as its timeouts; what the machine itself takes is within this. */
const SLACK_MS = 60;

/** Why a lookup that its caller gives up is not compared. */
const CALLER = "the caller gives up before the libc does";

/** Every way in which emulated lookups can go, by placeKey(). */
export type Ways = ReadonlyMap<string, readonly Way[]>;

/**
 * Compares libc cells. `observed` comes from an engine with labs, `emulated` from the model. Where a lookup can go in several
 * ways (replies that race, the random server that glibc's "rotate" begins with), the real one must be one of the model's.
 */
export function verify(observed: Report, emulated: Report, ways: Ways): Verification {
  const models = new Map(emulated.cells.map((cell) => [placeKey(cell), cell]));
  const isVirtual = observed.clock === "virtual";
  const tally = new Map<string, VerifiedResolver>();
  const differences: VerifiedDifference[] = [];
  const left = new Map<string, number>();
  for (const cell of observed.cells) {
    const model = models.get(placeKey(cell));
    if (cell.lookup.deadlineMs !== undefined) {
      left.set(CALLER, (left.get(CALLER) ?? 0) + 1);
      continue;
    }
    if (cell.evidence !== "observed" || model?.outcome === undefined) {
      const reason = cell.reason ?? model?.reason ?? "the model has no such cell";
      left.set(reason, (left.get(reason) ?? 0) + 1);
      continue;
    }
    const what = differencesOf(cell, model, ways.get(placeKey(cell)) ?? [], isVirtual);
    const { cells, differ } = tally.get(cell.resolver) ?? { cells: 0, differ: 0 };
    tally.set(cell.resolver, {
      resolver: cell.resolver,
      cells: cells + 1,
      differ: differ + Number(what.length > 0),
    });
    if (what.length > 0) differences.push({ cell, what });
  }
  return { resolvers: [...tally.values()], differences, left };
}

/** Of one libc there is one cell in a place, whatever the two runs call it. */
export function placeKey({ scenario, lookup, image, host }: ReportCell): string {
  return JSON.stringify([scenario, lookupKey(lookup), image, host]);
}

function differencesOf(
  real: ReportCell,
  model: ReportCell,
  ways: readonly Way[],
  isVirtual: boolean,
): readonly string[] {
  // Where what comes first decides and not all orders were tried, another run of the real libc may show what the model does.
  if (real.orderDecides !== undefined) return [];
  const ordinary = differencesOfWays(real, model, isVirtual);
  const isOneOfThem =
    ordinary.length === 0 || ways.some((way) => differencesOfWays(real, way, isVirtual).length === 0);
  return [...(isOneOfThem ? [] : ordinary), ...differencesOfSets(real, model)];
}

/** What of a lookup tells one way from another. */
type Went = Pick<ReportCell, "outcome" | "errno" | "trace" | "elapsedMs">;

function differencesOfWays(real: Went, model: Went, isVirtual: boolean): readonly string[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ["outcome", outcomeText(real.outcome), outcomeText(model.outcome)],
    ["errno", real.errno ?? "none", model.errno ?? "none"],
    ["questions", questionsText(real), questionsText(model)],
  ];
  const what = pairs.flatMap(([name, is, emulated]) =>
    is === emulated ? [] : [`${name}: ${is}, the model: ${emulated}`],
  );
  const isLate = isVirtual && Math.abs(real.elapsedMs - model.elapsedMs) > SLACK_MS;
  const ms = ({ elapsedMs }: Went) => `${Math.round(elapsedMs)} ms`;
  return isLate ? [...what, `time: ${ms(real)}, the model: ${ms(model)}`] : what;
}

/** Everything that the two can come to, where either can come to more than one thing. */
function differencesOfSets(real: ReportCell, model: ReportCell): readonly string[] {
  const [is, emulated] = [real, model].map(({ outcome, alternatives }) =>
    [...new Set([outcome, ...alternatives].map(outcomeText))].sort().join(" or "),
  );
  const isSingle = real.alternatives.length + model.alternatives.length === 0;
  return isSingle || is === emulated ? [] : [`all outcomes: ${is}, the model: ${emulated}`];
}

/** Without gai_strerror's text, and without what a loader says of files. */
function outcomeText(outcome: Outcome | undefined): string {
  switch (outcome?.kind) {
    case undefined:
      return "nothing";
    case "error":
      return outcome.code;
    case "never":
      return "never comes back";
    case "answer":
      return `${outcome.addresses.join(" ")} (${outcome.canonicalName ?? "no name"})`;
  }
}

/** In the order of a dictionary: questions of one moment have no order of their own. */
function questionsText({ trace }: Went): string {
  const questions = trace.map(({ server, transport, name, type, edns }) =>
    [server, transport, type, name, ...(edns ? ["edns"] : [])].join(" "),
  );
  return questions.length === 0 ? "nobody was asked" : questions.sort().join("; ");
}
