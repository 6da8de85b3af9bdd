/** Puts the page's modules into one script, since a single file can load no other. */
import { readFileSync } from "node:fs";

/** The page's sources; they lie beside the compiled code too. */
const pageFolder = new URL("./page/", import.meta.url);

/** The one form of import that the page's modules use. */
const importLine = /^import \{([^}]*)\} from "\.\/([\w-]+\.js)";$/gm;
const exportLine = /^export (?=(?:async )?(?:function\*?|const) (\w+))/gm;

/** In the order in which rules may override each other. */
const styleSheets = ["base.css", "toolbar.css", "matrix.css", "cell.css", "timeline.css", "print.css"];

export function pageStyle(): string {
  return styleSheets.map(readPageFile).join("\n");
}

/** The modules that main.js needs, each in a function of its own, those that others import first. */
export function pageScript(): string {
  const written = new Map<string, string>();
  writeModule("main.js", written);
  return `"use strict";\nconst modules = {};\n${[...written.values()].join("")}`;
}

function writeModule(name: string, written: Map<string, string>): void {
  if (written.has(name)) return;
  const source = readPageFile(name);
  for (const [, , imported = ""] of source.matchAll(importLine)) writeModule(imported, written);
  const exported = Array.from(source.matchAll(exportLine), ([, exportedName]) => exportedName);
  const body = source
    .replace(importLine, (_, names: string, imported: string) => `const {${names}} = modules["${imported}"];`)
    .replace(exportLine, "");
  if (/^(?:import|export)\b/m.test(body))
    throw new Error(`page/${name} imports or exports in a form that is not known`);
  written.set(name, `modules["${name}"] = (() => {\n${body}return { ${exported.join(", ")} };\n})();\n`);
}

function readPageFile(name: string): string {
  return readFileSync(new URL(name, pageFolder), "utf8");
}
