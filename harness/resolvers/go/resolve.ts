/** What a cell of the matrix asks of Go: the mode, the pure resolver's outcome, and a program's view of a libc's. */
import { CALLER_GAVE_UP } from "../../world/lookup-text.ts";
import type { EarlierStep, Errno, Lookup, Outcome, World } from "../../world/world.ts";
import type { Mode as ProgramMode, Resolved } from "../resolver.ts";
import { toByteString } from "../text.ts";
import { type GoBuild, withoutCgo } from "./build.ts";
import { throughLibc as endThroughLibc } from "./cgo.ts";
import type { Order, RuleId } from "./conf.ts";
import { mapEnds } from "./ends.ts";
import { callerLeft, errorOutcome, reportError } from "./errors.ts";
import { ofFamily } from "./ipsock.ts";
import { formatIpAddress, parseLiteral } from "./literals.ts";
import { createGoProcess, type GoAnswer, type GoProcess } from "./process.ts";
import { ruleSource } from "./rules.ts";
import { type Features, featuresOf } from "./versions.ts";

/** Who looks a name up in this build, and why. */
export interface Mode extends ProgramMode {
  readonly order: Order;
  readonly rule: { readonly id: RuleId; readonly upstream: string };
  readonly pureOrder: Exclude<Order, "cgo">;
  /** What the build's GODEBUG=netdns=N makes it print. */
  readonly diagnostics: readonly string[];
}

/** What a program of this build chooses for `name`. Throws RangeError for a version outside the table. */
export async function chooseMode(build: GoBuild, world: World, name: string): Promise<Mode> {
  const process = createGoProcess(build, world);
  const { order, because, rule } = await process.decide(name);
  const pure = await createGoProcess(withoutCgo(build), world).decide(name);
  return {
    order,
    because,
    rule: { id: rule, upstream: ruleSource(rule, build) },
    pureOrder: pure.order === "cgo" ? "files,dns" : pure.order,
    diagnostics: process.stderr,
  };
}

/** Whether there is anything to decide: an address is not looked up, and neither is an empty name. */
export function isDecided(build: GoBuild, name: string): boolean {
  return name !== "" && parseLiteral(toByteString(name), featuresOf(build)) === null;
}

/**
 * What the release comes to without cgo: LookupIPAddr for family "ip", Resolver.LookupIP for the others. Error texts
 * are those that a program prints, ephemeral ports included; an answer shows the canonical name that it came with, as
 * LookupCNAME would. Throws RangeError for a version outside the table.
 */
export async function resolveGo(
  build: GoBuild,
  world: World,
  lookup: Lookup,
  earlier: readonly EarlierStep[] = [],
  features: Features = featuresOf(build),
): Promise<Resolved> {
  const process = createGoProcess(withoutCgo(build), world, { features });
  const before: Outcome[] = [];
  for (const step of earlier) {
    if (step.kind === "wait") await world.clock.sleep(step.durationMs);
    else if (step.kind === "change") await step.change();
    else before.push((await lookUp(process, world, step.lookup)).outcome);
  }
  const { outcome, alternatives } = await lookUp(process, world, lookup);
  return { outcome, alternatives, ...(earlier.length === 0 ? {} : { earlier: before }) };
}

async function lookUp(
  process: GoProcess,
  world: World,
  { name, family, deadlineMs }: Lookup,
): Promise<Resolved> {
  const options = deadlineMs === undefined ? {} : { deadlineMs: world.clock.nowMs() + deadlineMs };
  const { answer, alternatives } = await process.lookUp(family, name, options);
  return { outcome: outcomeOf(answer), alternatives: alternatives.map(outcomeOf) };
}

/**
 * What a program prints that left the lookup to the libc, which came to `outcome` (and left `errno` with EAI_SYSTEM).
 */
export function throughLibc(
  build: GoBuild,
  { name, family, deadlineMs }: Lookup,
  outcome: Outcome,
  errno: Errno | null,
): Outcome {
  // Go leaves at the deadline whatever the libc does, and says of every kind of call the same.
  const isLate = outcome.kind === "error" && outcome.code === CALLER_GAVE_UP;
  if (isLate || (outcome.kind === "never" && deadlineMs !== undefined)) {
    return errorOutcome(reportError(callerLeft(name, featuresOf(build))));
  }
  if (outcome.kind === "never") return outcome;
  const bytes = toByteString(name);
  const end = endThroughLibc({ outcome, errno }, bytes, featuresOf(build));
  const usable =
    end.kind === "failed" || family === "ip"
      ? mapEnds([end], ({ addresses }) => addresses)
      : [ofFamily(end.value.addresses, family, bytes)];
  const [program] = usable;
  if (program === undefined) throw new RangeError("getaddrinfo ended in no way");
  if (program.kind === "ok") return { kind: "answer", addresses: program.value.map(formatIpAddress) };
  const failure = errorOutcome(reportError(program.error));
  const isSystem = outcome.kind === "error" && outcome.code === "EAI_SYSTEM";
  return isSystem ? { ...failure, class: "system" } : failure;
}

function outcomeOf(answer: GoAnswer): Outcome {
  return answer.kind === "error" ? errorOutcome(answer.error) : answer;
}
