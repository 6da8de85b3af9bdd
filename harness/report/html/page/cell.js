/** An opened cell: what it came to and why, beside the neighbour that it differs from. */
import {
  cellAt,
  columnOf,
  comparisonAt,
  data,
  expectationAt,
  judgementOf,
  rowOf,
  scenarioOf,
  sidesOf,
  wordOf,
} from "./data.js";
import { byId, el, outsideLink, withCode } from "./dom.js";
import { scenarioSections } from "./scenario.js";
import { sidePanel } from "./side.js";
import { duration, shown } from "./text.js";
import { endOf } from "./timeline.js";

/** @typedef {{ index: number, comparison: number | null }} Neighbour */

/**
 * @param {object} actions
 * @param {() => void} actions.onClose
 * @param {(cell: number, step: 1 | -1) => void} actions.onStep wants the next cell that differs, or the one before
 */
export function startCellDialog({ onClose, onStep }) {
  const dialog = byId("cell", HTMLDialogElement);
  let opened = -1;
  dialog.addEventListener("close", onClose);
  dialog.addEventListener("click", (event) => {
    // Only the backdrop itself is outside of the dialog's children.
    if (event.target === dialog) dialog.close();
  });

  /**
   * @param {number} index
   * @param {Neighbour | null} beside
   */
  function draw(index, beside) {
    const close = el("button", { type: "button", class: "close", "aria-label": "Close" }, "✕");
    close.addEventListener("click", () => dialog.close());
    const back = el("button", { type: "button" }, "‹ previous difference");
    back.addEventListener("click", () => onStep(index, -1));
    const next = el("button", { type: "button" }, "next difference ›");
    next.addEventListener("click", () => onStep(index, 1));
    const { scenario, lookup, host } = cellAt(index);
    dialog.replaceChildren(
      el(
        "div",
        { class: "dialog-body" },
        el(
          "header",
          {},
          el(
            "div",
            {},
            el(
              "p",
              { class: "crumb" },
              shown(scenario),
              host === "default" ? null : ` on host ${shown(host)}`,
            ),
            el("h2", { id: "cell-title", tabindex: -1 }, shown(scenarioOf(scenario).title)),
            el(
              "p",
              { class: "lookup" },
              el("code", {}, el("bdi", {}, shown(lookup.name))),
              ` ${shown(rowOf(index).details)}`,
            ),
          ),
          el("nav", { "aria-label": "Differences" }, back, next, close),
        ),
        ...unmetNotes(index),
        flakyNote(index),
        causeNote(index),
        standInNote(index),
        comparisonNote(beside),
        knownNote(scenario),
        sides(index, beside),
        ...scenarioSections(scenario, host),
      ),
    );
  }

  /**
   * @param {number} index
   * @param {Neighbour | null} beside
   */
  function sides(index, beside) {
    const shownCells = [index, ...(beside === null ? [] : [beside.index])].map(cellAt);
    const spanMs = Math.max(1, ...shownCells.map(({ trace, elapsedMs }) => endOf(trace, elapsedMs)));
    const select = neighbourSelect(index, beside);
    select.addEventListener("change", () => {
      const chosen = select.value === "" ? null : Number(select.value);
      draw(index, chosen === null ? null : (neighbours(index).find((one) => one.index === chosen) ?? null));
      dialog.querySelector("select")?.focus();
    });
    return el(
      "div",
      { class: "sides" },
      sidePanel(index, beside?.index ?? null, spanMs, el("span", { class: "role" }, "this cell")),
      beside === null
        ? el("section", { class: "side empty" }, el("p", { class: "role" }, "beside ", select))
        : sidePanel(beside.index, index, spanMs, el("span", { class: "role" }, "beside ", select)),
    );
  }

  return {
    /** @param {number} index */
    open(index) {
      if (dialog.open && opened === index) return;
      opened = index;
      draw(index, neighbours(index)[0] ?? null);
      if (!dialog.open) dialog.showModal();
      dialog.scrollTop = 0;
      byId("cell-title", HTMLHeadingElement).focus();
    },
    close() {
      if (dialog.open) dialog.close();
    },
    opened: () => opened,
  };
}

/** @param {number} index */
function unmetNotes(index) {
  return judgementOf(index).unmet.map((unmet) => {
    const { message, file, line } = expectationAt(unmet);
    return el(
      "p",
      { class: "note mark-unexpected" },
      el("strong", {}, "! unexpected"),
      ` ${shown(message)} `,
      el("span", { class: "place" }, `${shown(file)}:${line}`),
    );
  });
}

/** @param {number} index */
function flakyNote(index) {
  const { flaky, firstUnexpected = "" } = cellAt(index);
  if (flaky !== true) return null;
  return el(
    "p",
    { class: "note mark-flaky" },
    el("strong", {}, "↻ flaky"),
    " At first it was not as expected, when it was repeated it was. ",
    `First: ${shown(firstUnexpected)}`,
  );
}

/** @param {number} index */
function causeNote(index) {
  const { cause } = cellAt(index);
  if (cause === undefined) return null;
  const advice = data.advice[cause.scenario];
  return el(
    "p",
    { class: "note" },
    el("strong", {}, "why"),
    ` ${shown(cause.text)} `,
    el("code", {}, shown(cause.scenario)),
    " ",
    outsideLink(cause.reference),
    advice === undefined ? null : el("span", {}, el("br"), el("strong", {}, "do"), " ", ...withCode(advice)),
  );
}

/** @param {number} index */
function standInNote(index) {
  const { insteadOf, resolver } = cellAt(index);
  if (insteadOf === undefined || resolver.startsWith("go@")) return null;
  return el(
    "p",
    { class: "note" },
    el("strong", {}, "≈ emulated"),
    " A model of this libc looked up, no real one. ",
    shown(insteadOf),
  );
}

/** @param {Neighbour | null} beside */
function comparisonNote(beside) {
  if (beside === null || beside.comparison === null) return null;
  const { verdict, why } = comparisonAt(beside.comparison);
  const { glyph, word, meaning } = wordOf(verdict);
  return el(
    "p",
    { class: `note mark-${verdict}` },
    el("strong", { title: meaning }, `${glyph} ${word}`),
    ` ${shown(why)}`,
  );
}

/** @param {string} scenario */
function knownNote(scenario) {
  const { known } = scenarioOf(scenario);
  return known === null
    ? null
    : el("p", { class: "note" }, el("strong", {}, "known difference"), ` ${shown(known)}`);
}

/**
 * Cells that this one was compared with, the most different first, then the rest of its row.
 * @param {number} index
 * @returns {Neighbour[]}
 */
function neighbours(index) {
  const compared = judgementOf(index).comparisons.flatMap((comparison) => {
    const { left, right } = sidesOf(comparison);
    const other = left === index ? right : left;
    return other === null ? [] : [{ index: other, comparison }];
  });
  const weight = (/** @type {{ comparison: number }} */ { comparison }) =>
    data.words.findIndex(({ verdict }) => verdict === comparisonAt(comparison).verdict);
  compared.sort((left, right) => weight(right) - weight(left));
  const known = new Set([index, ...compared.map((one) => one.index)]);
  const others = rowOf(index).cells.flatMap((cell) =>
    cell === null || known.has(cell) ? [] : [{ index: cell, comparison: null }],
  );
  return [...compared, ...others];
}

/**
 * @param {number} index
 * @param {Neighbour | null} beside
 */
function neighbourSelect(index, beside) {
  const select = el("select", { "aria-label": "Cell beside" });
  const groups = [
    { label: "compared with", members: neighbours(index).filter(({ comparison }) => comparison !== null) },
    { label: "also in this row", members: neighbours(index).filter(({ comparison }) => comparison === null) },
  ];
  for (const { label, members } of groups) {
    if (members.length === 0) continue;
    const options = members.map((member) => {
      const option = el("option", { value: member.index }, neighbourLabel(index, member));
      option.selected = member.index === beside?.index;
      return option;
    });
    select.append(el("optgroup", { label }, ...options));
  }
  return select;
}

/**
 * @param {number} index
 * @param {Neighbour} neighbour
 */
function neighbourLabel(index, neighbour) {
  const { image, host, elapsedMs } = cellAt(neighbour.index);
  const { name } = columnOf(neighbour.index);
  const on = host === cellAt(index).host ? "" : ` on ${host}`;
  const { glyph = "", word = "" } = data.cellWords[neighbour.index] ?? {};
  const said =
    neighbour.comparison === null
      ? `${glyph} ${word}, ${duration(elapsedMs)}`
      : [wordOf(comparisonAt(neighbour.comparison).verdict)]
          .map((one) => `${one.glyph} ${one.word}`)
          .join("");
  return shown(`${image} / ${name}${on}  ${said}`);
}
