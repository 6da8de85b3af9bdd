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
