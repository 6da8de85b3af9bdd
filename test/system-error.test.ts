import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { errorText } from "../harness/cli/error-text.ts";
import { reasonOf } from "../harness/matrix/station-pool.ts";
import { systemFailure } from "../harness/system-error.ts";

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("did not fail");
}

function refused(code: string): Error {
  return Object.assign(new Error(`${code}: refused, open '/x'`), { code, syscall: "open", errno: -1 });
}

test("a real error of the system is the environment's, with its own words for the reason", () => {
  const failure = systemFailure(thrownBy(() => readdirSync("/nonexistent")));
  expect(failure).toMatchObject({ code: "environment", message: "something is gone that must be there" });
});

test.each(["EMFILE", "ENOSPC", "EACCES", "EROFS", "EDQUOT", "ENOTCONN"])(
  "%s is no mistake of ours",
  (code) => {
    expect(errorText(refused(code))).toMatch(new RegExp(`^error: [^\\n]+\\n  why: ${code}: refused`));
    expect(errorText(refused(code))).not.toContain("please report");
    expect(reasonOf(refused(code))).toMatch(new RegExp(`^[^\\n]+ \\(${code}: refused, open '/x'\\)$`));
  },
);

test.each([
  new TypeError("x is not a function"),
  Object.assign(new Error("x"), { code: "ERR_INVALID_ARG_TYPE" }),
])("%s stays a mistake of ours", (error) => {
  expect(systemFailure(error)).toBeNull();
  expect(errorText(error)).toContain("please report");
});
