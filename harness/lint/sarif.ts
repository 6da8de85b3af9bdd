/** Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines. */
import { jsonText } from "../report/escape.ts";
import type { Finding } from "./finding.ts";
import { ALL_RULES } from "./rules.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const RULES = ALL_RULES.flatMap(({ rules }) => rules);

/** One run of the tool. @param version the tool's own version */
export function sarifOf(findings: readonly Finding[], version: string): string {
  const rules = RULES.map(({ id, severity, title, advice, instead, reference }) => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: advice },
    help: { text: instead },
    helpUri: reference,
    defaultConfiguration: { level: severity },
  }));
  const run = {
    tool: { driver: { name: "resolver-matrix", semanticVersion: version, rules } },
    columnKind: "utf16CodeUnits",
    results: findings.map(resultOf),
  };
  return jsonText({ $schema: SCHEMA, version: "2.1.0", runs: [run] });
}

function resultOf({ rule, severity, message, readings, instead, file, line, column }: Finding) {
  const told = readings.map(
    ({ readers, effect, why }) => `${readers}: ${effect ?? "nothing"}${why === null ? "" : ` (${why})`}`,
  );
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: [message, ...told, `Instead: ${instead}`].join("\n") },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

/** A relative path stays relative: whoever shows the findings knows the root. */
function uriOf(file: string): string {
  if (file.startsWith("/")) return fileUrl(file);
  return file.split("/").map(encodeURIComponent).join("/");
}

/** What a URL would take for a separator or leave out; it encodes everything else itself. */
const NOT_OF_A_PATH = /[%\\\n\r\t]/g;

function fileUrl(path: string): string {
  const url = new URL("file:///");
  url.pathname = path.replaceAll(NOT_OF_A_PATH, encodeURIComponent);
  return url.href;
}
