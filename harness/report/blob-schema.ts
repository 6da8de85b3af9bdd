/** The report's and the blob's shape as a check for files that come back from other machines. */
import { z } from "zod";
import type { Report } from "../matrix/types.ts";
import type { ReportDetails } from "./html/details.ts";

const family = z.enum(["ip", "ip4", "ip6"]);
const lookup = z.strictObject({ name: z.string(), family });
const verdict = z.enum(["agree", "latency", "wire", "order", "addresses", "error-kind", "outcome"]);
const count = z.int().nonnegative();
const texts = z.record(z.string(), z.string());

const outcome = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("answer"),
    addresses: z.array(z.string()),
    canonicalName: z.string().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("error"),
    class: z.enum(["not-found", "no-data", "temporary", "permanent", "system"]),
    code: z.string(),
    number: z.int().exactOptional(),
    text: z.string(),
  }),
]);

const traceEvent = z.strictObject({
  atMs: z.number(),
  server: z.string(),
  transport: z.enum(["udp", "tcp"]),
  name: z.string(),
  type: z.string(),
  edns: z.boolean(),
  reply: z
    .strictObject({ atMs: z.number(), rcode: z.string(), answers: count, truncated: z.boolean() })
    .nullable(),
  icmp: z.enum(["port-unreachable", "host-unreachable", "net-unreachable"]).nullable(),
});

const cell = z.strictObject({
  scenario: z.string(),
  lookup,
  image: z.string(),
  host: z.string(),
  resolver: z.string(),
  evidence: z.enum(["observed", "emulated", "unavailable"]),
  outcome: outcome.exactOptional(),
  reason: z.string().exactOptional(),
  mode: z.strictObject({ order: z.string(), because: z.string(), pureOrder: z.string() }).exactOptional(),
  program: z.enum(["libc", "pure"]).exactOptional(),
  programOutcome: outcome.exactOptional(),
  errno: z.string().exactOptional(),
  alternatives: z.array(outcome),
  trace: z.array(traceEvent),
  elapsedMs: z.number(),
});

const comparison = z.strictObject({
  scenario: z.string(),
  lookup,
  image: z.string(),
  host: z.string(),
  rightImage: z.string().exactOptional(),
  rightHost: z.string().exactOptional(),
  left: z.string(),
  right: z.string(),
  verdict,
  why: z.string(),
});

const expectation = z.strictObject({
  scenario: z.string(),
  cell: z.string(),
  lookup: lookup.exactOptional(),
  host: z.string().exactOptional(),
  ok: z.boolean(),
  message: z.string(),
  file: z.string(),
  line: count,
});

const image = z.strictObject({
  id: z.string(),
  libc: z.string().nullable(),
  digest: z.string().nullable(),
  status: z.enum(["ready", "unavailable"]),
  reason: z.string().nullable(),
});

/** The report, version 1. Strict: a field that this version does not know must not get lost in silence. */
export const reportSchema: z.ZodType<Report> = z.strictObject({
  version: z.literal(1),
  tool: z.string(),
  engine: z.enum(["docker", "local", "model"]),
  startedAt: z.iso.datetime(),
  elapsedMs: z.number(),
  images: z.array(image),
  scenarios: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      file: z.string(),
      known: z.string().nullable(),
      verdict: verdict.nullable(),
    }),
  ),
  cells: z.array(cell),
  comparisons: z.array(comparison),
  expectations: z.array(expectation),
  summary: z.strictObject({
    cells: count,
    agree: count,
    differ: count,
    unexpected: count,
    unavailable: count,
  }),
});

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
