/** What a cell of the matrix asks of Go: the mode, the pure resolver's outcome, and a program's view of a libc's. */
import type { Errno, Lookup, Outcome, World } from "../../world/world.ts";
import type { Mode as ProgramMode, Resolved } from "../resolver.ts";
import { toByteString } from "../text.ts";
import { type GoBuild, withoutCgo } from "./build.ts";
import { throughLibc as endThroughLibc } from "./cgo.ts";
import type { Order, RuleId } from "./conf.ts";
import { mapEnds } from "./ends.ts";
import { errorOutcome, reportError } from "./errors.ts";
import { ofFamily } from "./ipsock.ts";
import { formatIpAddress } from "./literals.ts";
import { createGoProcess, type GoAnswer } from "./process.ts";
import { ruleSource } from "./rules.ts";
import { featuresOf } from "./versions.ts";
import type { StartOrder } from "./walk.ts";

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

export interface ResolvedByGo extends Resolved {
  /** The same build can also do what the other `startOrder` does, which only another run can tell. */
  readonly startOrderMattered: boolean;
}

/**
 * What the release comes to without cgo: LookupIPAddr for family "ip", Resolver.LookupIP for the others. Error texts
 * are those that a program prints, ephemeral ports included. Throws RangeError for a version outside the table.
 */
export async function resolveGo(
  build: GoBuild,
  world: World,
  { name, family }: Lookup,
  startOrder: StartOrder = "last first",
): Promise<ResolvedByGo> {
  const process = createGoProcess(withoutCgo(build), world, { startOrder });
  const { answer, alternatives } =
    family === "ip" ? await process.lookupIPAddr(name) : await process.lookupIP(family, name);
  return {
    outcome: outcomeOf(answer),
    alternatives: alternatives.map(outcomeOf),
    startOrderMattered: process.startOrderMattered,
  };
}

/**
 * What a program prints that left the lookup to the libc, which came to `outcome` (and left `errno` with EAI_SYSTEM).
 */
export function throughLibc(
  build: GoBuild,
  { name, family }: Lookup,
  outcome: Outcome,
  errno: Errno | null,
): Outcome {
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
