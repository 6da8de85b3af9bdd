/** Text of a file with numbered lines, in which blanks that matter can be seen: an indented keyword is none. */
import { el } from "./dom.js";
import { counted, shown } from "./text.js";

/** The most lines that are drawn. */
const mostLines = 400;

/** Blanks at the edges of a line, tabs, and what cannot be seen at all. */
const telling = /^ +| +$|\t|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** @param {string} text */
export function codeLines(text) {
  const lines = text.split("\n");
  const ended = lines.at(-1) === "";
  if (ended) lines.pop();
  const drawn = lines.slice(0, mostLines).map((line) => el("li", {}, ...lineParts(line)));
  const notes = [
    ended ? null : "no newline at the end",
    lines.length > mostLines ? counted(lines.length - mostLines, "more line") : null,
  ].filter((note) => note !== null);
  return el(
    "div",
    { class: "code" },
    el("ol", { tabindex: 0, "aria-label": "lines" }, ...drawn),
    notes.length === 0 ? null : el("p", {}, notes.join(", ")),
  );
}

/** @param {string} line */
function lineParts(line) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let done = 0;
  for (const { 0: found, index } of line.matchAll(telling)) {
    parts.push(line.slice(done, index), tellingPart(found));
    done = index + found.length;
  }
  return [...parts, line.slice(done)];
}

/** @param {string} found */
function tellingPart(found) {
  if (found.startsWith(" ")) return el("span", { class: "blanks" }, found);
  if (found === "\t") return el("span", { class: "tab" }, found);
  return el("span", { class: "control" }, shown(found));
}
