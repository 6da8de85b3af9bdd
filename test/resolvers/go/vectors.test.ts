/**
 * Lookups and mode decisions of real Go: the emulation does what every release that was run did. With
 * RESOLVER_MATRIX_VECTORS=FILE the vectors of that file instead, in the format that vector-import.ts reads.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importVectors } from "./vector-import.ts";
import { libcOf } from "./vector-libc.ts";
import { vectorBuild } from "./vector-machine.ts";
import { runVector } from "./vector-run.ts";
import { type LookupVector, type ModeVector, readVectors, type VectorCall } from "./vector-types.ts";

/** Other vectors, as they were handed out. */
const MORE_VECTORS = process.env.RESOLVER_MATRIX_VECTORS;
const more = MORE_VECTORS === undefined ? null : importVectors(readFileSync(MORE_VECTORS, "utf8"));
const lookups = more?.lookups ?? readVectors<LookupVector>("lookups.jsonl");
const modes = more?.modes ?? readVectors<ModeVector>("modes.jsonl");

describe.each(lookups)("$id: $title", (vector) => {
  const cases = vector.results.flatMap((result) => result.versions.map((version) => ({ version, result })));
  test.each(cases)("$version", async ({ version, result }) => {
    const build = vectorBuild(version, vector.build);
    const run = await runVector(vector, vector.args, build, (world) => libcOf(vector.build, vector, world));
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

describe.each(modes)("mode: $title", (vector) => {
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
    const run = await runVector(setup, vector.args, build, (world) => libcOf(vector.build, setup, world));
    expect(run.orders).toEqual([result.order]);
    expect(run.stderr.slice(0, -1)).toEqual(result.start);
    expect(run.stderr.at(-1)).toMatch(/^go package net: hostLookupOrder\(.+\) = /);
  });
});
