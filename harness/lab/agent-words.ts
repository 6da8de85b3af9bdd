/** What the agent may say. It runs on an image's own libc, so every word of it is the image's: checked, then believed. */
import { z } from "zod";
import { parseAddress } from "../wire/ip.ts";

/** More than any libc gives: glibc's buffers hold a reply of 64 KiB. */
const MOST_ADDRESSES = 8192;
/** A name in presentation form, every byte of it as \DDD (RFC 1035, sections 2.3.4 and 5.1). */
const LONGEST_NAME = 1024;
const LONGEST_TEXT = 1024;

/** A C int. */
const int = z.int().min(-0x8000_0000).max(0x7fff_ffff);
/** Linux has errnos up to 4095 (include/linux/err.h, MAX_ERRNO) and signals up to 64. */
const errno = z.int().min(0).max(4095);
const signal = z.int().min(0).max(64);
/** Microseconds of a clock. */
const time = z.int().min(0);
/** As inet_ntop(3) writes it, with the zone that a link-local address has. */
const address = z
  .string()
  .max(100)
  .refine((text) => {
    const [literal = "", zone, ...more] = text.split("%");
    return (
      parseAddress(literal) !== null && more.length === 0 && (zone === undefined || /^[\w.-]+$/.test(zone))
    );
  }, "not an address");

export const Hello = z.strictObject({
  libc: z.enum(["musl", "glibc"]),
  version: z
    .string()
    .regex(/^[\w.+~-]{1,64}$/)
    .nullable(),
  buildId: z
    .string()
    .regex(/^[0-9a-f]{2,128}$/)
    .nullable(),
});

export const Result = z
  .strictObject({
    startUs: time,
    endUs: time,
    code: int,
    errno,
    text: z.string().max(LONGEST_TEXT),
    addresses: z.array(address).max(MOST_ADDRESSES),
    canonicalName: z.string().max(LONGEST_NAME).nullable(),
    signal,
    gaveUp: z.literal(true).optional(),
  })
  .refine(({ startUs, endUs }) => startUs <= endUs, "it ended before it began");

export const Unwritable = z.strictObject({ unwritable: z.string().max(4096), errno });

/** Why a line is not what the schema says, in one sentence without the image's own words at length. */
export function senseOf(error: unknown, line: string): string {
  const what = error instanceof z.ZodError ? firstIssue(error) : "not JSON";
  return `the image's answer makes no sense: ${what}: ${JSON.stringify(line.slice(0, 200))}`;
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? "not as agreed" : `${issue.path.join(".") || "it"}: ${issue.message}`;
}
