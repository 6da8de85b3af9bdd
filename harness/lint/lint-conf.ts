/** Findings in a configuration file, wherever its text stands. */
import type { Place } from "../errors.ts";
import { toDisplayText } from "../resolvers/go/index.ts";
import {
  type ConfFile,
  hostsFile,
  type NsswitchFile,
  nsswitchFile,
  plainFile,
  resolvConfFile,
} from "./conf-file.ts";
import type { ConfKind, Finding, Hit, Rule, RuleInfo } from "./finding.ts";
import { placeholderIn } from "./placeholder.ts";
import { HOST_CONF_CHECKS, HOSTS_CHECKS, NSSWITCH_CHECKS, RESOLV_CONF_CHECKS } from "./rules.ts";
import { shipperOf } from "./stock-nsswitch.ts";

/** Where a place of a configuration file stands in the file that holds it. Line and column count from 1. */
export type PlaceOf = (line: number, column: number) => Place;

/** @param text a byte string */
export function lintConf(kind: ConfKind, text: string, placeOf: PlaceOf): readonly Finding[] {
  switch (kind) {
    case "resolv-conf":
      return findingsOf(resolvConfFile(text), RESOLV_CONF_CHECKS, placeOf);
    case "nsswitch":
      return lintNsswitch(nsswitchFile(text), placeOf);
    case "hosts":
      return findingsOf(hostsFile(text), HOSTS_CHECKS, placeOf);
    case "host-conf":
      return findingsOf(plainFile(text), HOST_CONF_CHECKS, placeOf);
  }
}

function lintNsswitch(file: NsswitchFile, placeOf: PlaceOf): readonly Finding[] {
  // With two such lines it is no file that anybody ships.
  const isOnly = file.lines.filter(({ text }) => /^\s*hosts\s*:/.test(text)).length === 1;
  return findingsOf(file, NSSWITCH_CHECKS, placeOf, isOnly ? asShipped : undefined);
}

function findingsOf<File extends ConfFile>(
  file: File,
  rules: readonly Rule<File>[],
  placeOf: PlaceOf,
  adjusted: (hit: Hit, line: string) => Hit = (hit) => hit,
): readonly Finding[] {
  return rules.flatMap((rule) =>
    rule.check(file).flatMap((hit) => {
      const line = file.lines[hit.line - 1]?.text ?? "";
      // What is still to be filled in is one finding: what else is wrong with the line cannot be known.
      if (rule.id !== "placeholder" && placeholderIn(line) !== null) return [];
      const place = placeOf(hit.line, toDisplayText(line.slice(0, hit.column - 1)).length + 1);
      const readings = hit.readings ?? file.readingsOf(hit.line);
      return [findingAt(rule, place, { ...adjusted(hit, line), readings })];
    }),
  );
}

/** What a distribution ships is told, and is no fault. */
function asShipped(hit: Hit, line: string): Hit {
  const shipper = shipperOf(line);
  if (shipper === null) return hit;
  return { ...hit, severity: "note", message: `${hit.message} (the line is that of ${shipper})` };
}

/** What a rule says of a place. */
export function findingAt(
  rule: RuleInfo,
  { file, line, column }: Place,
  hit: Pick<Hit, "message" | "readings" | "instead" | "severity">,
): Finding {
  return {
    rule: rule.id,
    severity: hit.severity ?? rule.severity,
    file,
    line,
    column,
    message: hit.message,
    readings: hit.readings ?? [],
    instead: hit.instead ?? rule.instead,
    reference: rule.reference,
  };
}
