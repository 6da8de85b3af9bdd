import { describe, expect, it } from "vitest";
import { seededRandom } from "../../harness/world/random.ts";

describe("random numbers", () => {
  const draw = (seed: number, limit: number, count = 2000) => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, () => random(limit));
  };

  it("are the same for the same seed, and others for another", () => {
    expect(draw(7, 65_536, 20)).toEqual(draw(7, 65_536, 20));
    expect(draw(7, 65_536, 20)).not.toEqual(draw(8, 65_536, 20));
  });

  it("are integers from 0 to below the limit, all of them", () => {
    expect(new Set(draw(1, 6))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(new Set(draw(1, 1, 10))).toEqual(new Set([0]));
    const ids = draw(3, 65_536);
    expect(new Set(ids).size).toBeGreaterThan(1900);
    expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 65_536)).toBe(true);
  });
});
