/** Findings as GitLab's code quality report (docs.gitlab.com, "Code Quality report format"). */
import { jsonText } from "../report/escape.ts";
import type { Finding, Severity } from "./finding.ts";
import { fingerprintOf } from "./fingerprint.ts";

const SEVERITIES: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", note: "info" };

export function gitlabOf(findings: readonly Finding[]): string {
  const seen = new Map<string, number>();
  return jsonText(
    findings.map((finding) => {
      const { rule, severity, file, line, message, instead } = finding;
      // The line is left out, so that a finding stays the same where lines above it come and go.
      const key = `${file}\n${rule}\n${message}`;
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      return {
        description: `${message}. Instead: ${instead}`,
        check_name: rule,
        fingerprint: fingerprintOf(`${key}\n${nth}`),
        severity: SEVERITIES[severity],
        location: { path: file.replace(/^\.\//, ""), lines: { begin: line } },
      };
    }),
  );
}
