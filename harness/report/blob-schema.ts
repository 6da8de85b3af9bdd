/** The blob's shape as a check for files that come back from other machines. */
import { z } from "zod";
import type { ReportDetails } from "./html/details.ts";
import { reportSchema } from "./report-schema.ts";

const count = z.int().nonnegative();
const texts = z.record(z.string(), z.string());
const portState = z.enum(["open", "closed", "silent", "unreachable"]);
const file = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("content"),
    text: z.string(),
    mode: z.string(),
    owner: count,
    cutBytes: count,
  }),
  z.strictObject({ kind: z.literal("absent") }),
  z.strictObject({ kind: z.literal("symlink"), target: z.string() }),
  z.strictObject({ kind: z.literal("directory") }),
]);
const files = z.record(z.string(), file);

const detailsSchema: z.ZodType<ReportDetails> = z.strictObject({
  scenarios: z.record(
    z.string(),
    z.strictObject({
      about: z.string(),
      refs: z.array(z.string()),
      source: z.string().nullable(),
      files,
      env: texts,
      hostname: z.string().nullable(),
      user: z.int().nullable(),
      dns: z.array(
        z.strictObject({ address: z.string(), udp: portState, tcp: portState, delayMs: z.number() }),
      ),
      documented: z.array(z.string()),
    }),
  ),
  hosts: z.record(
    z.string(),
    z.strictObject({ title: z.string(), imitates: z.string(), syscalls: texts, sysctls: texts, files }),
  ),
});

/** What every version of a blob begins with, so that another version can be named instead of misread. */
export const blobHeadSchema = z.looseObject({ format: z.literal("resolver-matrix blob"), version: z.int() });

export const blobSchema = z.strictObject({
  format: z.literal("resolver-matrix blob"),
  version: z.literal(1),
  shard: z
    .strictObject({ index: z.int().min(1), count: z.int().min(1).max(10_000) })
    .refine(({ index, count }) => index <= count, "there is no such shard"),
  report: reportSchema,
  details: detailsSchema,
});

export type Blob = z.infer<typeof blobSchema>;
