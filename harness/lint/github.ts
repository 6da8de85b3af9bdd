/** Findings as workflow commands, which GitHub shows beside the lines (docs.github.com, workflow commands). */
import type { Finding, Severity } from "./finding.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

/** One command per finding and line. Nothing from files can begin a command, or a property, of its own. */
export function githubOf(findings: readonly Finding[]): string {
  return findings.map((finding) => `${commandOf(finding)}\n`).join("");
}

function commandOf({ severity, file, line, column, rule, message, readings, instead }: Finding): string {
  const properties = { file, line: String(line), col: String(column), title: rule };
  const told = readings.map(
    ({ readers, effect, why }) => `${readers}: ${effect ?? "nothing"}${why === null ? "" : ` (${why})`}`,
  );
  const named = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(value)}`);
  const data = escapedData([message, ...told, `Instead: ${instead}`].join("\n"));
  return `::${COMMANDS[severity]} ${named.join(",")}::${data}`;
}

/** As the runner's toolkit escapes (actions/toolkit, packages/core/src/command.ts). */
function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
