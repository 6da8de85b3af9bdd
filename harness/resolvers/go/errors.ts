/** The errors of Go's net package that a lookup can end with: what they say and which flags they carry (src/net/net.go). */
import type { Errno, ErrorClass, Outcome } from "../../world/world.ts";
import { toDisplayText } from "../text.ts";
import { errnoIsTemporary, errnoIsTimeout, errnoText } from "./errno.ts";
import type { Features } from "./versions.ts";

/** *net.DNSError. `name` and `server` are byte strings; `server` is "" where none is to blame. */
export interface DnsError {
  readonly type: "dns";
  readonly message: string;
  readonly name: string;
  readonly server: string;
  readonly isTimeout: boolean;
  readonly isTemporary: boolean;
  readonly isNotFound: boolean;
}

/** *net.AddrError. */
export interface AddrError {
  readonly type: "addr";
  readonly message: string;
  readonly address: string;
}

/** *net.OpError: `source` and `address` are "host:port", or null where the text has none. */
export interface OpError {
  readonly type: "op";
  readonly op: "dial" | "read" | "write";
  readonly net: string;
  readonly source: string | null;
  readonly address: string | null;
  readonly cause: GoError;
}

export type GoError =
  | DnsError
  | AddrError
  | OpError
  /** *os.SyscallError. */
  | { readonly type: "syscall"; readonly syscall: string; readonly errno: Errno }
  /** "i/o timeout": a deadline passed, of a socket or of a context. */
  | { readonly type: "timeout" }
  /** "operation was canceled": a context was cancelled. */
  | { readonly type: "canceled" }
  /** An error that is nothing but its text. */
  | { readonly type: "plain"; readonly message: string };

/** What a program sees of an error: its text, and net.Error's and net.DNSError's flags. */
export interface ErrorReport {
  /** Go's type, such as "*net.OpError{*net.DNSError}". */
  readonly goType: string;
  readonly text: string;
  /** The heart of the text, without names, servers and addresses: "no such host", "connection refused". */
  readonly kind: string;
  readonly name: string;
  /** "127.0.0.1:53", or "". */
  readonly server: string;
  /** Timeout(). */
  readonly isTimeout: boolean;
  /** Temporary(). */
  readonly isTemporary: boolean;
  readonly isNotFound: boolean;
}

export const NO_SUCH_HOST = "no such host";
export const TIMEOUT: GoError = { type: "timeout" };
export const CANCELED: GoError = { type: "canceled" };

export function dnsError(
  message: string,
  name: string,
  server: string,
  flags: { readonly isTimeout?: boolean; readonly isTemporary?: boolean; readonly isNotFound?: boolean } = {},
): DnsError {
  const { isTimeout = false, isTemporary = false, isNotFound = false } = flags;
  return { type: "dns", message, name, server, isTimeout, isTemporary, isNotFound };
}

/** "no such host"; the flag exists from Go 1.13 on. */
export function noSuchHost(name: string, server: string, features: Features): DnsError {
  return dnsError(NO_SUCH_HOST, name, server, { isNotFound: features.hasIsNotFound });
}

/** What a caller gets who does not wait for the lookup's end: the error of the context's deadline. */
export function callerLeft(name: string, { contextErrorsAreDnsErrors }: Features): GoError {
  return contextErrorsAreDnsErrors ? dnsError("i/o timeout", name, "", { isTimeout: true }) : TIMEOUT;
}

export function plainError(message: string): GoError {
  return { type: "plain", message };
}

/** Error(). */
export function errorText(error: GoError): string {
  switch (error.type) {
    case "dns": {
      const server = error.server === "" ? "" : ` on ${error.server}`;
      return `lookup ${error.name}${server}: ${error.message}`;
    }
    case "addr":
      return error.address === "" ? error.message : `address ${error.address}: ${error.message}`;
    case "op": {
      const ends = [error.source, error.address].filter((end) => end !== null).join("->");
      return `${error.op} ${error.net}${ends === "" ? "" : ` ${ends}`}: ${errorText(error.cause)}`;
    }
    case "syscall":
      return `${error.syscall}: ${errnoText(error.errno)}`;
    case "timeout":
      return "i/o timeout";
    case "canceled":
      return "operation was canceled";
    case "plain":
      return error.message;
  }
}

/** Timeout() of net.Error; false for errors that have no such method. */
export function isTimeout(error: GoError): boolean {
  switch (error.type) {
    case "dns":
      return error.isTimeout;
    case "op":
      return isTimeout(error.cause);
    case "syscall":
      return errnoIsTimeout(error.errno);
    default:
      return error.type === "timeout";
  }
}

/** Temporary() of net.Error; false for errors that have no such method. */
export function isTemporary(error: GoError): boolean {
  switch (error.type) {
    case "dns":
      return error.isTimeout || error.isTemporary;
    case "op":
      return isTemporary(error.cause);
    case "syscall":
      return errnoIsTemporary(error.errno);
    default:
      return error.type === "timeout";
  }
}

/** An error as a program meets it. */
export function reportError(error: GoError): ErrorReport {
  const dns = innermostDnsError(error);
  return {
    goType: goType(error),
    text: toDisplayText(errorText(error)),
    kind: kindOf(error),
    name: toDisplayText(dns?.name ?? ""),
    server: toDisplayText(dns?.server ?? ""),
    isTimeout: isTimeout(error),
    isTemporary: isTemporary(error),
    isNotFound: dns?.isNotFound ?? false,
  };
}

function innermostDnsError(error: GoError): DnsError | null {
  if (error.type === "op") return innermostDnsError(error.cause);
  return error.type === "dns" ? error : null;
}

function goType(error: GoError): string {
  switch (error.type) {
    case "dns":
      return "*net.DNSError";
    case "addr":
      return "*net.AddrError";
    case "op":
      return `*net.OpError{${goType(error.cause)}}`;
    case "syscall":
      return "*os.SyscallError";
    case "timeout":
      return "*net.timeoutError";
    case "canceled":
      return "*net.canceledError";
    case "plain":
      return "*errors.errorString";
  }
}

/** What is left of a message when the wrapping that names addresses and system calls is gone. */
function kindOf(error: GoError): string {
  switch (error.type) {
    case "dns":
      // The message of a socket error ends in the cause: "read udp A->B: read: connection refused".
      return error.message.slice(error.message.lastIndexOf(": ") + 1).trimStart();
    case "addr":
      return error.message;
    case "op":
      return kindOf(error.cause);
    case "syscall":
      return errnoText(error.errno);
    default:
      return errorText(error);
  }
}

/** The outcome of a lookup that failed so. */
export function errorOutcome(report: ErrorReport): Extract<Outcome, { readonly kind: "error" }> {
  return { kind: "error", class: classOf(report), code: report.kind, text: report.text };
}

function classOf(report: ErrorReport): ErrorClass {
  if (report.kind === NO_SUCH_HOST) return "not-found";
  if (report.kind === NO_SUITABLE_ADDRESS) return "no-data";
  return report.isTemporary ? "temporary" : "permanent";
}

export const NO_SUITABLE_ADDRESS = "no suitable address found";

/**
 * An error text with ephemeral ports replaced by PORT: the local end of "127.0.0.1:40000->127.0.0.1:53". Everything
 * else stays.
 */
export function normalisePorts(text: string): string {
  return text.replace(/:[0-9]{1,5}->/g, ":PORT->");
}
