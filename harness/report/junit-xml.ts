/** Just enough XML to write a document whose texts come from outside. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (XmlElement | string)[];
}

export function element(
  name: string,
  attributes: XmlElement["attributes"],
  children: XmlElement["children"] = [],
): XmlElement {
  return { name, attributes, children };
}

/** The document with its declaration; texts are escaped, and characters that XML 1.0 cannot hold are removed. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, "")}`;
}

function written({ name, attributes, children }: XmlElement, indent: string): string {
  const start = Object.entries(attributes).reduce(
    (tag, [key, value]) => `${tag} ${key}="${escapeXml(String(value))}"`,
    `${indent}<${name}`,
  );
  if (children.length === 0) return `${start}/>\n`;
  const [only] = children;
  if (children.length === 1 && typeof only === "string") return `${start}>${escapeXml(only)}</${name}>\n`;
  const inner = children.map((child) =>
    typeof child === "string" ? escapeXml(child) : written(child, `${indent}  `),
  );
  return `${start}>\n${inner.join("")}${indent}</${name}>\n`;
}

/** XML 1.0 section 2.2, production 2: everything outside of it has no way into a document, not even escaped. */
const outsideXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A parser turns these into blanks in attributes unless they are written as references (section 3.3.3).
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Text for an attribute in double quotes or for content. No line of it is a command to a runner that shows the document. */
export function escapeXml(text: string): string {
  return text
    .replace(outsideXml, "")
    .replace(/[&<>"\t\n\r]/g, (found) => entities[found] ?? found)
    .replace(/^(\s*):(?=:)/, "$1&#58;")
    .replaceAll("##[", "##&#91;");
}
