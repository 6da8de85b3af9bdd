/** The head of the page: how the run came out, what was unexpected, and what could not be observed. */
import { cellAddress } from "./address.js";
import { data } from "./data.js";
import { byId, el } from "./dom.js";
import { menu } from "./menu.js";
import { counted, shown } from "./text.js";

export function startProblems() {
  const unexpected = unexpectedMenu();
  if (unexpected !== null) byId("outcome", HTMLElement).replaceChildren(unexpected);
  const unavailable = unavailableMenu();
  if (unavailable !== null) byId("unavailable", HTMLElement).replaceChildren(unavailable);
}

function unexpectedMenu() {
  const unmet = data.report.expectations.flatMap((expectation, index) =>
    expectation.ok ? [] : [{ ...expectation, index }],
  );
  if (unmet.length === 0) return null;
  const items = unmet.map(({ scenario, cell, lookup, message, file, line, index }) => {
    const about = data.layout.judgements.findIndex((judgement) => judgement.unmet.includes(index));
    const name = shown([scenario, lookup?.name, cell].filter((part) => part !== undefined).join(" "));
    return el(
      "li",
      {},
      about < 0 ? el("strong", {}, name) : el("a", { href: cellAddress(about) }, name),
      el("p", {}, shown(message)),
      el("p", { class: "place" }, `${shown(file)}:${line}`),
    );
  });
  const { element } = menu(`✗ ${unmet.length} unexpected`, el("ul", {}, ...items));
  element.classList.add("mark-unexpected");
  element.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLAnchorElement) element.open = false;
  });
  return element;
}

function unavailableMenu() {
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const { evidence, reason = "no reason given" } of data.report.cells)
    if (evidence === "unavailable") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  if (reasons.size === 0) return null;
  const items = [...reasons].map(([reason, count]) =>
    el("li", {}, el("strong", {}, counted(count, "cell")), ` ${shown(reason)}`),
  );
  const { element } = menu(`? ${data.report.summary.unavailable} unavailable`, el("ul", {}, ...items));
  element.classList.add("mark-unavailable");
  return element;
}
