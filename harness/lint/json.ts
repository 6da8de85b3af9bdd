/** Findings for programs. */
import type { Finding } from "./finding.ts";

export function jsonOf(findings: readonly Finding[]): string {
  return `${JSON.stringify({ version: 1, findings }, null, 2)}\n`;
}
