/** Text that never grows above a bound and says at its end how much did not fit. */

/** Room kept for the last line. */
const noteBytes = 400;

/**
 * Collects Markdown blocks in order. After the first line that does not fit nothing more is taken, so that what is
 * shown has no holes.
 * @param maxBytes the most UTF-8 bytes of the whole, the note included; below the note's own size nothing is written
 */
export function boundedText(maxBytes: number) {
  const parts: string[] = [];
  const left = new Map<string, number>();
  let bytes = 0;
  let full = false;

  function add(text: string): boolean {
    const grown = bytes + Buffer.byteLength(text);
    if (full || grown > maxBytes - noteBytes) {
      full = true;
      return false;
    }
    bytes = grown;
    parts.push(text);
    return true;
  }

  /** A heading and lines below it; the heading comes only with a first line. */
  function addLines(heading: string, lines: readonly string[], unit: string): void {
    lines.forEach((line, index) => {
      if (!add(index === 0 ? `\n${heading}\n${line}\n` : `${line}\n`))
        left.set(unit, (left.get(unit) ?? 0) + 1);
    });
  }

  return {
    add,
    list: (heading: string, lines: readonly string[], unit: string) => addLines(`${heading}\n`, lines, unit),
    table: (heading: string, head: string, rows: readonly string[], unit: string) =>
      addLines(`${heading}\n\n${head}`, rows, unit),
    /** Everything that fitted, and what did not, by number. */
    end(): string {
      if (left.size === 0 || maxBytes < noteBytes) return parts.join("");
      const units = [...left].map(([unit, count]) => `${count} more ${unit}${count === 1 ? "" : "s"}`);
      return `${parts.join("")}\n**${units.join(" and ")} did not fit into ${maxBytes} bytes**; the other reports hold everything.\n`;
    },
  };
}
