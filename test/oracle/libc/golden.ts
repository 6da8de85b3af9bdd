/**
 * What real libcs were recorded doing. A clone holds it all:
 *
 * - `scenarios/`: what was looked up and where, as scenario files that `resolver-matrix run` takes, one lookup each;
 * - `recorded/`: one file for each libc. Its first line says which libc and which build of it; every other line holds
 *   what that libc did in one scenario.
 *
 * Where a file says that servers saw the questions, those to a port that nobody listened on and malformed ones are missing,
 * and times are steps of 100 ms, taken on a busy machine: they order what happened, no more. Where the wire saw them, all are there.
 * A question's place among questions with the same time says nothing. A libc that races with itself does not always do the
 * same: where that showed, the result says so.
 *
 * `npm run oracle:libc` records libcs again (record.test.ts). What a scenario file cannot say of these scenarios stands
 * in `beyond.ts`: such a scenario is kept for the models of the libcs, and a lab passes over it. These are
 *
 * - `address-order/*`: the machine had addresses and default routes, once without IPv6 sockets;
 * - `exchange/cname17`: replies without name compression;
 * - `flags/*`, `nsswitch-and-hosts/v4only-f6`: hints of getaddrinfo other than Go's;
 * - `reload/*`: a second lookup in the same process, after a file has changed;
 * - `resolv-conf/ipv6-server-without-ipv6-sockets`: socket(2) refuses IPv6;
 * - `system-calls/open-emfile`: opening one file fails with an errno;
 * - `system-calls/read-eperm`: read(2) is refused, without which glibc's loader does not start.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findHostProfile } from "../../../harness/disk/host-profiles.ts";
import { loadScenarios } from "../../../harness/disk/load.ts";
import type { HostProfile, Scenario } from "../../../harness/scenario/scenario.ts";
import type { Lookup } from "../../../harness/world/world.ts";
import { BEYOND, type Beyond } from "./beyond.ts";

export const SCENARIOS = join(import.meta.dirname, "scenarios");
const RECORDED = join(import.meta.dirname, "recorded");

/** One lookup and where it was made. */
export interface GoldenScenario {
  /** "resolv-conf/absent". */
  readonly id: string;
  /** Files, environment, host name, user, nameservers. */
  readonly scenario: Scenario;
  /** The answers of the machine under the libc. */
  readonly host: HostProfile;
  readonly lookup: Lookup;
  /** What else was so, which a scenario file cannot say; null for nothing. */
  readonly beyond: Beyond | null;
}

/** What one call of getaddrinfo came to. */
export type GoldenOutcome =
  | {
      readonly kind: "answer";
      /** In the order in which they were returned. */
      readonly addresses: readonly string[];
      readonly canonicalName?: string;
    }
  | {
      readonly kind: "error";
      /** "EAI_AGAIN"; "SIGFPE" where the libc crashed; "loader-error" where it did not even start. */
      readonly code: string;
      /** Beside EAI_SYSTEM, where it was recorded. */
      readonly errno?: string;
    }
  /** It does not come back. */
  | { readonly kind: "never" };

/** A query as it went over the wire. */
export interface GoldenQuestion {
  /** Since the lookup began. */
  readonly atMs: number;
  /** "10.0.0.53:53", "[::1]:53". */
  readonly server: string;
  readonly transport: "udp" | "tcp";
  /** Whether the query carried an OPT record. */
  readonly edns: boolean;
  readonly type: string;
  /** With its final dot. */
  readonly name: string;
}

/** What one libc did in one scenario. */
export interface GoldenResult {
  /** Of the first call. */
  readonly elapsedMs: number;
  /** Repetitions came to other outcomes or asked other questions. */
  readonly races?: true;
  /** One for each call of the process; all scenarios but those of `reload/` make one. */
  readonly outcomes: readonly GoldenOutcome[];
  /** Of all calls. */
  readonly questions: readonly GoldenQuestion[];
}

/** A libc, and what was recorded of it. */
export interface GoldenLibc {
  /** Name of its file: "musl-1.1.19-alpine-3.8", "glibc-2.36-upstream". */
  readonly id: string;
  /** As reports call it: "musl@1.1.19", "glibc@2.17-55.el7". */
  readonly libc: string;
  /** Which build it is, in words. */
  readonly build: string;
  /** The image of images/ that holds it; null: none of them. */
  readonly image: string | null;
  /** Day of the recording, "2026-11-25". */
  readonly recorded: string;
  /** Who told the questions: the scripted servers, or the wire. */
  readonly seenBy: "servers" | "wire";
  /** By the scenario's id. Not every libc was run in every scenario. */
  readonly results: ReadonlyMap<string, GoldenResult>;
}

type Head = Omit<GoldenLibc, "id" | "results">;
type Line = Omit<GoldenResult, "questions"> & {
  readonly scenario: string;
  /** TIMEms SERVER TRANSPORT edns|plain TYPE NAME. */
  readonly questions: readonly string[];
};

/** All scenarios, in the order of their ids. */
export async function goldenScenarios(): Promise<readonly GoldenScenario[]> {
  const scenarios = await loadScenarios([SCENARIOS]);
  return Promise.all(scenarios.map(golden));
}

/** All libcs, in the order of their ids. */
export function goldenLibcs(): readonly GoldenLibc[] {
  const files = readdirSync(RECORDED).filter((file) => file.endsWith(".jsonl"));
  return files.sort().map((file) => readLibc(file.slice(0, -".jsonl".length)));
}

/** Replaces the file of one libc; the others stay as they are. */
export function writeGoldenLibc({ id, results, ...head }: GoldenLibc): void {
  const lines = [...results].map(([scenario, { questions, ...result }]): Line => {
    return { scenario, ...result, questions: questions.map(writeQuestion) };
  });
  const text = [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join("");
  writeFileSync(join(RECORDED, `${id}.jsonl`), text);
}

async function golden(scenario: Scenario): Promise<GoldenScenario> {
  const { id, file, lookups, hosts } = scenario;
  const [lookup, another] = lookups;
  const [host] = hosts;
  if (lookup === undefined || another !== undefined || host === undefined || hosts.length > 1) {
    throw new RangeError(`${file} must have one lookup on one host`);
  }
  const { name, family } = lookup;
  return {
    id,
    scenario,
    host: await findHostProfile(host),
    lookup: { name, family },
    beyond: BEYOND[id] ?? null,
  };
}

function readLibc(id: string): GoldenLibc {
  const [first = "", ...rest] = readFileSync(join(RECORDED, `${id}.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  const head: Head = JSON.parse(first);
  const results = rest.map((text): [string, GoldenResult] => {
    const { scenario, questions, ...result }: Line = JSON.parse(text);
    return [scenario, { ...result, questions: questions.map(readQuestion) }];
  });
  return { id, ...head, results: new Map(results) };
}

function writeQuestion({ atMs, server, transport, edns, type, name }: GoldenQuestion): string {
  return [`${atMs}ms`, server, transport, edns ? "edns" : "plain", type, name].join(" ");
}

function readQuestion(text: string): GoldenQuestion {
  // A name may hold blanks, and stands last.
  const [, atMs, server, transport, edns, type, name] =
    /^(\d+)ms (\S+) (udp|tcp) (edns|plain) (\S+) (.*)$/s.exec(text) ?? [];
  if (server === undefined || type === undefined || name === undefined) {
    throw new SyntaxError(`not a recorded question: ${text}`);
  }
  return {
    atMs: Number(atMs),
    server,
    transport: transport === "tcp" ? "tcp" : "udp",
    edns: edns === "edns",
    type,
    name,
  };
}
