import type { WriteStream } from "node:tty";
import { afterEach, describe, expect, test, vi } from "vitest";
import { streamOutput } from "../../harness/cli/output.ts";

afterEach(() => void vi.unstubAllEnvs());

function outputIn(
  environment: Readonly<Record<string, string>>,
  stream: { isTTY: boolean; columns?: number },
) {
  for (const name of ["NO_COLOR", "FORCE_COLOR", "CI", "TERM", "COLUMNS"]) vi.stubEnv(name, "");
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  // Only what the output looks at.
  return streamOutput(stream as WriteStream);
}

const terminal = { isTTY: true, columns: 97 };
const pipe = { isTTY: false };

describe("output to a stream", () => {
  test.each([
    ["a terminal", {}, terminal, { colour: true, live: true, columns: 97 }],
    ["NO_COLOR", { NO_COLOR: "1" }, terminal, { colour: false, live: true, columns: 97 }],
    [
      "NO_COLOR before FORCE_COLOR",
      { NO_COLOR: "1", FORCE_COLOR: "1" },
      terminal,
      { colour: false, live: true, columns: 97 },
    ],
    ["a dumb terminal", { TERM: "dumb" }, terminal, { colour: false, live: false, columns: 97 }],
    ["a terminal in CI", { CI: "true" }, terminal, { colour: true, live: false, columns: 97 }],
    ["a pipe", {}, pipe, { colour: false, live: false, columns: 120 }],
    ["a pipe with FORCE_COLOR", { FORCE_COLOR: "1" }, pipe, { colour: true, live: false, columns: 120 }],
    ["FORCE_COLOR=0", { FORCE_COLOR: "0" }, terminal, { colour: false, live: true, columns: 97 }],
    ["a pipe with COLUMNS", { COLUMNS: "80" }, pipe, { colour: false, live: false, columns: 80 }],
    ["nonsense in COLUMNS", { COLUMNS: "-5" }, pipe, { colour: false, live: false, columns: 120 }],
  ])("%s", (_, environment, stream, expected) => {
    const { colour, live, columns } = outputIn(environment, stream);
    expect({ colour, live, columns }).toEqual(expected);
  });
});
