/**
 * Makes elements. Everything that comes from a report goes through here as a text node or an attribute of a fixed
 * name; nothing in the page parses HTML.
 */

/** @typedef {Node | string | null | false | undefined} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null>} [attributes] true sets an empty attribute; null and false none
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) if (child) element.append(child);
  return element;
}

/**
 * A remark behind something. The blank before it is for those who hear it.
 * @param {string} text
 * @param {string} [kind] more classes
 * @param {string | null} [title]
 */
export function tag(text, kind = "", title = null) {
  const parts = document.createDocumentFragment();
  parts.append(" ", el("span", { class: `tag ${kind}`, title }, text));
  return parts;
}

/**
 * Text of ours in which code stands between backticks.
 * @param {string} text
 */
export function withCode(text) {
  return text.split("`").map((part, place) => (place % 2 === 0 ? part : el("code", {}, part)));
}

/**
 * The element that the page's HTML has under an id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`the page has no ${type.name} #${id}`);
}

/**
 * A link to somewhere else, or plain text where the address is no web address.
 * @param {string} address
 */
export function outsideLink(address) {
  const known = URL.canParse(address) && ["https:", "http:"].includes(new URL(address).protocol);
  return known ? el("a", { href: address, rel: "noreferrer", target: "_blank" }, address) : address;
}
