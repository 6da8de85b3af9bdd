/** Lists that open below a button: disclosures that close at Esc, and when something else is clicked or focused. */
import { el } from "./dom.js";

/**
 * @param {string} label
 * @param {...(Node | string)} content
 */
export function menu(label, ...content) {
  const summary = el("summary", {}, label);
  const element = el("details", { class: "menu" }, summary, el("div", { class: "menu-body" }, ...content));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    summary.focus();
    event.stopPropagation();
  });
  for (const kind of ["pointerdown", "focusin"])
    document.addEventListener(kind, ({ target }) => {
      if (target instanceof Node && !element.contains(target)) element.open = false;
    });
  return { element, summary };
}

/**
 * Check boxes in groups; ticked means shown.
 * @param {string} label what is chosen: "Images"
 * @param {ReadonlyMap<string, readonly string[]>} groups heading → names
 * @param {(leftOut: string[]) => void} onChange
 */
export function checkMenu(label, groups, onChange) {
  /** @type {Map<string, HTMLInputElement>} */
  const boxes = new Map();
  /** @type {(() => void)[]} */
  const refreshers = [];
  const fieldsets = [...groups].map(([heading, names]) => {
    const members = names.map((name) => {
      const box = el("input", { type: "checkbox" });
      boxes.set(name, box);
      return { box, line: el("label", {}, box, " ", el("bdi", {}, name)) };
    });
    const all = el("input", { type: "checkbox" });
    all.addEventListener("change", () => {
      for (const { box } of members) box.checked = all.checked;
    });
    refreshers.push(() => {
      const ticked = members.filter(({ box }) => box.checked).length;
      all.checked = ticked === members.length;
      all.indeterminate = ticked > 0 && ticked < members.length;
    });
    return el(
      "fieldset",
      {},
      el("legend", {}, el("label", {}, all, " ", heading)),
      ...members.map(({ line }) => line),
    );
  });
  const { element, summary } = menu(label, ...fieldsets);
  const leftOut = () => [...boxes].flatMap(([name, box]) => (box.checked ? [] : [name]));
  const refresh = () => {
    for (const refresher of refreshers) refresher();
    const missing = leftOut().length;
    summary.textContent =
      missing === 0 ? `${label}: all` : `${label}: ${boxes.size - missing} of ${boxes.size}`;
  };
  element.addEventListener("change", () => {
    refresh();
    onChange(leftOut());
  });
  return {
    element,
    /** @param {readonly string[]} names those that are left out */
    set(names) {
      for (const [name, box] of boxes) box.checked = !names.includes(name);
      refresh();
    },
  };
}
