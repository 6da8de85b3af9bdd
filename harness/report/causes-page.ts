/** docs/causes.md: every cause that a cell may be told, by topic, with what to do. */
import type { ReportCause } from "../matrix/report-data.ts";
import { adviceOn } from "./advice.ts";
import { groupedBy } from "./layout.ts";
import { markdownText } from "./markdown-text.ts";

const INTRODUCTION = `<!-- Made by "npm run docs". -->

# Causes and remedies

Every cell of a report that fails or differs has one of these causes, found in what it read, asked and was told. Below each stands the
scenario of the catalogue that shows it and where upstream does so. \`resolver-matrix fix SCENARIO\` tries every change that fits (the name,
lines and options of resolv.conf, search domains, nameservers, nsswitch.conf, hosts, variables, the Go build, another libc, what
servers answer) on the models of all resolvers, and gives the smallest that mends all and breaks nothing, ready to paste.`;

/** The page; the causes in the order in which they are asked for. */
export function causesPage(causes: readonly ReportCause[]): string {
  const topics = groupedBy(causes, ({ scenario }) => scenario.split("/")[0] ?? scenario);
  const sections = [...topics].map(([topic, members]) => {
    const advice = adviceOn(topic);
    return [
      `## ${markdownText(topic)}`,
      ...(advice === null ? [] : [`**What to do.** ${advice}`]),
      ...members.map(cause),
    ].join("\n\n");
  });
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

function cause({ id, text, scenario, reference }: ReportCause): string {
  const shown = `Shown by [${scenario}](../scenarios/${scenario}.yaml). [Upstream](${reference}).`;
  return `### ${id}\n\n${text}\n\n${shown} \`resolver-matrix fix ${scenario}\``;
}
