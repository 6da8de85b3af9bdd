/** Runs the agent on the image's own libc and reads what it says. */
import { z } from "zod";
import { Unavailable } from "../errors.ts";
import { EAI_SYSTEM, gaiError } from "../resolvers/libc/gai-errors.ts";
import { errnoName } from "../world/errno.ts";
import type { Lookup, Outcome } from "../world/world.ts";
import { type CellRun, runCell } from "./cell.ts";
import type { CellBase } from "./cell-fields.ts";
import type { LabLink } from "./link.ts";
import { utf8 } from "./payload.ts";
import { signalName } from "./signals.ts";

/** Where labd puts the agent in every cell. */
const AGENT_PATH = "/.resolver-matrix/agent";
/** Of a loader's complaint, as much as a person reads. */
const MAX_COMPLAINT_LENGTH = 2000;

/** Signals that a person, an engine or the kernel's lack of memory ends a process with. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"]);

const Hello = z.object({
  libc: z.enum(["musl", "glibc"]),
  version: z.string().nullable(),
  buildId: z.string().nullable(),
});

const Result = z.object({
  startUs: z.number(),
  endUs: z.number(),
  code: z.number(),
  errno: z.number(),
  text: z.string(),
  addresses: z.array(z.string()),
  canonicalName: z.string().nullable(),
  signal: z.number(),
});

export type AgentHello = z.infer<typeof Hello>;

/** What one lookup of the agent came to. */
export interface AgentLookup {
  readonly outcome: Outcome;
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
  return parse(Hello, line, run);
}

/** Looks one name up with the image's getaddrinfo. Rejects with Unavailable. */
export async function agentLookup(
  link: LabLink,
  base: CellBase,
  loader: string,
  lookup: Lookup,
  life: AbortSignal,
): Promise<AgentLookup> {
  const name = utf8(lookup.name);
  const request = Buffer.concat([utf8(`${lookup.family} ${name.length}\n`), name]);
  const run = await runCell(link, base, [loader, AGENT_PATH], request, life);
  const [hello, line] = lines(run);
  if (hello === undefined || line === undefined) return notStarted(run, hello !== undefined);
  const result = parse(Result, line, run);
  return {
    outcome: outcomeOf(result),
    startUs: result.startUs,
    endUs: result.endUs,
    errno: result.signal === 0 && result.code === EAI_SYSTEM ? errnoName(result.errno) : null,
  };
}

/** What getaddrinfo's return value, or the signal that ended it, means. Throws Unavailable. */
function outcomeOf(result: z.infer<typeof Result>): Outcome {
  if (result.signal !== 0) return crashed(signalName(result.signal));
  if (result.code === 0) {
    const { addresses, canonicalName } = result;
    return canonicalName === null
      ? { kind: "answer", addresses }
      : { kind: "answer", addresses, canonicalName: decodeBytes(canonicalName) };
  }
  const { code, class: errorClass } = gaiError(result.code);
  return { kind: "error", class: errorClass, code, number: result.code, text: decodeBytes(result.text) };
}

/** The agent ended without a result: that is how this libc behaves here, and so a result as well. */
function notStarted(run: CellRun, greeted: boolean): AgentLookup {
  const outcome: Outcome =
    run.exit.kind === "signal"
      ? crashed(run.exit.signal)
      : {
          kind: "error",
          class: "system",
          code: greeted ? "no-result" : "loader-error",
          text: complaint(run),
        };
  return { outcome, startUs: null, endUs: null, errno: null };
}

/** Throws Unavailable for signals that no libc raises by itself: then nothing was observed. */
function crashed(signal: string): Outcome {
  if (FROM_OUTSIDE.has(signal)) {
    throw new Unavailable(`the lookup was killed by ${signal}, from outside or because memory ran out`);
  }
  return { kind: "error", class: "system", code: signal, text: `the process was killed by ${signal}` };
}

function complaint(run: CellRun): string {
  const said = run.stderr.trim().slice(0, MAX_COMPLAINT_LENGTH);
  if (said !== "") return said;
  return run.exit.kind === "signal" ? `killed by ${run.exit.signal}` : `exit status ${run.exit.status}`;
}

function lines(run: CellRun): readonly string[] {
  return run.stdout.split("\n").filter((line) => line !== "");
}

function parse<T>(schema: z.ZodType<T>, line: string, run: CellRun): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    throw new Unavailable(
      `the agent said something unintelligible: ${JSON.stringify(line.slice(0, 200))} (${complaint(run)})`,
      { cause: error },
    );
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
