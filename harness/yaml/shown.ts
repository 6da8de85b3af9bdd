/** Text from a file, made safe and short enough to stand in a message for people. */

const LONGEST = 60;

/** `text` in double quotes, cut after 60 characters, with everything that does not print as an escape. */
export function shown(text: string): string {
  const characters = [...text];
  const kept = characters.slice(0, LONGEST).map(escaped).join("");
  return characters.length > LONGEST ? `"${kept}…"` : `"${kept}"`;
}

function escaped(character: string): string {
  return character === '"' || character === "\\" ? `\\${character}` : printable(character);
}

/**
 * `text` with everything that does not print as an escape: control, format and unassigned characters, and the
 * separators that break a line. None of them may reach a terminal as it is.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\n" ? "\\n" : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
