/** Findings for people. What comes from files cannot steer the terminal. */
import { escapeTerminal } from "../report/escape.ts";
import { type Finding, SEVERITIES, type Severity } from "./finding.ts";

/** One block per finding: place, severity, message and rule; what each resolver does; what to write instead; where to read on. */
export function textOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return "Nothing found.\n";
  return `${findings.map(block).join("\n")}\n${summary(findings)}\n`;
}

function block({
  file,
  line,
  column,
  severity,
  message,
  rule,
  readings,
  instead,
  reference,
}: Finding): string {
  const lines = [
    `${file}:${line}:${column}: ${severity}: ${message} [${rule}]`,
    ...readings.map(({ readers, effect, why }) => {
      const reason = why === null ? "" : ` (${why})`;
      return `    ${readers}: ${effect ?? "nothing"}${reason}`;
    }),
    `    Instead: ${instead}`,
    `    ${reference}`,
  ];
  return lines.map((text) => `${escapeTerminal(text)}\n`).join("");
}

function summary(findings: readonly Finding[]): string {
  return SEVERITIES.map((severity) => counted(findings, severity))
    .filter((text) => text !== "")
    .join(", ");
}

function counted(findings: readonly Finding[], severity: Severity): string {
  const count = findings.filter((finding) => finding.severity === severity).length;
  return count === 0 ? "" : `${count} ${severity}${count === 1 ? "" : "s"}`;
}
