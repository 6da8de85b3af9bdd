/** How many terminal cells a text takes, and how to make it fit. For text without control characters. */

/** Scripts and symbols that terminals draw two cells wide (UAX #11, W and F). */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const ZERO = /^\p{Mn}+$/u;
/** Printable ASCII and what our own tables are drawn with: one cell each, and nothing of it combines. */
const PLAIN = /^[\x20-\x7e·…→─✓✗≠≉∆∿◷⇅↻]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** The text with blanks behind it, `width` cells in all. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** The text, cut to `width` cells with an ellipsis where it is longer. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `${splitAt(text, Math.max(0, width - 1))[0]}…`;
}

/** Lines of at most `width` cells, broken at blanks, or inside a word that is longer. Never empty. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (textWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    let rest = word;
    while (textWidth(rest) > width) {
      const [head, tail] = splitAt(rest, width);
      lines.push(head);
      rest = tail;
    }
    line = rest;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** At least one grapheme goes to the head, so that a loop over the tail ends. */
function splitAt(text: string, width: number): readonly [head: string, tail: string] {
  const all = graphemes(text);
  let used = 0;
  let count = 0;
  for (const grapheme of all) {
    used += graphemeWidth(grapheme);
    if (used > width && count > 0) break;
    count++;
  }
  return [all.slice(0, count).join(""), all.slice(count).join("")];
}

function graphemeWidth(grapheme: string): number {
  if (ZERO.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
