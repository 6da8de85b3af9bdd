import { describe, expect, test } from "vitest";
import { errorText } from "../../harness/cli/error-text.ts";
import { Failure } from "../../harness/errors.ts";

const place = { file: "story.yaml", line: 3, column: 5 };

describe("errors for people", () => {
  test("what, where, why, what to do", () => {
    const cause = new Error("connect failed", { cause: new Error("no route") });
    expect(errorText(new Failure("usage", "cannot load", { place, cause, advice: "try again" }))).toBe(
      "error: story.yaml:3:5: cannot load\n  why: connect failed: no route\n  what to do: try again",
    );
  });

  test("only what there is", () => {
    expect(errorText(new Failure("environment", "no engine"))).toBe("error: no engine");
  });

  test("a cause that the message holds already is not repeated", () => {
    const cause = new Error("ENOENT");
    expect(errorText(new Failure("usage", "cannot read x: ENOENT", { cause }))).toBe(
      "error: cannot read x: ENOENT",
    );
  });

  test("several problems carry their places themselves", () => {
    expect(errorText(new Failure("usage", "2 problems\n  a.yaml:1:1: x\n  a.yaml:2:1: y", { place }))).toBe(
      "error: 2 problems\n  a.yaml:1:1: x\n  a.yaml:2:1: y",
    );
  });

  test("a mistake of ours says so, with its stack", () => {
    const text = errorText(new TypeError("undefined is not a function"));
    expect(text).toMatch(
      /^error: resolver-matrix itself failed; please report this\n {2}TypeError: undefined is not a function\n {6}at /,
    );
    expect(errorText("thrown text")).toContain("thrown text");
  });
});
