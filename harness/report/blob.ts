/** The report of one shard, with everything that other reporters need, for `merge` on another machine. */

import { z } from "zod";
import type { Report } from "../matrix/report-data.ts";
import { type Blob, blobHeadSchema, blobSchema } from "./blob-schema.ts";
import { jsonText } from "./escape.ts";
import type { ReportDetails } from "./html/details.ts";

/** Part `index` (from 1) of `count`. */
export interface ShardNumber {
  readonly index: number;
  readonly count: number;
}

/** One line of JSON. A run without shards is shard 1 of 1. */
export function renderBlob(report: Report, details: ReportDetails, shard: ShardNumber): string {
  const blob: Blob = { format: "resolver-matrix blob", version: 1, shard, report, details };
  return jsonText(blob, null);
}

export type BlobReading =
  | { readonly kind: "blob"; readonly blob: Blob }
  | { readonly kind: "refused"; readonly why: string };

/** Reads a blob; says why where the text is none, or of another version. Never throws. */
export function readBlob(text: string): BlobReading {
  const json = parsed(text);
  if (json.error !== null) return { kind: "refused", why: `not JSON (${json.error})` };
  const head = blobHeadSchema.safeParse(json.value);
  if (!head.success) return { kind: "refused", why: "not a blob report" };
  if (head.data.version !== 1)
    return { kind: "refused", why: `blob version ${head.data.version}; this program reads version 1` };
  const version = z.looseObject({ report: z.looseObject({ version: z.int() }) }).safeParse(json.value);
  if (version.success && version.data.report.version !== 1)
    return {
      kind: "refused",
      why: `report version ${version.data.report.version}; this program reads version 1`,
    };
  const blob = blobSchema.safeParse(json.value);
  if (blob.success) return { kind: "blob", blob: blob.data };
  const [issue] = blob.error.issues;
  return { kind: "refused", why: `damaged at ${issue?.path.join(".")}: ${issue?.message}` };
}

function parsed(text: string): { readonly value: unknown; readonly error: string | null } {
  try {
    return { value: JSON.parse(text), error: null };
  } catch (error) {
    return { value: null, error: error instanceof Error ? error.message : String(error) };
  }
}
