/** The table: a row per scenario and lookup, a column per image and resolver. */
import { cellAddress } from "./address.js";
import { cellAt, data, imageOf, judgementOf, scenarioOf, unmetOfScenarios, wordOf } from "./data.js";
import { el, tag } from "./dom.js";
import { counted, shown } from "./text.js";

/** @import { Row } from "./filters.js" */

/** Waiting that a person notices is told in the cell. */
const toldElapsedMs = 1000;

/** Images of which nothing could be observed: their columns are narrow. */
const unavailable = new Set(
  [...new Set(data.layout.columns.map(({ image }) => image))].filter((image) =>
    data.report.cells.every((cell) => cell.image !== image || cell.evidence === "unavailable"),
  ),
);

/**
 * Whether the columns of an image have nothing to tell but that.
 * @param {string} image
 */
export function isThin(image) {
  return unavailable.has(image);
}

/**
 * @param {HTMLTableElement} table is filled anew
 * @param {readonly Row[]} rows
 * @param {readonly number[]} columns
 */
export function drawMatrix(table, rows, columns) {
  const heads = columns.map((index) => ({ index, ...columnAt(index), first: false }));
  heads.forEach((head, place) => {
    head.first = head.image !== heads[place - 1]?.image;
  });
  const thin = heads.filter(({ image }) => isThin(image)).length;
  table.style.setProperty("--wide", String(heads.length - thin));
  table.style.setProperty("--thin", String(thin));
  table.replaceChildren(
    el("caption", { class: "hidden" }, "Scenarios and lookups by image and resolver"),
    el(
      "colgroup",
      {},
      el("col", { class: "row-head" }),
      ...heads.map(({ image }) => el("col", { class: isThin(image) ? "thin" : null })),
    ),
    tableHead(heads),
    ...(rows.length > 0 ? tableBodies(rows, heads) : [nothingLine()]),
  );
}

function nothingLine() {
  return el("tbody", {}, el("tr", {}, el("th", { class: "row-head" }, "No row fits the filters.")));
}

/** @param {number} index */
function columnAt(index) {
  const column = data.layout.columns[index];
  if (column === undefined) throw new Error(`there is no column ${index}`);
  return column;
}

/** @typedef {{ index: number, image: string, resolver: string, first: boolean }} Head */

/** @param {readonly Head[]} heads */
function tableHead(heads) {
  const images = heads
    .filter(({ first }) => first)
    .map(({ image }) => {
      const span = heads.filter((head) => head.image === image).length;
      const note = isThin(image) ? el("small", { class: "image-note" }, " unavailable") : null;
      return el(
        "th",
        { scope: "colgroup", colspan: span, class: "first", title: imageOf(image)?.reason ?? null },
        el("span", { class: "image" }, el("bdi", {}, shown(image)), note),
      );
    });
  const resolvers = heads.map(({ image, resolver, first }) =>
    el(
      "th",
      { scope: "col", class: first ? "first" : null, title: `${image} / ${resolver}` },
      resolverName(image, resolver),
    ),
  );
  return el(
    "thead",
    {},
    el("tr", {}, el("th", { scope: "col", rowspan: 2, class: "row-head" }, "Scenario and lookup"), ...images),
    el("tr", {}, ...resolvers),
  );
}

/**
 * @param {string} image
 * @param {string} resolver
 */
function resolverName(image, resolver) {
  const [family = "", ...version] = shown(resolver).split("@");
  const behind = version.length === 0 ? "" : `@${version.join("@")}`;
  return [
    el("span", {}, family),
    // A thin column has room for the family alone; the rest is there for those who hear it.
    behind === "" ? null : el("span", { class: isThin(image) ? "hidden" : "version" }, behind),
  ];
}

/**
 * @param {readonly Row[]} rows
 * @param {readonly Head[]} heads
 */
function tableBodies(rows, heads) {
  /** @type {HTMLTableSectionElement[]} */
  const bodies = [];
  rows.forEach((row, place) => {
    const [before, after] = [rows[place - 1], rows[place + 1]];
    if (row.topic !== before?.topic) {
      const members = rows.filter((other) => other.topic === row.topic);
      bodies.push(el("tbody", {}, topicLine(row.topic, members, heads)));
    }
    bodies
      .at(-1)
      ?.append(
        el(
          "tr",
          { class: row.scenario === after?.scenario ? "continued" : null },
          rowHead(row, row.scenario === before?.scenario, rowVerdict(row, heads)),
          ...heads.map((head) => cellOf(row.cells[head.index] ?? null, head.first)),
        ),
      );
  });
  return bodies;
}

/**
 * The heaviest verdict of the cells that are shown.
 * @param {Row} row
 * @param {readonly Head[]} heads
 */
function rowVerdict(row, heads) {
  const verdicts = heads.map(({ index }) => {
    const cell = row.cells[index] ?? null;
    return cell === null ? null : judgementOf(cell).verdict;
  });
  return data.words.findLast(({ verdict }) => verdicts.includes(verdict)) ?? null;
}

/**
 * @param {string} topic
 * @param {readonly Row[]} rows
 * @param {readonly Head[]} heads
 */
function topicLine(topic, rows, heads) {
  const differing = rows.filter((row) => (rowVerdict(row, heads)?.verdict ?? "agree") !== "agree").length;
  const counts = ` ${counted(rows.length, "row")}, ${differing === 0 ? "none differs" : `${differing} with differences`}`;
  return el(
    "tr",
    { class: "topic" },
    el(
      "th",
      { scope: "rowgroup", colspan: heads.length + 1 },
      el("span", {}, shown(topic), el("small", {}, counts)),
    ),
  );
}

/**
 * @param {Row} row
 * @param {boolean} again whether the row above is of the same scenario
 * @param {ReturnType<typeof rowVerdict>} verdict
 */
function rowHead({ scenario: id, lookup, host }, again, verdict) {
  const { title, known } = scenarioOf(id);
  const unmet = unmetOfScenarios.filter(({ scenario }) => scenario === id);
  return el(
    "th",
    { scope: "row", class: "row-head", title: id },
    el("span", { class: again ? "title hidden" : "title" }, shown(title)),
    el(
      "span",
      { class: "lookup" },
      verdict === null
        ? null
        : el(
            "span",
            { class: `row-verdict mark-${verdict.verdict}`, title: verdict.meaning },
            `${verdict.glyph} ${verdict.word} `,
          ),
      el("code", {}, el("bdi", {}, shown(lookup.name) || "(empty name)")),
      ` ${lookup.family}`,
      host === "default" ? null : tag(`on ${shown(host)}`),
      known === null ? null : tag("known", "", known),
      ...unmet.map(({ cell, message }) => tag(`! unexpected ${shown(cell)}`, "mark-unexpected", message)),
    ),
  );
}

/**
 * @param {number | null} index
 * @param {boolean} first whether a new image begins here
 */
function cellOf(index, first) {
  if (index === null) return el("td", { class: first ? "first" : null });
  const { image, evidence, elapsedMs, program } = cellAt(index);
  const { verdict, unmet } = judgementOf(index);
  const { glyph, word } = data.cellWords[index] ?? { glyph: "?", word: "" };
  const mark = evidence === "unavailable" ? "unavailable" : (verdict ?? "none");
  const judged = verdict === null ? null : wordOf(verdict);
  return el(
    "td",
    { class: `${first ? "first " : ""}mark-${mark}${unmet.length > 0 ? " unmet" : ""}` },
    el(
      "a",
      { href: cellAddress(index), tabindex: -1, "data-cell": index },
      isThin(image)
        ? el("span", { class: "result" }, glyph, el("span", { class: "hidden" }, ` ${word}`))
        : el("span", { class: "result" }, `${glyph} ${shown(word)}`),
      el(
        "span",
        { class: "judged" },
        judged === null ? null : `${judged.glyph} ${judged.word} `,
        program === "libc"
          ? el("span", { class: "program", title: "a cgo build asks the libc here" }, "cgo")
          : null,
        elapsedMs >= toldElapsedMs
          ? el("span", { class: "wait" }, `${Math.round(elapsedMs / 1000)} s`)
          : null,
      ),
      unmet.length > 0 ? el("span", { class: "unexpected" }, "! unexpected") : null,
    ),
  );
}
