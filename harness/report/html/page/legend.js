/** What the signs in cells mean. */
import { data } from "./data.js";
import { el } from "./dom.js";
import { menu } from "./menu.js";

/** Signs that no verdict has. */
const signs = [
  ["✓", "answers; +1 is one more address"],
  ["✗", "fails, with this code"],
  ["∞", "never comes back"],
  ["?", "could not be observed"],
  ["≈", "a model of the libc looked up, no real one"],
  ["↻", "as expected only when it was repeated"],
  ["!", "not what the scenario expects"],
  ["cgo", "a Go program built with cgo asks the libc here; the cell is the build without"],
  ["2 s", "how long the lookup took, from one second on"],
  ["2/5", "in two of the five images of the column"],
];

/** A list below a button. */
export function legend() {
  const { element } = menu(
    "Legend",
    el(
      "p",
      {},
      "How a cell differs from those that it was compared with; the side that fails carries the mark, too.",
    ),
    el(
      "dl",
      { class: "legend" },
      ...data.words.flatMap(({ verdict, glyph, word, meaning }) =>
        entry(`${glyph} ${word}`, meaning, `mark-${verdict}`),
      ),
      ...signs.flatMap(([sign = "", meaning = ""]) => entry(sign, meaning, "mark-none")),
    ),
  );
  return element;
}

/**
 * @param {string} sign
 * @param {string} meaning
 * @param {string} mark
 */
function entry(sign, meaning, mark) {
  return [el("dt", { class: mark }, sign), el("dd", {}, meaning)];
}
