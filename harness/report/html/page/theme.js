/** Light or dark: the system's choice, until a person chooses. */
import { byId } from "./dom.js";

const key = "resolver-matrix-theme";
const choices = ["auto", "light", "dark"];

export function startTheme() {
  const button = byId("theme", HTMLButtonElement);
  let choice = stored();
  const apply = () => {
    document.documentElement.dataset.theme = choice;
    button.textContent = `Theme: ${choice}`;
  };
  apply();
  button.hidden = false;
  button.addEventListener("click", () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length] ?? "auto";
    apply();
    store(choice);
  });
}

function stored() {
  try {
    const choice = localStorage.getItem(key) ?? "";
    return choices.includes(choice) ? choice : "auto";
  } catch {
    // A page from a file or in a sandboxed frame may have no storage.
    return "auto";
  }
}

/** @param {string} choice */
function store(choice) {
  try {
    localStorage.setItem(key, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
}
