/** Runs recorded scenarios through the real libcs of images, in labs of this machine. */
import { run } from "../../../harness/library/run.ts";
import type { ReportCell } from "../../../harness/matrix/report-data.ts";
import type { GoldenOutcome, GoldenResult, GoldenScenario } from "./golden.ts";

/** What the libc of one image did. */
export interface ObservedLibc {
  readonly image: string;
  /** "musl@1.1.19"; null where the image could not be had. */
  readonly libc: string | null;
  /** By the scenario's id; a text says why there is none. */
  readonly results: ReadonlyMap<string, GoldenResult | string>;
}

/** Looks up in every image, on the local engine. Rejects where this machine cannot make labs. */
export async function observeLibcs(
  scenarios: readonly GoldenScenario[],
  images: readonly string[],
): Promise<readonly ObservedLibc[]> {
  const { cells, images: found } = await run(
    scenarios.map(({ scenario }) => scenario),
    { engine: "local", images, go: [], repeat: 0 },
  );
  return images.map((image) => ({
    image,
    libc: found.find(({ id }) => id === image)?.libc ?? null,
    results: new Map(
      cells.filter((cell) => cell.image === image).map((cell) => [cell.scenario, resultOf(cell)]),
    ),
  }));
}

/**
 * What tells two results apart, as one text: how it ended, and which questions were asked. How often and when depends on the
 * moment: a libc repeats what was not answered in time.
 */
export function factsOf({ outcomes, questions }: Pick<GoldenResult, "outcomes" | "questions">): string {
  const asked = questions.map(({ server, transport, edns, type, name }) =>
    [server, transport, edns ? "edns" : "plain", type, name].join(" "),
  );
  return JSON.stringify({ outcomes, asked: [...new Set(asked)].sort() }, null, 1);
}

function resultOf({ outcome, errno, trace, elapsedMs, reason }: ReportCell): GoldenResult | string {
  if (outcome === undefined) return reason ?? "unavailable";
  return {
    elapsedMs: Math.round(elapsedMs),
    outcomes: [goldenOutcome(outcome, errno)],
    questions: trace.map(({ atMs, server, transport, edns, type, name }) => {
      return { atMs: Math.max(0, Math.round(atMs)), server, transport, edns, type, name };
    }),
  };
}

function goldenOutcome(
  outcome: NonNullable<ReportCell["outcome"]>,
  errno: string | undefined,
): GoldenOutcome {
  if (outcome.kind === "error") {
    return { kind: "error", code: outcome.code, ...(errno === undefined ? {} : { errno }) };
  }
  if (outcome.kind === "never") return { kind: "never" };
  const { addresses, canonicalName } = outcome;
  return { kind: "answer", addresses, ...(canonicalName === undefined ? {} : { canonicalName }) };
}
