import { describe, expect, test } from "vitest";
import { type Plan, planRun } from "../../harness/matrix/plan.ts";
import { takeShard } from "../../harness/matrix/shard.ts";
import { catalogue, scenario, server } from "./samples.ts";

const slow = { dns: [server({ udp: "silent" as const })] };
const plan: Plan = planRun(
  [
    scenario({ id: "slow-1", ...slow }),
    ...Array.from({ length: 6 }, (_, index) => scenario({ id: `quick-${index + 1}` })),
    scenario({ id: "slow-2", ...slow }),
  ],
  catalogue,
  { images: null, go: null },
);

function ids(shard: Plan): readonly string[] {
  return shard.scenarios.map(({ id }) => id);
}

describe("takeShard", () => {
  test("puts every scenario into exactly one shard, whole", () => {
    const shards = [1, 2, 3].map((index) => takeShard(plan, { index, count: 3 }));
    expect(shards.flatMap(ids).toSorted()).toEqual(ids(plan).toSorted());
    for (const shard of shards) {
      expect([...new Set(shard.cells.map((cell) => cell.scenario.id))]).toEqual(ids(shard));
      expect(shard.cells).toHaveLength(6 * shard.scenarios.length);
    }
  });

  test("balances by expected waiting time, not by number", () => {
    expect(ids(takeShard(plan, { index: 1, count: 2 }))).toContain("slow-1");
    expect(ids(takeShard(plan, { index: 2, count: 2 }))).toContain("slow-2");
    expect(ids(takeShard(plan, { index: 3, count: 3 }))).toHaveLength(6);
  });

  test("one shard is the whole plan, and shards may be empty", () => {
    expect(takeShard(plan, { index: 1, count: 1 })).toEqual(plan);
    expect(takeShard(plan, { index: 9, count: 9 })).toMatchObject({ scenarios: [], cells: [], images: [] });
  });
});
