/** In a CI job whose log a runner reads for commands, text from outside must not become one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { runProgram } from "../../harness/cli/program.ts";
import { escapeCommands, jsonText } from "../../harness/report/escape.ts";
import { createPaint } from "../../harness/report/terminal/paint.ts";
import { terminalReport } from "../../harness/report/terminal.ts";
import { hostileReport } from "../report/hostile.ts";
import { commandsIn } from "../support/runner-commands.ts";

const STORY = `title: "::error file=app.js,line=1::a title ##[error]x </script>"
about: "::set-output name=unexpected::0\\n\\n::stop-commands::abc"
images: [alpine-3.8]
go: ["1.24"]
files:
  /etc/resolv.conf: "nameserver 10.0.0.1\\n::add-mask::q ##[group]x\\n"
dns:
  10.0.0.1:
    zone: "a.example. 30 IN A 10.1.1.1"
lookups:
  - "::add-mask::a"
  - "##[warning]x"
  - "x\\u001b[31m\\u202e<b>|\`@team"
  - "\\n::error::newline"
  - "a.example"
expect:
  cells:
    go: { addresses: [10.9.9.9] }
known: "::warning::known text"
`;
const folder = mkdtempSync(join(tmpdir(), "resolver-matrix-commands-"));
afterAll(() => rmSync(folder, { recursive: true }));
const story = join(folder, "story.yaml");
writeFileSync(story, STORY);
const evilName = join(folder, "line\n::error::name ##[error]x.yaml");
writeFileSync(evilName, "title: [");

let printed = "";
beforeEach(() => {
  printed = "";
  vi.stubEnv("GITHUB_ACTIONS", "true");
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      printed += text;
      return true;
    });
  }
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
});

describe("escapes", () => {
  test.each([
    "::a::b",
    " \t::a::",
    "x\n::a::",
    "x\r::a::",
    "\u001b[31m::a::",
    "##[a]",
    "x ###[a]",
    "::::",
    "::a\n ::b::",
  ])("%j is no command any more", (text) => {
    expect(commandsIn(escapeCommands(text))).toEqual([]);
    expect(commandsIn(escapeCommands(`title ${text}`))).toEqual([]);
  });

  test("leave all other text as it is", () => {
    const text = "nameserver fe80::1\n  ✓ ::1\n#[x] ## [y] a::b";
    expect(escapeCommands(text)).toBe(text);
  });

  test("keep JSON what it was", () => {
    const value = { "##[a]": ["##[error]x", "###[b]"] };
    expect(commandsIn(jsonText(value))).toEqual([]);
    expect(JSON.parse(jsonText(value))).toEqual(value);
  });
});

test("the terminal report of a hostile report", () => {
  for (const width of [60, 80, 140]) {
    const lines = terminalReport(hostileReport, width, createPaint(false)).join("\n");
    expect(commandsIn(escapeCommands(lines))).toEqual([]);
  }
});

describe.each(["terminal", "json", "junit", "markdown", "html", "blob"])("run --reporter %s", (reporter) => {
  test("prints no command", async () => {
    expect(await runProgram(["run", story, "--engine", "model", "--reporter", reporter])).toBe(1);
    expect(printed).toContain("x");
    expect(commandsIn(printed)).toEqual([]);
  });
});

test.each([
  ["a file whose name is a command", ["run", evilName]],
  ["such a file beside a broken one", ["run", folder]],
  ["lint", ["lint", story]],
  ["lint of such a name", ["lint", evilName]],
  ["explain", ["explain", story]],
  ["explain as JSON", ["explain", story, "--json"]],
  ["list", ["list", story]],
  ["list as JSON", ["list", story, "--json"]],
  ["an unknown scenario", ["run", "::error::x"]],
  ["a report of such a name", ["run", story, "--reporter", "json=/dev/null/\n::error::x"]],
  ["an unknown option", ["run", "--\n::error::x"]],
  ["an unknown command", ["::error::x"]],
  ["an error text", ["explain", "lookup ##[error]x: no such host"]],
])("%s prints no command", async (_, args) => {
  await runProgram(args);
  expect(printed).not.toBe("");
  expect(commandsIn(printed)).toEqual([]);
});

test("only output.ts writes to the standard streams, and main.ts words of its own before it can be loaded", () => {
  const root = join(import.meta.dirname, "../../harness");
  const writers = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .filter((file) =>
      /process\.std(?:out|err)\.write\(|console\./.test(readFileSync(join(root, file), "utf8")),
    );
  expect(writers.toSorted()).toEqual(["cli/main.ts", "cli/output.ts"]);
});
