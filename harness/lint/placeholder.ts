/** What a template leaves in a file for somebody to fill in. */

/** Shell and Compose, Go, Jinja and Helm, ERB, angle brackets around one word, autoconf and Windows. */
const PLACEHOLDER =
  /\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_][A-Z0-9_]+|\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|<[A-Za-z][\w.-]*>|@[A-Z][A-Z0-9_]*@|%[A-Z][A-Z0-9_]*%/;

/** The first placeholder of a line, and its column (from 1); null for none, and in a comment. */
export function placeholderIn(line: string): { readonly text: string; readonly column: number } | null {
  const found = /^[ \t]*[#;]/.test(line) ? null : PLACEHOLDER.exec(line);
  return found === null ? null : { text: found[0], column: found.index + 1 };
}

/** Whether any line has one. */
export function isTemplate(text: string): boolean {
  return text.split("\n").some((line) => placeholderIn(line) !== null);
}
