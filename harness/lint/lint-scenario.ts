/** Findings in a scenario: whether it loads, and in the files that it lays down. */
import { toByteString, toDisplayText } from "../resolvers/go/index.ts";
import { parseScenario } from "../scenario/parse.ts";
import { unservedNameservers } from "../scenario/unserved.ts";
import { ProblemsFailure } from "../yaml/problems.ts";
import { printable } from "../yaml/shown.ts";
import { type Path, YamlSource } from "../yaml/source.ts";
import type { ConfKind, Finding } from "./finding.ts";
import { findingAt, lintConf } from "./lint-conf.ts";
import { NSSWITCH_ABSENT } from "./rules/nsswitch.ts";
import { NAMESERVER_UNSERVED, SCENARIO_INVALID } from "./rules.ts";

/** The loader skips it. */
const BYTE_ORDER_MARK = /^\xef\xbb\xbf/;
const LAID_DOWN: readonly (readonly [path: string, kind: ConfKind])[] = [
  ["/etc/resolv.conf", "resolv-conf"],
  ["/etc/nsswitch.conf", "nsswitch"],
  ["/etc/hosts", "hosts"],
  ["/etc/host.conf", "host-conf"],
];
/**
 * @param bytes a byte string
 * @param hostIds ids of the host profiles that scenarios may name; null: any
 */
export function lintScenario(
  bytes: string,
  file: string,
  hostIds: readonly string[] | null,
): readonly Finding[] {
  const text = toDisplayText(bytes);
  if (toByteString(text) !== bytes.replace(BYTE_ORDER_MARK, "")) {
    return [findingAt(SCENARIO_INVALID, { file, line: 1, column: 1 }, { message: "not UTF-8" })];
  }
  const problems = problemsIn(() => void parseScenario(text, file, hostIds));
  const loaded = problems.map(({ place, message }) => findingAt(SCENARIO_INVALID, place, { message }));
  let source: YamlSource;
  try {
    source = new YamlSource(text, file);
  } catch (error) {
    if (error instanceof ProblemsFailure) return loaded;
    throw error;
  }
  return [...loaded, ...LAID_DOWN.flatMap(([path, kind]) => embedded(source, path, kind))];
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

/** Findings in a file that the scenario lays down, if it writes it as text. */
function embedded(source: YamlSource, path: string, kind: ConfKind): readonly Finding[] {
  const whole: Path = ["files", path];
  if (source.valueAt(whole) === null && kind === "nsswitch") {
    const message = "the scenario has no nsswitch.conf";
    return [findingAt(NSSWITCH_ABSENT, source.placeOfKey(whole), { message })];
  }
  for (const at of [whole, [...whole, "text"]]) {
    const value = source.valueAt(at);
    if (typeof value !== "string") continue;
    const text = toByteString(value);
    const servers = kind === "resolv-conf" ? serversWithoutDns(source, at, value) : [];
    return [...lintConf(kind, text, (line, column) => source.placeInText(at, line, column)), ...servers];
  }
  return [];
}

/** Where the scenario has servers at all: one without speaks of what happens before any is asked. */
function serversWithoutDns(source: YamlSource, at: Path, text: string): readonly Finding[] {
  const dns = source.valueAt(["dns"]);
  if (typeof dns !== "object" || dns === null) return [];
  return unservedNameservers(text, Object.keys(dns)).map(({ address, line }) =>
    findingAt(NAMESERVER_UNSERVED, source.placeInText(at, line, 1), {
      message: `dns has no server ${printable(address)}`,
    }),
  );
}
