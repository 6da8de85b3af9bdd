/** Runs the agent on the image's own libc and reads what it says. */
import type { z } from "zod";
import { Unavailable } from "../errors.ts";
import { EAI_SYSTEM, gaiError } from "../resolvers/libc/gai-errors.ts";
import type { ProcessStep } from "../scenario/scenario.ts";
import { formatAddress, parseAddress } from "../wire/ip.ts";
import { errnoName } from "../world/errno.ts";
import { CALLER_GAVE_UP, durationText } from "../world/lookup-text.ts";
import type { Lookup, Outcome } from "../world/world.ts";
import { agentRequests } from "./agent-requests.ts";
import { Hello, Result, senseOf, Unwritable } from "./agent-words.ts";
import { type CellRun, runCell } from "./cell.ts";
import type { CellBase } from "./cell-fields.ts";
import type { ClockKind } from "./engine.ts";
import type { LabLink } from "./link.ts";
import { signalName } from "./signals.ts";

/** Where labd puts the agent in every cell. */
const AGENT_PATH = "/.resolver-matrix/agent";
/** Of a loader's complaint, as much as a person reads. */
const MAX_COMPLAINT_LENGTH = 2000;

/** Signals that a person, an engine or the kernel's lack of memory ends a process with. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"]);

export type AgentHello = z.infer<typeof Hello>;

/** What one lookup of the agent came to. */
export interface AgentLookup {
  readonly outcome: Outcome;
  /** What the lookups that the same process made before came to, in order. */
  readonly earlier: readonly Outcome[];
  /** Times of the lab's real-time clock; null when the libc did not get as far as looking up. */
  readonly startUs: number | null;
  readonly endUs: number | null;
  /** Number of the errno beside EAI_SYSTEM. */
  readonly errno: string | null;
}

/** Asks the agent which libc it runs on. Rejects with Unavailable when that libc cannot run it. */
export async function agentHello(
  link: LabLink,
  base: CellBase,
  loader: string,
  life: AbortSignal,
): Promise<AgentHello> {
  const run = await runCell(link, base, [loader, AGENT_PATH], new Uint8Array(), life);
  const [line] = lines(run);
  if (line === undefined) throw new Unavailable(`${loader} does not run the agent: ${complaint(run)}`);
  const said = parse(Hello, line);
  if ("nonsense" in said) throw new Unavailable(said.nonsense);
  return said.value;
}

/**
 * Looks one name up with the image's getaddrinfo, in a process that does `before` first. Rejects with Unavailable. Times are
 * those of all its lookups together.
 */
export async function agentLookup(
  link: LabLink,
  base: CellBase,
  loader: string,
  before: readonly ProcessStep[],
  lookup: Lookup,
  life: AbortSignal,
  clock: ClockKind,
  draw = 0,
): Promise<AgentLookup> {
  const request = agentRequests(base.files, before, lookup);
  const run = await runCell(link, base, [loader, AGENT_PATH], request, life, clock, draw);
  const [hello, ...told] = lines(run);
  if (hello === undefined) throw new Unavailable(`the agent did not start in this cell: ${complaint(run)}`);
  const said = told.map((line) =>
    line.includes('"unwritable"') ? parse(Unwritable, line) : parse(Result, line),
  );
  const nonsense = said.flatMap((one) => ("nonsense" in one ? [one.nonsense] : []))[0];
  if (nonsense !== undefined)
    return withoutResult({ kind: "error", class: "system", code: "no-result", text: nonsense });
  const results = said.flatMap((one) => ("nonsense" in one ? [] : [writable(one.value)]));
  const [first, result] = [results[0], results.at(-1)];
  if (first === undefined || result === undefined) return noResult(run);
  return {
    outcome: outcomeOf(result, lookup),
    earlier: results.slice(0, -1).map((earlier) => outcomeOf(earlier, lookup)),
    startUs: first.startUs,
    endUs: result.endUs,
    errno: result.signal === 0 && result.code === EAI_SYSTEM ? errnoName(result.errno) : null,
  };
}

/** Throws Unavailable where a file could not be changed: what comes then would not be the scenario's. */
function writable(result: z.infer<typeof Result> | z.infer<typeof Unwritable>): z.infer<typeof Result> {
  if ("unwritable" in result) {
    throw new Unavailable(
      `the process cannot change ${result.unwritable} (${errnoName(result.errno)}): a step that changes files needs a user who may`,
    );
  }
  return result;
}

/** What getaddrinfo's return value, or the signal that ended it, means. Throws Unavailable. */
function outcomeOf(result: z.infer<typeof Result>, { deadlineMs = 0 }: Lookup): Outcome {
  if (result.gaveUp === true) {
    return {
      kind: "error",
      class: "temporary",
      code: CALLER_GAVE_UP,
      text: `the caller gave up after ${durationText(deadlineMs)}`,
    };
  }
  if (result.signal !== 0) return crashed(signalName(result.signal));
  if (result.code === 0) {
    const { canonicalName } = result;
    const addresses = result.addresses.map(canonicalForm);
    return canonicalName === null
      ? { kind: "answer", addresses }
      : { kind: "answer", addresses, canonicalName: decodeBytes(canonicalName) };
  }
  const { code, class: errorClass } = gaiError(result.code);
  return { kind: "error", class: errorClass, code, number: result.code, text: decodeBytes(result.text) };
}

/** RFC 5952's form: glibc's inet_ntop writes "::1.2.3.4" where others write "::102:304". What is no address stays. */
function canonicalForm(address: string): string {
  const [text = "", ...scope] = address.split("%");
  const bytes = parseAddress(text);
  return bytes === null ? address : [formatAddress(bytes), ...scope].join("%");
}

/** The process that looked up ended without a result: that is how this libc behaves here, and so a result as well. */
function noResult(run: CellRun): AgentLookup {
  if (run.exit.kind === "never") {
    const { because } = run.exit;
    return withoutResult({ kind: "never", because });
  }
  const outcome: Outcome =
    run.exit.kind === "signal"
      ? crashed(run.exit.signal)
      : {
          kind: "error",
          class: "system",
          code: "no-result",
          text: complaint(run),
        };
  return withoutResult(outcome);
}

function withoutResult(outcome: Outcome): AgentLookup {
  return { outcome, earlier: [], startUs: null, endUs: null, errno: null };
}

/** Throws Unavailable for signals that no libc raises by itself: then nothing was observed. */
function crashed(signal: string): Outcome {
  if (FROM_OUTSIDE.has(signal)) {
    throw new Unavailable(`the lookup was killed by ${signal}, from outside or because memory ran out`);
  }
  // The limit of processor time that every program has (setrlimit(2), RLIMIT_CPU).
  if (signal === "SIGXCPU") return { kind: "never", because: "computes without an end" };
  return { kind: "error", class: "system", code: signal, text: `the process was killed by ${signal}` };
}

function complaint(run: CellRun): string {
  const said = run.stderr.trim().slice(0, MAX_COMPLAINT_LENGTH);
  if (said !== "") return said;
  switch (run.exit.kind) {
    case "signal":
      return `killed by ${run.exit.signal}`;
    case "never":
      return `it ${run.exit.because}`;
    case "exited":
      return `exit status ${run.exit.status}`;
  }
}

function lines(run: CellRun): readonly string[] {
  return run.stdout.split("\n").filter((line) => line !== "");
}

/** A line of the agent, or what is wrong with it. */
function parse<T>(schema: z.ZodType<T>, line: string): { readonly value: T } | { readonly nonsense: string } {
  try {
    return { value: schema.parse(JSON.parse(line)) };
  } catch (error) {
    return { nonsense: senseOf(error, line) };
  }
}

/** The agent writes every byte of a name as one character: back to UTF-8 where the bytes are UTF-8. */
function decodeBytes(text: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    return text;
  }
}
