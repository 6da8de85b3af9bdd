import { describe, expect, test } from "vitest";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { updateExpectations } from "../../harness/scenario/update-text.ts";

const WITHOUT = `# a comment at the top
title: A story   # beside the title

dns:
  10.0.0.53: { zone: "www.example. A 192.0.2.1" }   # the server

lookups: [www.example]
`;

const WITH = `${WITHOUT}
# what was seen
expect:
  verdict: agree
  cells:
    # musl is old here
    musl@1.1.19: { error: EAI_AGAIN }   # as in 2018
    go: { addresses: [192.0.2.1] }
known: "a reason"   # at the end
`;

describe("expectations written into a scenario file", () => {
  test("are added behind a file that has none, and nothing else changes", () => {
    const add = [["musl", { addresses: ["2001:db8::1"], asks: ["10.0.0.53:53", "[::1]:53"] }]] as const;
    const text = updateExpectations(WITHOUT, { verdict: "outcome", drop: [], add });
    expect(text.startsWith(WITHOUT)).toBe(true);
    const { expect: written } = parseScenario(text, "x.yaml");
    expect(written.verdict?.value).toBe("outcome");
    expect(written.cells).toMatchObject([
      { key: "musl", addresses: ["2001:db8::1"], asks: ["10.0.0.53:53", "[::1]:53"] },
    ]);
  });

  test("take the place of those that do not hold; comments, order and all other lines stay", () => {
    const add = [["musl@1.2.3", { error: "EAI_NONAME" }]] as const;
    const text = updateExpectations(WITH, { verdict: null, drop: ["go"], add });
    expect(text).toBe(
      WITH.replace("    go: { addresses: [192.0.2.1] }\n", "    musl@1.2.3: { error: EAI_NONAME }\n").replace(
        /( {4}musl@1[^#]*\}) +#/,
        "$1 #",
      ),
    );
    expect(parseScenario(text, "x.yaml").expect.cells.map(({ key }) => key)).toEqual([
      "musl@1.1.19",
      "musl@1.2.3",
    ]);
  });
});
