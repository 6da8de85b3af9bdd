/** The controls above the matrix. The verdicts are its legend and its filter at once. */
import { data } from "./data.js";
import { byId, el } from "./dom.js";
import { filterQuery, marksOf, noFilters } from "./filters.js";
import { legend } from "./legend.js";
import { checkMenu } from "./menu.js";

/** @import { Filters } from "./filters.js" */

/** The matrix follows a text when typing pauses, not at every key. */
const typingPauseMs = 120;

/**
 * @param {(filters: Filters) => void} onChange
 */
export function startToolbar(onChange) {
  /** @type {Filters} */
  let filters = noFilters;
  /** @param {Partial<Filters>} change */
  const change = (change) => {
    filters = { ...filters, ...change };
    onChange(filters);
  };

  const text = el("input", {
    type: "search",
    placeholder: "name, title, error, server …",
    "aria-label": "Text",
  });
  let typing = 0;
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => change({ text: text.value }), typingPauseMs);
  });

  const topic = el("select", { "aria-label": "Topic" }, el("option", { value: "" }, "all topics"));
  for (const name of new Set(data.layout.rows.map((row) => row.topic)))
    topic.append(el("option", { value: name }, name));
  topic.addEventListener("change", () => change({ topic: topic.value }));

  const images = checkMenu("Images", imageGroups(), (images) => change({ images }));
  const resolvers = checkMenu("Resolvers", resolverGroups(), (resolvers) => change({ resolvers }));

  const hosts = checkMenu("Hosts", hostGroups(), (hosts) => change({ hosts }));

  const differing = el("input", { type: "checkbox", role: "switch" });
  differing.addEventListener("change", () => change({ differing: differing.checked }));

  const chips = markChips((marks) => change({ marks }));
  const status = el("output", { class: "status", "aria-live": "polite" });
  const reset = el("button", { type: "reset", class: "plain" }, "Reset");

  const form = byId("filters", HTMLFormElement);
  form.append(
    text,
    moreButton(form),
    topic,
    images.element,
    resolvers.element,
    // Most reports know one host only: nothing to choose.
    new Set(data.layout.rows.map(({ host }) => host)).size > 1 ? hosts.element : "",
    el("label", { class: "switch" }, differing, " only differences"),
    legend(),
    reset,
    status,
    chips.element,
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    show(noFilters);
    onChange(noFilters);
  });

  /** @param {Filters} wanted */
  function show(wanted) {
    filters = wanted;
    text.value = wanted.text;
    topic.value = wanted.topic;
    differing.checked = wanted.differing;
    images.set(wanted.images);
    resolvers.set(wanted.resolvers);
    hosts.set(wanted.hosts);
    chips.set(wanted.marks);
  }

  return {
    show,
    filters: () => filters,
    /** @param {string} message */
    tell(message) {
      status.textContent = message;
      reset.hidden = filterQuery(filters) === "";
    },
    focusText() {
      text.focus();
      text.select();
    },
  };
}

function imageGroups() {
  const ids = new Set(data.layout.columns.map(({ image }) => image));
  return new Map([["all images", [...ids]]]);
}

function hostGroups() {
  return new Map([["all hosts", [...new Set(data.layout.rows.map(({ host }) => host))]]]);
}

function resolverGroups() {
  // Columns begin with an image's libc and its Go versions; the list tells all libcs first.
  const columns = data.layout.columns.toSorted((left, right) => Number(right.isLibc) - Number(left.isLibc));
  /** @type {Map<string, Set<string>>} */
  const groups = new Map();
  for (const { family, name } of columns) groups.set(family, (groups.get(family) ?? new Set()).add(name));
  return new Map([...groups].map(([family, names]) => [family, [...names]]));
}

/**
 * Where the window is narrow, what takes room is shown when it is asked for.
 * @param {HTMLFormElement} form
 */
function moreButton(form) {
  const button = el("button", { type: "button", class: "more", "aria-expanded": "false" }, "Filters");
  button.addEventListener("click", () => {
    button.ariaExpanded = String(form.classList.toggle("open"));
  });
  return button;
}

/** @param {(marks: string[]) => void} onChange */
function markChips(onChange) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const mark of data.report.cells.flatMap((_, index) => marksOf(index)))
    counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const others = [
    { verdict: "unexpected", glyph: "!", word: "unexpected", meaning: "not what the scenario expects" },
    { verdict: "unavailable", glyph: "?", word: "unavailable", meaning: "could not be observed" },
  ];
  const buttons = new Map(
    [...data.words, ...others].map(({ verdict, glyph, word, meaning }) => {
      const chip = el(
        "button",
        { type: "button", class: `chip mark-${verdict}`, "aria-pressed": "false", title: meaning },
        el("span", { class: "glyph" }, glyph),
        ` ${word} `,
        el("span", { class: "count" }, String(counts.get(verdict) ?? 0)),
      );
      chip.disabled = !counts.has(verdict);
      return [String(verdict), chip];
    }),
  );
  const pressed = () => [...buttons].flatMap(([mark, chip]) => (chip.ariaPressed === "true" ? [mark] : []));
  for (const chip of buttons.values())
    chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      onChange(pressed());
    });
  return {
    element: el("div", { class: "chips", role: "group", "aria-label": "Verdict" }, ...buttons.values()),
    /** @param {readonly string[]} marks */
    set(marks) {
      for (const [mark, chip] of buttons) chip.ariaPressed = String(marks.includes(mark));
    },
  };
}
