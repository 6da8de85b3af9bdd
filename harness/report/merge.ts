/** One report from the blobs of all shards of a run. */
import { Failure } from "../errors.ts";
import type { Report, ReportImage } from "../matrix/report-data.ts";
import { readBlob } from "./blob.ts";
import type { Blob } from "./blob-schema.ts";
import type { ReportDetails } from "./html/details.ts";
import { groupedBy } from "./layout.ts";

/** A blob's text and what to call it when it is refused: its path. */
export interface BlobFile {
  readonly name: string;
  readonly text: string;
}

interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

/**
 * Puts the shards of one run together again. Scenarios come in the order of their ids.
 * @throws Failure (usage) naming every file that is no blob, of another version, or not of the same run as the
 *   others, and every shard that is missing or there twice
 */
export function mergeReports(files: readonly BlobFile[]): {
  readonly report: Report;
  readonly details: ReportDetails;
} {
  const blobs = readAll(files);
  refuseMixed(blobs, "report of another tool", ({ report }) => report.tool);
  refuseMixed(blobs, "report of another engine", ({ report }) => report.engine);
  refuseMixed(blobs, "shard of another run", ({ shard }) => `${shard.count} shards`);
  refuseIncomplete(blobs);
  const reports = blobs.map(({ blob }) => blob.report);
  const [first] = reports;
  if (first === undefined) throw noBlobs();
  const starts = reports.map(({ startedAt }) => Date.parse(startedAt));
  const ends = reports.map(({ startedAt, elapsedMs }) => Date.parse(startedAt) + elapsedMs);
  const start = Math.min(...starts);
  const sum = (field: keyof Report["summary"]) =>
    reports.reduce((total, { summary }) => total + (summary[field] ?? 0), 0);
  return {
    report: {
      version: 1,
      tool: first.tool,
      engine: first.engine,
      startedAt: new Date(start).toISOString(),
      elapsedMs: Math.max(...ends) - start,
      images: mergeImages(blobs),
      scenarios: byScenario(
        reports,
        ({ scenarios }) => scenarios,
        ({ id }) => id,
      ),
      cells: byScenario(reports, ({ cells }) => cells, scenarioOf),
      comparisons: byScenario(reports, ({ comparisons }) => comparisons, scenarioOf),
      expectations: byScenario(reports, ({ expectations }) => expectations, scenarioOf),
      summary: {
        cells: sum("cells"),
        agree: sum("agree"),
        differ: sum("differ"),
        unexpected: sum("unexpected"),
        unavailable: sum("unavailable"),
        observed: sum("observed"),
        emulated: sum("emulated"),
      },
    },
    details: {
      scenarios: Object.fromEntries(blobs.flatMap(({ blob }) => Object.entries(blob.details.scenarios))),
      hosts: Object.fromEntries(blobs.flatMap(({ blob }) => Object.entries(blob.details.hosts))),
    },
  };
}

function readAll(files: readonly BlobFile[]): NamedBlob[] {
  if (files.length === 0) throw noBlobs();
  const blobs: NamedBlob[] = [];
  const refused: string[] = [];
  for (const { name, text } of files) {
    const reading = readBlob(text);
    if (reading.kind === "blob") blobs.push({ name, blob: reading.blob });
    else refused.push(`${name}: ${reading.why}`);
  }
  if (refused.length > 0)
    throw refusal("cannot merge these files", refused, "merge blobs of one version of resolver-matrix only");
  return blobs;
}

function noBlobs(): Failure {
  return new Failure("usage", "there is no blob report to merge", {
    advice: "write one per shard: resolver-matrix run --shard 1/4 --reporter blob=FILE",
  });
}

/** All blobs must be alike in one aspect; otherwise each file is named with its own. */
function refuseMixed(blobs: readonly NamedBlob[], what: string, aspect: (blob: Blob) => string): void {
  const groups = [...groupedBy(blobs, ({ blob }) => aspect(blob))];
  if (groups.length < 2) return;
  const lines = groups.flatMap(([value, members]) => members.map(({ name }) => `${name}: ${value}`));
  throw refusal(
    `the files are not of one run: ${what} among them`,
    lines,
    "merge the shards of one run only",
  );
}

function refuseIncomplete(blobs: readonly NamedBlob[]): void {
  const count = blobs[0]?.blob.shard.count ?? 0;
  const shards = groupedBy(blobs, ({ blob }) => String(blob.shard.index));
  const problems = Array.from({ length: count }, (_, index) => index + 1).flatMap((index) => {
    const holders = shards.get(String(index)) ?? [];
    if (holders.length === 0) return [`shard ${index}/${count} is missing`];
    if (holders.length === 1) return [];
    return [
      `shard ${index}/${count} is there ${holders.length} times: ${holders.map(({ name }) => name).join(", ")}`,
    ];
  });
  if (problems.length > 0)
    throw refusal(
      "the shards are not complete",
      problems,
      "a shard is missing where its job failed before it wrote its blob",
    );
}

/** Each image once; ready where any shard had it. Two contents under one id would be two columns in one. */
function mergeImages(blobs: readonly NamedBlob[]): ReportImage[] {
  const holders = blobs.flatMap(({ name, blob }) => blob.report.images.map((image) => ({ name, image })));
  return [...groupedBy(holders, ({ image }) => image.id)].map(([id, found]) => {
    const ready = found.filter(({ image }) => image.status === "ready");
    if (new Set(ready.map(({ image }) => image.digest)).size > 1) {
      const lines = ready.map(({ name, image }) => `${name}: ${image.digest}`);
      throw refusal(
        `image ${id} was not the same in all shards`,
        lines,
        "name the image by digest and run again",
      );
    }
    const [chosen] = [...ready, ...found];
    if (chosen === undefined) throw new Error(`image ${id} has no holder`);
    return chosen.image;
  });
}

function scenarioOf({ scenario }: { readonly scenario: string }): string {
  return scenario;
}

/** The entries of all shards by scenario id; within a scenario in their own order. */
function byScenario<T>(
  reports: readonly Report[],
  entriesOf: (report: Report) => readonly T[],
  idOf: (entry: T) => string,
): T[] {
  const entries = reports.flatMap(entriesOf).map((entry) => ({ entry, id: idOf(entry) }));
  return entries
    .sort((left, right) => Number(left.id > right.id) - Number(left.id < right.id))
    .map(({ entry }) => entry);
}

function refusal(message: string, lines: readonly string[], advice: string): Failure {
  return new Failure("usage", `${message}:\n${lines.map((line) => `  ${line}`).join("\n")}`, { advice });
}
