/** Reports that come back from files (--reporter json). */
import { z } from "zod";
import type { Report } from "../matrix/report-data.ts";
import { blobHeadSchema } from "./blob-schema.ts";
import { reportSchema } from "./report-schema.ts";

export type ReportReading =
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "refused"; readonly why: string };

/** What every version of a report has, so that another version can be named instead of misread. */
const headSchema = z.looseObject({ version: z.int(), tool: z.string() });

/** Reads a report; says why where the text is none, or of another version. Never throws. */
export function readReport(text: string): ReportReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused(`not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (blobHeadSchema.safeParse(value).success) {
    return refused("a blob, which is one part of a run; merge it first, with --reporter json=FILE");
  }
  const head = headSchema.safeParse(value);
  if (!head.success) return refused("not a report");
  if (head.data.version !== 1) {
    return refused(`report version ${head.data.version}; this program reads version 1`);
  }
  const report = reportSchema.safeParse(value);
  if (report.success) return { kind: "report", report: report.data };
  const [issue] = report.error.issues;
  return refused(`damaged at ${issue?.path.join(".")}: ${issue?.message}`);
}

function refused(why: string): ReportReading {
  return { kind: "refused", why };
}
