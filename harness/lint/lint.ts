/** From a file's text to findings. Reads nothing: what it is given is all it looks at. */

import type { Place } from "../errors.ts";
import { toByteString, toDisplayText } from "../resolvers/go/index.ts";
import { parseScenario } from "../scenario/parse.ts";
import { unservedNameservers } from "../scenario/unserved.ts";
import { ProblemsFailure } from "../yaml/problems.ts";
import { printable } from "../yaml/shown.ts";
import { type Path, YamlSource } from "../yaml/source.ts";
import { type ConfFile, nsswitchFile, resolvConfFile } from "./conf-file.ts";
import type { Finding, Hit, Kind, Rule, RuleInfo } from "./finding.ts";
import { NSSWITCH_ABSENT } from "./rules/nsswitch.ts";
import { NAMESERVER_UNSERVED, NSSWITCH_CHECKS, RESOLV_CONF_CHECKS, SCENARIO_INVALID } from "./rules.ts";

/** A file to look at. */
export interface Subject {
  /** As findings name it. */
  readonly file: string;
  readonly kind: Kind;
  /** A byte string. */
  readonly text: string;
}

/** The loader skips it. */
const BYTE_ORDER_MARK = /^\xef\xbb\xbf/;

/** Where a place of a configuration file stands in the file that holds it. Line and column count from 1. */
type PlaceOf = (line: number, column: number) => Place;

/**
 * Findings in the order of lines.
 * @param hostIds ids of the host profiles that scenarios may name; null: any
 */
export function lint({ file, kind, text }: Subject, hostIds: readonly string[] | null): readonly Finding[] {
  const here: PlaceOf = (line, column) => ({ file, line, column });
  const findings = kind === "scenario" ? lintScenario(text, file, hostIds) : lintConf(kind, text, here);
  return [...findings].sort((left, right) => left.line - right.line || left.column - right.column);
}

function lintConf(kind: Exclude<Kind, "scenario">, text: string, placeOf: PlaceOf): readonly Finding[] {
  return kind === "resolv-conf"
    ? findingsOf(resolvConfFile(text), RESOLV_CONF_CHECKS, placeOf)
    : findingsOf(nsswitchFile(text), NSSWITCH_CHECKS, placeOf);
}

function findingsOf<File extends ConfFile>(
  file: File,
  rules: readonly Rule<File>[],
  placeOf: PlaceOf,
): readonly Finding[] {
  return rules.flatMap((rule) =>
    rule.check(file).map((hit) => {
      const before = file.lines[hit.line - 1]?.text.slice(0, hit.column - 1) ?? "";
      const place = placeOf(hit.line, toDisplayText(before).length + 1);
      return finding(rule, place, { ...hit, readings: hit.readings ?? file.readingsOf(hit.line) });
    }),
  );
}

function finding(
  { id, severity, reference }: RuleInfo,
  { file, line, column }: Place,
  { message, readings = [] }: Pick<Hit, "message" | "readings">,
): Finding {
  return { rule: id, severity, file, line, column, message, readings, reference };
}

function lintScenario(bytes: string, file: string, hostIds: readonly string[] | null): readonly Finding[] {
  const text = toDisplayText(bytes);
  if (toByteString(text) !== bytes.replace(BYTE_ORDER_MARK, "")) {
    return [finding(SCENARIO_INVALID, { file, line: 1, column: 1 }, { message: "not UTF-8" })];
  }
  const problems = problemsIn(() => void parseScenario(text, file, hostIds));
  const loaded = problems.map(({ place, message }) => finding(SCENARIO_INVALID, place, { message }));
  let source: YamlSource;
  try {
    source = new YamlSource(text, file);
  } catch (error) {
    if (error instanceof ProblemsFailure) return loaded;
    throw error;
  }
  return [
    ...loaded,
    ...unserved(source),
    ...embedded(source, "/etc/resolv.conf", "resolv-conf"),
    ...embedded(source, "/etc/nsswitch.conf", "nsswitch"),
  ];
}

function problemsIn(load: () => void): ProblemsFailure["problems"] {
  try {
    load();
    return [];
  } catch (error) {
    if (error instanceof ProblemsFailure) return error.problems;
    throw error;
  }
}

/** Where the scenario has servers at all: one without speaks of what happens before any is asked. */
function unserved(source: YamlSource): readonly Finding[] {
  const dns = source.valueAt(["dns"]);
  if (typeof dns !== "object" || dns === null) return [];
  const whole: Path = ["files", "/etc/resolv.conf"];
  for (const at of [whole, [...whole, "text"]]) {
    const text = source.valueAt(at);
    if (typeof text !== "string") continue;
    return unservedNameservers(text, Object.keys(dns)).map(({ address, line }) =>
      finding(NAMESERVER_UNSERVED, source.placeInText(at, line, 1), {
        message: `dns has no server ${printable(address)}`,
      }),
    );
  }
  return [];
}

/** Findings in a file that the scenario lays down, if it writes it as text. */
function embedded(source: YamlSource, path: string, kind: Exclude<Kind, "scenario">): readonly Finding[] {
  const whole: Path = ["files", path];
  if (source.valueAt(whole) === null && kind === "nsswitch") {
    return [
      finding(NSSWITCH_ABSENT, source.placeOfKey(whole), { message: "the scenario has no nsswitch.conf" }),
    ];
  }
  for (const at of [whole, [...whole, "text"]]) {
    const text = source.valueAt(at);
    if (typeof text === "string") {
      return lintConf(kind, toByteString(text), (line, column) => source.placeInText(at, line, column));
    }
  }
  return [];
}
