import { describe, expect, test } from "vitest";
import { escapeTerminal, escapeTerminalLines } from "../../harness/report/escape.ts";

describe("escapeTerminal", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["an ordinary name stays", "db.example", "db.example"],
    ["letters of all scripts stay", "köln.例え.مثال", "köln.例え.مثال"],
    ["escape sequences", "\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
    ["an operating system command", "\x1b]0;title\x07", "\\x1b]0;title\\x07"],
    ["C1 controls, which some terminals obey", "\u009b31m", "\\x9b31m"],
    ["line ends and tabs", "a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd"],
    ["DEL and NUL", "a\x7fb\0", "a\\x7fb\\x00"],
    ["right-to-left override", "a\u202egpj.exe", "a\\u{202e}gpj.exe"],
    ["isolates and invisible characters", "\u2066a\u2069\u200b", "\\u{2066}a\\u{2069}\\u{200b}"],
    ["line and paragraph separators", "a\u2028b\u2029", "a\\u{2028}b\\u{2029}"],
    ["half a surrogate pair", "a\ud800b", "a\\u{d800}b"],
  ];
  test.each(rows)("%s", (_, text, escaped) => {
    expect(escapeTerminal(text)).toBe(escaped);
  });

  test("lines stay lines where they are wanted", () => {
    expect(escapeTerminalLines("one\ntwo\x1b[2J")).toBe("one\ntwo\\x1b[2J");
  });
});
