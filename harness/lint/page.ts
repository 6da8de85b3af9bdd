/** The page about the rules, which docs/lint-rules.md is. */

import type { RuleInfo } from "./finding.ts";
import { ALL_RULES } from "./rules.ts";

/** Markdown. */
export function rulesPage(): string {
  const groups = ALL_RULES.map(({ heading, rules }) => `## ${heading}\n\n${rules.map(section).join("\n")}`);
  return `${HEAD}\n${groups.join("\n")}`;
}

const HEAD = `<!-- Made by "npm run docs:lint". -->

# What \`resolver-matrix lint\` looks for

Each finding names file, line and column, says what each resolver makes of the line, and what to write instead. Errors
and warnings make the exit code 1, notes alone leave it at 0. In a scenario, the files that it lays down are looked at
too; in files of Kubernetes, Compose and cloud-init, what becomes a resolv.conf. The scenarios named below are those in
which real resolvers show what a rule says.
`;

function section({ id, severity, title, advice, instead, reference, shownBy }: RuleInfo): string {
  const scenarios = shownBy.map((scenario) => `[${scenario}](../scenarios/${scenario}.yaml)`);
  const shown = scenarios.length === 0 ? "" : `\n\nShown by ${scenarios.join(", ")}.`;
  return `### ${id}\n\n${title} (${severity}). ${advice} ${instead}\n\n<${reference}>${shown}\n`;
}
