/**
 * The single values of a scenario file: how each is written, and what it becomes.
 * The `error` of a schema says what is allowed; harness/yaml puts what was found before it.
 */
import { z } from "zod";
import { base64Bytes } from "../../wire/bytes.ts";
import { rcodeNumber, typeMnemonic, typeNumber } from "../../wire/mnemonics.ts";
import type { InterfaceAddress } from "../../world/world.ts";
import { canonicalAddress } from "../address.ts";

/** Longest wait that a scenario may ask for, in milliseconds: more than any resolver waits for one server. */
const MAX_DURATION_MS = 600_000;
/** HOST_NAME_MAX of Linux. */
const MAX_HOSTNAME = 64;

/** Text for which `accepts` holds. `allowed` completes "allowed: …". */
export function textThat(allowed: string, accepts: (text: string) => boolean) {
  return z.string({ error: allowed }).refine(accepts, { error: allowed });
}

/** Text of a pattern that the JSON Schema can show, too. */
export function textLike(allowed: string, pattern: RegExp) {
  return z.string({ error: allowed }).regex(pattern, { error: allowed });
}

/** A whole number within bounds. `what` is "a number of bytes" or the like. */
export function integer(least: number, most: number, what: string) {
  const error = `${what} from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A text on one line, not empty. */
export function line(most: number) {
  const allowed = `one line of text, at most ${most} characters`;
  return textThat(allowed, (text) => text.trim() !== "" && !text.includes("\n") && text.length <= most);
}

/** One value or a list of several. */
export function oneOrMany<T extends z.ZodType>(one: T, most: number, least = 1) {
  return z.union([one, z.array(one).min(least).max(most)]);
}

const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s)$/;
const DURATION_ALLOWED = `a duration such as 0ms, 3s or 1.5s, at most ${MAX_DURATION_MS / 1000}s`;

/** "0ms", "3s", "1.5s"; becomes milliseconds. */
export const duration = textLike(DURATION_ALLOWED, DURATION)
  .refine((text) => durationMs(text) <= MAX_DURATION_MS, { error: DURATION_ALLOWED })
  .transform(durationMs)
  .meta({ id: "duration", description: "A duration with its unit: 250ms, 3s, 1.5s." });

/** Text that does not look like a duration counts as no time; the pattern has refused it already. */
function durationMs(text: string): number {
  const [, amount = "0", unit] = DURATION.exec(text) ?? [];
  return Math.round(Number(amount) * (unit === "s" ? 1000 : 1));
}

/** Base64 (RFC 4648, section 4) on one or several lines; becomes bytes. */
export function base64(mostBytes: number) {
  const allowed = `base64 text of at most ${mostBytes} bytes`;
  return textThat(allowed, (text) => {
    const bytes = base64Bytes(compact(text));
    return bytes !== null && bytes.length <= mostBytes;
  }).transform((text): Uint8Array => base64Bytes(compact(text)) ?? new Uint8Array());
}

function compact(text: string): string {
  return text.replaceAll(/\s/g, "");
}

/** Permission bits as chmod(1) writes them; becomes a number. */
export const mode = textLike('permission bits in quotes, such as "0644"', /^[0-7]{3,4}$/)
  .transform((text) => Number.parseInt(text, 8))
  .meta({ id: "mode", description: 'Permission bits in octal, in quotes: "0644".' });

/** A uid or gid. */
export const userId = integer(0, 0xfffffffe, "a user id").meta({
  id: "userId",
  description: "A numeric user id; the group id is the same number.",
});

/** An IPv4 or IPv6 address without zone; becomes its canonical text. */
export const address = textThat("an IPv4 or IPv6 address", (text) => canonicalAddress(text) !== null)
  .transform((text) => canonicalAddress(text) ?? text)
  .meta({ id: "address", description: "An IPv4 or IPv6 address." });

/** An address that a lookup may answer with, kept as written; IPv6 ones may have a zone. */
export const answerAddress = textThat(
  "an IPv4 or IPv6 address",
  (text) => canonicalAddress(text.replace(/%[\w.-]+$/, "")) !== null,
);

/** "10.0.0.1:53" or "[fd00::1]:53", as traces name servers; becomes the canonical text. */
export const serverAddress = textThat(
  "an address and port such as 10.0.0.1:53 or [fd00::1]:53",
  (text) => canonicalServer(text) !== null,
).transform((text) => canonicalServer(text) ?? text);

function canonicalServer(text: string): string | null {
  const [, v6, v4, port = ""] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const canonical = canonicalAddress(v6 ?? v4 ?? "");
  if (canonical === null || Number(port) < 1 || Number(port) > 0xffff) return null;
  if (canonical.includes(":") !== (v6 !== undefined)) return null;
  return v6 === undefined ? `${canonical}:${Number(port)}` : `[${canonical}]:${Number(port)}`;
}

/** A host name as sethostname(2) takes it. */
export const hostname = textLike(
  `a host name of letters, digits, dots and hyphens, at most ${MAX_HOSTNAME} characters`,
  /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/,
);

/** An RR type; becomes the mnemonic in capitals. */
export const rrType = textThat(
  "an RR type such as A, AAAA, CNAME or TYPE65",
  (text) => typeNumber(text) !== null,
)
  .transform((text) => typeMnemonic(typeNumber(text) ?? 0))
  .meta({ id: "rrType", description: "An RR type: A, AAAA, CNAME, TXT, TYPE65 …" });

const RCODE_ALLOWED = "a response code such as NOERROR, NXDOMAIN, SERVFAIL or REFUSED, or its number";
const HEADER_RCODE_ALLOWED = `${RCODE_ALLOWED}, up to 15`;

/** A response code that fits the header (0 to 15). */
export const headerRcode = z.union(
  [
    textThat(HEADER_RCODE_ALLOWED, (text) => (rcodeNumber(text) ?? 16) <= 15),
    integer(0, 15, "a response code"),
  ],
  { error: HEADER_RCODE_ALLOWED },
);

/** Any response code, by mnemonic or number; those above 15 need an OPT record in the reply. */
export const rcode = z.union(
  [textThat(RCODE_ALLOWED, (text) => rcodeNumber(text) !== null), integer(0, 4095, "a response code")],
  { error: RCODE_ALLOWED },
);

/** Text of a system interface: no NUL, because C ends a string there. */
export function withoutNul(allowed: string, most: number) {
  return textThat(allowed, (text) => !text.includes("\0") && text.length <= most);
}

/** Pages on the web. */
export const refs = z
  .array(textLike("a web address that begins with https:// or http://", /^https?:\/\/[^\s]+$/))
  .max(50)
  .meta({ description: "Threads, issues and pages where this behaviour is reported or explained." });

/** An address and the length of its network's prefix. */
export const interfaceAddress = textThat(
  "an address with a prefix length, such as 10.1.0.5/24 or 2001:db8::5/64",
  (text) => toInterfaceAddress(text) !== null,
).transform((text): InterfaceAddress => toInterfaceAddress(text) ?? { address: text, prefixLength: 0 });

function toInterfaceAddress(text: string): InterfaceAddress | null {
  const [, written = "", digits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const found = canonicalAddress(written);
  const prefixLength = Number(digits);
  if (found === null || prefixLength < 1 || prefixLength > (found.includes(":") ? 128 : 32)) return null;
  return { address: found, prefixLength };
}
