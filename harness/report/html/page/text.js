/** Texts from outside and numbers, as people read them. */

/** Controls, separators, and characters that hide or reorder others: they are shown by number instead. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** @param {string} text */
export function shown(text) {
  return text.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/**
 * "0.3 ms", "12 ms", "5.0 s".
 * @param {number} elapsedMs
 */
export function duration(elapsedMs) {
  if (elapsedMs >= 999.5) return `${(elapsedMs / 1000).toFixed(elapsedMs < 100_000 ? 1 : 0)} s`;
  return `${elapsedMs < 9.95 ? elapsedMs.toFixed(1) : Math.round(elapsedMs)} ms`;
}

/**
 * "1 row", "2 rows".
 * @param {number} count
 * @param {string} word
 */
export function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
