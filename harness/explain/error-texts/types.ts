/** What an error text tells, and the rows that tell it. */

/**
 * What the text says about the lookup: it failed; it had succeeded (or needed none) when something later failed;
 * none was made; or the text does not tell.
 */
export type LookupOutcome = "failed" | "succeeded" | "not made" | "not told";

/** What happened, without who says so. */
export interface Finding {
  /** EAI_* or the kind of error, in the words of whoever prints it. */
  readonly code: string;
  readonly lookup: LookupOutcome;
  readonly meaning: string;
  /** What is easily read into the text, and is not in it. */
  readonly notMeaning?: string;
  /** What to look at or try next. */
  readonly next: readonly string[];
}

/**
 * One kind of text. The named groups of the pattern say where things stand in it: `name` (the host name), `server`
 * (the nameserver that was asked), `address` (what was connected to).
 */
export interface TextRow extends Finding {
  readonly pattern: RegExp;
  /** Who wrote it. */
  readonly path: string;
}

/** A program that prints in its own frame what a C library said. */
export interface ProgramRow {
  readonly pattern: RegExp;
  /** null where the words inside the frame tell the program better. */
  readonly program: string | null;
}

/** What one error text says about the program that printed it. */
export interface ErrorReading {
  /** Who wrote it: "cgo, musl's getaddrinfo" … */
  readonly path: string;
  readonly code: string;
  readonly lookup: LookupOutcome;
  /** What follows from it for the lookup, as a sentence. */
  readonly follows: string;
  readonly meaning: string;
  readonly notMeaning: string | null;
  readonly next: readonly string[];
  /** The host name, as it stands in the text. */
  readonly name: string | null;
  /** The nameserver that was asked, with its port where there is one. */
  readonly server: string | null;
  /** What was connected to, with its port where there is one; it is no nameserver. */
  readonly address: string | null;
}

/** Who writes: the words that many rows share. */
export const PURE = "Go's own resolver (pure Go)";
export const GO_EITHER = "Go, either resolver";
export const GO_CGO = "Go through the C library (the cgo resolver)";
export const MUSL = "musl's getaddrinfo (an Alpine-like image; in Go: the cgo resolver)";
export const GLIBC = "glibc's getaddrinfo (a Debian- or CentOS-like image; in Go: the cgo resolver)";
export const ANY_LIBC = "a C library's getaddrinfo (musl and glibc print the same)";

/** Advice that many rows share. */
export const DNS_TOOLS =
  "dig and nslookup read resolv.conf by themselves and never call getaddrinfo: they prove nothing here";
export const PURE_GO =
  "GODEBUG=netdns=go (or CGO_ENABLED=0) makes the program use Go's resolver: does it answer?";
export const FULL_NAME = "compare with the fully qualified name, with a final dot";
export const WHICH_RESOLVER = "GODEBUG=netdns=2 prints which resolver is used for the name";
