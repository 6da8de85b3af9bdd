/** Lookups and mode decisions of real Go: the emulation does what every release that was run did. */
import { describe, expect, test } from "vitest";
import type { Libc } from "../../../harness/resolvers/go/index.ts";
import type { Outcome, World } from "../../../harness/world/types.ts";
import { vectorBuild } from "./vector-machine.ts";
import { runVector } from "./vector-run.ts";
import { type LookupVector, type ModeVector, readVectors, type VectorCall } from "./vector-types.ts";

/** What getaddrinfo gave where a vector's program called it: glibc 2.36 and musl 1.2.3. */
const LIBC_ANSWERS: Readonly<Record<"glibc" | "musl", Readonly<Record<string, string>>>> = {
  glibc: {
    "nd.test": "EAI_NODATA",
    "sf.test": "EAI_AGAIN",
    "rf.test": "EAI_AGAIN",
    "aonly.test": "192.0.2.60",
    "aonly.test ip6": "::ffff:192.0.2.60",
    "127.1": "127.0.0.1",
    "0x7f.0.0.1": "127.0.0.1",
    "h.onion": "192.0.2.61",
    "a-sf6.test": "192.0.2.62",
    "to.test": "EAI_AGAIN",
    "to2.test": "EAI_AGAIN",
  },
  musl: {
    "sf.test": "EAI_AGAIN",
    "rf.test": "EAI_AGAIN",
    "a-sf6.test": "EAI_AGAIN",
    "aonly.test": "192.0.2.60",
    "aonly.test ip6": "::ffff:192.0.2.60",
    "127.1": "127.0.0.1",
    "0x7f.0.0.1": "127.0.0.1",
    "h.onion": "192.0.2.61",
    "to.test": "EAI_AGAIN",
  },
};
const STRERROR: Readonly<Record<string, string>> = {
  "glibc EAI_AGAIN": "Temporary failure in name resolution",
  "glibc EAI_NODATA": "No address associated with hostname",
  "musl EAI_AGAIN": "Try again",
};
/** How long the silent server of cgo-ctx keeps getaddrinfo waiting. */
const LIBC_TIMEOUT_MS = 2000;

function libcOf(build: string, world: World): Libc | null {
  if (!build.startsWith("CGO_ENABLED=1")) return null;
  const family = build.includes("musl") ? "musl" : "glibc";
  return async (network, name) => {
    if (name.startsWith("to")) await world.clock.sleep(LIBC_TIMEOUT_MS);
    const answer = LIBC_ANSWERS[family][`${name} ${network}`] ?? LIBC_ANSWERS[family][name] ?? "EAI_NONAME";
    const outcome: Outcome = answer.startsWith("EAI_")
      ? { kind: "error", class: "permanent", code: answer, text: STRERROR[`${family} ${answer}`] ?? answer }
      : { kind: "answer", addresses: [answer] };
    return { outcome };
  };
}

describe.each(readVectors<LookupVector>("lookups.jsonl"))("$id: $title", (vector) => {
  const cases = vector.results.flatMap((result) => result.versions.map((version) => ({ version, result })));
  test.each(cases)("$version", async ({ version, result }) => {
    const build = vectorBuild(version, vector.build);
    const run = await runVector(vector, vector.args, build, (world) => libcOf(vector.build, world));
    const seen = result.observations.map(({ calls }) => calls);
    // What happened was seen, and everything that was seen could have happened.
    expect(seen.map(perCall)).toContainEqual(run.calls.map(([answer]) => answer));
    for (const calls of seen) {
      for (const [index, call] of calls.entries()) expect(run.calls[index]).toContainEqual(expected(call));
    }
    // A libc's questions are not the emulation's.
    if (vector.build === "CGO_ENABLED=0") expect(run.queries).toEqual(result.observations[0]?.queries);
    const printed = run.stderr.filter((line) => !version.startsWith("gccgo") || isOrderLine(line));
    const wanted = result.observations[0]?.stderr ?? [];
    // The program of the gccgo runs showed these lines only where the vector asks for them.
    if (!version.startsWith("gccgo") || wanted.length > 0) expect(printed).toEqual(wanted);
  });
});

function perCall(calls: readonly VectorCall[]): readonly VectorCall[] {
  return calls.map(expected);
}

/** Older observations call an absent server "". */
function expected({ server, ...call }: VectorCall): VectorCall {
  return server === undefined || server === "" ? call : { ...call, server };
}

function isOrderLine(line: string): boolean {
  return line.startsWith("go package net: hostLookupOrder(");
}

describe.each(readVectors<ModeVector>("modes.jsonl"))("mode: $title", (vector) => {
  const cases = vector.results.flatMap((result) => result.versions.map((version) => ({ version, result })));
  test.each(cases)("$version", async ({ version, result }) => {
    const setup = {
      etc: { hosts: "127.0.0.1 localhost\n::1 localhost\n", ...vector.etc },
      env: { ...vector.env, GODEBUG: `netdns=${vector.netdns}` },
      hostname: "box",
      uid: vector.uid,
      rules: [],
      otherwise: { rcode: "NXDOMAIN" },
    };
    const build = vectorBuild(version, vector.build);
    const run = await runVector(setup, vector.args, build, (world) => libcOf(vector.build, world));
    expect(run.orders).toEqual([result.order]);
    expect(run.stderr.slice(0, -1)).toEqual(result.start);
    expect(run.stderr.at(-1)).toMatch(/^go package net: hostLookupOrder\(.+\) = /);
  });
});
