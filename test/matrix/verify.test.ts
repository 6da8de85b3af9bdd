import { describe, expect, test } from "vitest";
import type { Report, ReportCell } from "../../harness/matrix/report-data.ts";
import { placeKey, verify } from "../../harness/matrix/verify.ts";
import type { Outcome } from "../../harness/world/world.ts";

const ANSWER: Outcome = { kind: "answer", addresses: ["192.0.2.1"], canonicalName: "db.example" };
const REAL: ReportCell = {
  scenario: "dns/one",
  lookup: { name: "db.example", family: "ip" },
  image: "centos-7.6",
  host: "default",
  resolver: "glibc@2.17-260.el7",
  evidence: "observed",
  outcome: ANSWER,
  alternatives: [],
  trace: [],
  elapsedMs: 5000,
};
const MODEL: ReportCell = { ...REAL, evidence: "emulated" };
const NO_WAYS = new Map();

function report(cells: readonly ReportCell[]): Report {
  return {
    version: 1,
    tool: "resolver-matrix 0",
    engine: "local",
    clock: "virtual",
    startedAt: "2026-01-01T00:00:00.000Z",
    elapsedMs: 0,
    images: [],
    scenarios: [],
    cells,
    comparisons: [],
    expectations: [],
    summary: { cells: cells.length, agree: 0, differ: 0, unexpected: 0, unavailable: 0 },
  };
}

describe("verify", () => {
  test("counts cells that are equal", () => {
    const { resolvers, differences } = verify(
      report([REAL]),
      report([{ ...MODEL, elapsedMs: 5030 }]),
      NO_WAYS,
    );
    expect(resolvers).toEqual([{ resolver: "glibc@2.17-260.el7", cells: 1, differ: 0 }]);
    expect(differences).toEqual([]);
  });

  test.each([
    ["another outcome", { outcome: { ...ANSWER, addresses: ["192.0.2.2"] } }, "outcome: "],
    ["another errno", { errno: "EBUSY" }, "errno: none, the model: EBUSY"],
    ["another time", { elapsedMs: 5100 }, "time: 5000 ms, the model: 5100 ms"],
  ] as const)("tells of %s", (_, change, what) => {
    const { resolvers, differences } = verify(report([REAL]), report([{ ...MODEL, ...change }]), NO_WAYS);
    expect(resolvers[0]?.differ).toBe(1);
    expect(differences.flatMap((difference) => difference.what).join()).toContain(what);
  });

  test("leaves out what was not observed, with the reason", () => {
    const { outcome: _, ...rest } = REAL;
    const missing: ReportCell = { ...rest, evidence: "unavailable", reason: "no image" };
    expect([...verify(report([missing]), report([MODEL]), NO_WAYS).left]).toEqual([["no image", 1]]);
  });

  test("passes over what comes by chance", () => {
    const racing: ReportCell = { ...REAL, orderDecides: "the first reply is taken" };
    const other: ReportCell = { ...MODEL, outcome: { ...ANSWER, addresses: [] } };
    expect(verify(report([racing]), report([other]), NO_WAYS).differences).toEqual([]);
  });
});

describe("where a lookup can go in several ways", () => {
  const OTHER: Outcome = { ...ANSWER, addresses: ["192.0.2.2"] };
  const real: ReportCell = { ...REAL, alternatives: [OTHER] };
  const model: ReportCell = { ...MODEL, outcome: OTHER, alternatives: [ANSWER] };
  const way = { outcome: OTHER, alternatives: [], trace: [], elapsedMs: 5000 };

  test("the real one may be any of the model's", () => {
    const ways = new Map([[placeKey(MODEL), [way, { ...way, outcome: ANSWER }]]]);
    expect(verify(report([real]), report([model]), ways).differences).toEqual([]);
  });

  test("it must be one of them as a whole", () => {
    const ways = new Map([[placeKey(MODEL), [way, { ...way, outcome: ANSWER, elapsedMs: 0 }]]]);
    const { differences } = verify(report([real]), report([model]), ways);
    expect(differences.flatMap(({ what }) => what).join()).toContain("outcome: 192.0.2.1");
  });

  test("what the real libc never comes to differs, too", () => {
    const { differences } = verify(report([REAL]), report([{ ...MODEL, alternatives: [OTHER] }]), NO_WAYS);
    expect(differences.flatMap(({ what }) => what).join()).toContain("all outcomes: 192.0.2.1");
  });
});

test("a lookup that its caller gives up says nothing of the libc", () => {
  const lookup = { ...REAL.lookup, deadlineMs: 1000 };
  const { resolvers, left } = verify(report([{ ...REAL, lookup }]), report([{ ...MODEL, lookup }]), NO_WAYS);
  expect(resolvers).toEqual([]);
  expect([...left.values()]).toEqual([1]);
});
