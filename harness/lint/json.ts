/** Findings for programs. */
import { jsonText } from "../report/escape.ts";
import type { Finding } from "./finding.ts";

export function jsonOf(findings: readonly Finding[]): string {
  return jsonText({ version: 1, findings });
}
