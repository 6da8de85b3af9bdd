/** A scenario file after parsing, with defaults filled in. See schema/ for the text format. */
import type { Place } from "../errors.ts";
import type { DnsServer } from "../fixture/dns-server.ts";
import type { GoBuild } from "../resolvers/go/build.ts";
import type { Errno, InterfaceAddress, Lookup } from "../world/world.ts";
import type { Versions } from "./version-range.ts";

/** What a scenario puts at a path inside the image. */
export type FileSpec =
  | { readonly kind: "absent" }
  | { readonly kind: "content"; readonly bytes: Uint8Array; readonly mode: number; readonly owner: number }
  | { readonly kind: "symlink"; readonly target: string }
  | { readonly kind: "directory"; readonly mode: number; readonly owner: number }
  /** It is there, but opening it fails with this errno. */
  | { readonly kind: "failing"; readonly errno: Errno };

/** What a machine has besides loopback. */
export interface NetworkSpec {
  /** On an interface of its own, whose other end leads nowhere. */
  readonly addresses: readonly InterfaceAddress[];
  /** Families with a default route over that interface. */
  readonly routes: readonly ("ip4" | "ip6")[];
}

/** One step of a process before its last lookup. */
export type ProcessStep =
  | { readonly kind: "lookup"; readonly lookup: Lookup }
  | { readonly kind: "files"; readonly files: Readonly<Record<string, FileSpec>> }
  | { readonly kind: "wait"; readonly durationMs: number };

/** A lookup of a scenario. */
export interface ScenarioLookup extends Lookup {
  readonly place: Place;
  /** What the process does before it; absent for a process that was just started. */
  readonly before?: readonly ProcessStep[];
}

/** Which cells an expectation is for; null stands for any. */
export interface CellTarget {
  readonly image: string | null;
  readonly resolver: { readonly family: "musl" | "glibc" | "go"; readonly versions: Versions | null } | null;
  readonly host: string | null;
}

/** What a scenario expects of one or several cells. Every present field must hold. */
export interface CellExpectation {
  /**
   * "musl", "go", "go@1.24", "glibc@2.36", "alpine-3.8", "alpine-3.8/musl", "alpine-3.8/go@1.24" …, each also
   * with a host profile: "musl on centos-7.6".
   */
  readonly key: string;
  /** The key, taken apart. */
  readonly target: CellTarget;
  /** Where the key stands. */
  readonly place: Place;
  /** Where each field stands. */
  readonly places: { readonly [field in ExpectationField]?: Place };
  /** "answer", or an error's code (EAI_AGAIN), class (temporary) or part of its text. */
  readonly error?: string;
  /** The lookup does not come back. */
  readonly never?: true;
  readonly addresses?: readonly string[];
  /** Of a process with several lookups: what those before the last one come to. */
  readonly earlier?: readonly { readonly error?: string; readonly addresses?: readonly string[] }[];
  readonly mode?: string;
  /** Servers asked, "address:port", in order of first use. */
  readonly asks?: readonly string[];
  readonly text?: string;
  readonly canonicalName?: string;
  /** Where the expectation comes from when it was not recorded from a run. */
  readonly source?: "documented";
}

export type ExpectationField =
  | "error"
  | "never"
  | "addresses"
  | "earlier"
  | "mode"
  | "asks"
  | "text"
  | "canonicalName"
  | "source";

export type Verdict = "agree" | "latency" | "wire" | "order" | "addresses" | "error-kind" | "outcome";

export interface Expectations {
  readonly verdict?: { readonly value: Verdict; readonly place: Place };
  readonly cells: readonly CellExpectation[];
}

export interface Scenario {
  /** Path below scenarios/ without .yaml, or the file's base name elsewhere. */
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly about: string;
  readonly refs: readonly string[];
  /** null: the catalogue's default set. */
  readonly images: readonly string[] | null;
  readonly go: readonly GoBuild[] | null;
  /** Ids of host profiles; those of files beside the scenario are the files' paths. */
  readonly hosts: readonly string[];
  /** The profiles of files beside the scenario. */
  readonly ownHosts?: readonly HostProfile[];
  readonly files: Readonly<Record<string, FileSpec>>;
  readonly env: Readonly<Record<string, string>>;
  /** null: the lab's own name ("lab"). */
  readonly hostname: string | null;
  readonly user: number | null;
  readonly dns: readonly DnsServer[];
  /** Absent: nothing besides loopback. */
  readonly network?: NetworkSpec;
  readonly lookups: readonly ScenarioLookup[];
  readonly expect: Expectations;
  readonly known: { readonly text: string; readonly place: Place } | null;
  /** A control shows that resolvers agree; it may differ nowhere. */
  readonly control: boolean;
}

/** What the machine under the container changes. */
export interface HostProfile {
  readonly id: string;
  readonly title: string;
  readonly imitates: string;
  readonly refs: readonly string[];
  /** The answer instead of the call: an errno name, or a return value. */
  readonly syscalls: Readonly<Record<string, Errno | number>>;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly user: number | null;
  readonly files: Readonly<Record<string, FileSpec>>;
}
