/** Real libcs against their models: the same cells of two runs, one that observed and one that emulated. */
import { lookupKey } from "../world/lookup-text.ts";
import type { Outcome } from "../world/world.ts";
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

/** Compares libc cells. `observed` comes from an engine with labs, `emulated` from the model. */
export function verify(observed: Report, emulated: Report): Verification {
  const models = new Map(emulated.cells.map((cell) => [keyOf(cell), cell]));
  const isVirtual = observed.clock === "virtual";
  const tally = new Map<string, VerifiedResolver>();
  const differences: VerifiedDifference[] = [];
  const left = new Map<string, number>();
  for (const cell of observed.cells) {
    const model = models.get(keyOf(cell));
    if (cell.lookup.deadlineMs !== undefined) {
      left.set(CALLER, (left.get(CALLER) ?? 0) + 1);
      continue;
    }
    if (cell.evidence !== "observed" || model?.outcome === undefined) {
      const reason = cell.reason ?? model?.reason ?? "the model has no such cell";
      left.set(reason, (left.get(reason) ?? 0) + 1);
      continue;
    }
    const what = differencesOf(cell, model, isVirtual);
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
function keyOf({ scenario, lookup, image, host }: ReportCell): string {
  return JSON.stringify([scenario, lookupKey(lookup), image, host]);
}

function differencesOf(real: ReportCell, model: ReportCell, isVirtual: boolean): readonly string[] {
  // Where what comes first decides, another run of the real libc may show what the model does.
  if (real.orderDecides !== undefined) return [];
  const pairs: readonly (readonly [string, string, string])[] = [
    ["outcome", outcomeText(real.outcome), outcomeText(model.outcome)],
    ["errno", real.errno ?? "none", model.errno ?? "none"],
    ["questions", questionsText(real), questionsText(model)],
  ];
  const what = pairs.flatMap(([name, is, emulated]) =>
    is === emulated ? [] : [`${name}: ${is}, the model: ${emulated}`],
  );
  const isLate = isVirtual && Math.abs(real.elapsedMs - model.elapsedMs) > SLACK_MS;
  const ms = (cell: ReportCell) => `${Math.round(cell.elapsedMs)} ms`;
  return isLate ? [...what, `time: ${ms(real)}, the model: ${ms(model)}`] : what;
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
function questionsText({ trace }: ReportCell): string {
  const questions = trace.map(({ server, transport, name, type, edns }) =>
    [server, transport, type, name, ...(edns ? ["edns"] : [])].join(" "),
  );
  return questions.length === 0 ? "nobody was asked" : questions.sort().join("; ");
}
