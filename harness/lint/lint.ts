/** From a file's text to findings. Reads nothing: what it is given is all it looks at. */
import type { Finding, Kind } from "./finding.ts";
import { findingAt, lintConf } from "./lint-conf.ts";
import { lintManifest } from "./lint-manifest.ts";
import { lintScenario } from "./lint-scenario.ts";
import { NAMED_FILES } from "./named-file.ts";
import { isTemplate } from "./placeholder.ts";
import { OTHER_FILE, TEMPLATE_SKIPPED } from "./rules.ts";

/** A file to look at. */
export interface Subject {
  /** As findings name it. */
  readonly file: string;
  readonly kind: Kind;
  /** A byte string. */
  readonly text: string;
}

/**
 * Findings in the order of lines.
 * @param hostIds ids of the host profiles that scenarios may name; null: any
 */
export function lint(subject: Subject, hostIds: readonly string[] | null): readonly Finding[] {
  const findings = findingsIn(subject, hostIds);
  return [...findings].sort((left, right) => left.line - right.line || left.column - right.column);
}

/** The same, but a file that has placeholders is passed over, which is told. */
export function lintUnlessTemplate(subject: Subject, hostIds: readonly string[] | null): readonly Finding[] {
  if (subject.kind === "scenario" || !isTemplate(subject.text)) return lint(subject, hostIds);
  const place = { file: subject.file, line: 1, column: 1 };
  return [findingAt(TEMPLATE_SKIPPED, place, { message: "a template: passed over" })];
}

function findingsIn({ file, kind, text }: Subject, hostIds: readonly string[] | null): readonly Finding[] {
  switch (kind) {
    case "scenario":
      return lintScenario(text, file, hostIds);
    case "kubernetes":
    case "compose":
    case "cloud-init":
      return lintManifest(text, file, kind);
    case "netplan":
    case "resolved-conf":
    case "resolvconf-conf":
    case "gai-conf": {
      const { what, instead } = NAMED_FILES[kind];
      return [findingAt(OTHER_FILE, { file, line: 1, column: 1 }, { message: `this is ${what}`, instead })];
    }
    default:
      return lintConf(kind, text, (line, column) => ({ file, line, column }));
  }
}
