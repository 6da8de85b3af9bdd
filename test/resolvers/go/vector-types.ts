/**
 * What real Go did, run by run: lookups.jsonl and modes.jsonl hold one vector a line.
 *
 * Each ran in a private network with scripted servers on 127.0.0.1 to 127.0.0.4 and ::1 (UDP and TCP) and on 127.0.0.5
 * (UDP only), nothing on 127.0.0.9, and an /etc of the listed files only. 192.0.2.0/24 and 198.51.100.0/24 had a route
 * with source 10.9.0.2, 2001:db8::/32 one with source 2001:db8:9::2, everything else none. "1.24" are Debian's builds
 * (1.15.15, 1.19.8, 1.21.13, 1.22.12, 1.23.5, 1.24.4, 1.25.12, 1.26.10, 1.27.3), "gccgo 1.14" is libgo of GCC 10 to 12,
 * run with GODEBUG=netdns=go. Ephemeral ports read PORT.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of /etc: its text, or something special. */
export type VectorFile =
  | string
  | { readonly symlink: string }
  | { readonly dir: 1 }
  | { readonly content: string; readonly mode: number }
  /** The text, then the fill character up to a length in bytes. */
  | { readonly text: string; readonly fill: string; readonly length: number };

/** Written either way. */
export type Switch = 0 | 1 | boolean;

export interface VectorReply {
  /** Mnemonic or number; default NOERROR. */
  readonly rcode?: string | number;
  /** [owner, type, data]; the owner "@" is the question's name. */
  readonly an?: readonly (readonly [string, string, string])[];
  readonly ns?: readonly (readonly [string, string, string])[];
  readonly ar?: readonly (readonly [string, string, string])[];
  /** Default 0, and 1 for `ra`. */
  readonly aa?: Switch;
  readonly ra?: Switch;
  readonly tc?: Switch;
  /** Echo an OPT if the query had one; default true. */
  readonly opt?: Switch;
  /** Seconds. */
  readonly delay?: number;
  readonly drop?: Switch;
  /** Bogus packets ("garbage", wrong id, wrong question …) sent before the reply, or with `nosend` instead of it. */
  readonly pre?: readonly string[];
  readonly nosend?: Switch;
  /** Bytes cut off the end of the message. */
  readonly cut?: number;
  readonly qcase?: string;
  readonly qd2?: Switch;
  readonly qd0?: Switch;
  readonly noqr?: Switch;
}

export interface VectorRule {
  readonly srv?: string;
  readonly proto?: "udp" | "tcp";
  readonly q?: string;
  readonly type?: string;
  readonly hasopt?: Switch;
  /** How many queries it answers; default all. */
  readonly times?: number;
  readonly reply: VectorReply;
}

/** One call of the test program and what it returned. */
export interface VectorCall {
  readonly fn: string;
  readonly name: string;
  readonly ok: boolean;
  readonly addrs?: readonly string[];
  readonly error?: string;
  readonly errorType?: string;
  readonly isTimeout?: boolean;
  readonly isTemporary?: boolean;
  readonly isNotFound?: boolean;
  readonly server?: string;
}

export interface VectorObservation {
  readonly calls: readonly VectorCall[];
  /** For each type "SERVER TRANSPORT NAME [OPT=SIZE] [AD]" in order. */
  readonly queries: Readonly<Record<string, readonly string[]>>;
  readonly stderr: readonly string[];
}

export interface LookupVector {
  readonly id: string;
  readonly title: string;
  /** "CGO_ENABLED=0", "CGO_ENABLED=1 (glibc 2.36)" … */
  readonly build: string;
  /** host=NAME, ipaddr=NAME, ip4=NAME, cname=NAME, tcp=HOST:PORT …; -prefergo, -strict, -ctx=D, -sleep=D, -mv=A:B, -rm=A. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly uid: number;
  readonly etc: Readonly<Record<string, VectorFile>>;
  readonly rules: readonly VectorRule[];
  readonly otherwise: VectorReply;
  readonly results: readonly {
    readonly versions: readonly string[];
    /** Go races with itself: each observation was seen. */
    readonly race: boolean;
    readonly observations: readonly VectorObservation[];
  }[];
}

export interface ModeVector {
  readonly title: string;
  readonly build: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Value of GODEBUG=netdns. */
  readonly netdns: string;
  readonly uid: number;
  readonly etc: Readonly<Record<string, VectorFile>>;
  readonly results: readonly {
    readonly versions: readonly string[];
    readonly order: string;
    /** Lines printed before the first decision. */
    readonly start: readonly string[];
  }[];
}

/** The vectors of one file beside this one. */
export function readVectors<Vector>(file: "lookups.jsonl" | "modes.jsonl"): readonly Vector[] {
  const text = readFileSync(join(import.meta.dirname, "vectors", file), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line): Vector => JSON.parse(line));
}
