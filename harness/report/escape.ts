/** Text from outside (names, error texts, reasons) must not steer the terminal that shows it. */

/**
 * Control characters (C0, DEL, C1: escape sequences begin with one), line and paragraph separators, invisible and
 * bidirectional formatting characters, and halves of surrogate pairs.
 */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text with every steering character written out: "\x1b" for ESC, "\u{202e}" for right-to-left override. */
export function escapeTerminal(text: string): string {
  return text.replace(STEERING, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** The same for text of several lines, whose line ends stay. */
export function escapeTerminalLines(text: string): string {
  return text.split("\n").map(escapeTerminal).join("\n");
}

/**
 * What GitHub's runner takes for a command in any line that a step prints: "::" with nothing but white space before it,
 * and "##[" anywhere (actions/runner, src/Runner.Common/ActionCommand.cs). Colours count as nothing here.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape character.
const COMMAND = /(^|[\n\r\u{85}\u{2028}\u{2029}])((?:\s|\x1b\[[\d;]*m)*):(?=:)|#(?=#\[)/gu;

/** The text with no line in it that a runner could take for a command; `text` begins a line. */
export function escapeCommands(text: string): string {
  return text.replace(COMMAND, (_, lineEnd: string | undefined, blank: string | undefined) =>
    lineEnd === undefined ? "\\x23" : `${lineEnd}${blank ?? ""}\\x3a`,
  );
}

/** JSON with a final line end, in which no line can be taken for a command of a runner. */
export function jsonText(value: unknown, indent: number | null = 2): string {
  // "##[" can only stand inside a string, where any character may be written by its number (RFC 8259, section 7).
  return `${JSON.stringify(value, null, indent ?? undefined).replaceAll("##[", "#\\u0023[")}\n`;
}
