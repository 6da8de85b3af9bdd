/** What no schema can say about `expect`. */
import { didYouMean } from "../../yaml/did-you-mean.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import { shown } from "../../yaml/shown.ts";
import { isAmbiguous, parseCellKey } from "../cell-key.ts";
import type { CellTarget } from "../scenario.ts";
import { type CellExpectationText, cellExpectation } from "../schema/expect.ts";
import { versionsProblem } from "../version-range.ts";

/** What a scenario runs, as far as its own file says so; null where a default is not known here. */
export interface Runs {
  readonly images: readonly string[] | null;
  readonly hosts: readonly string[];
  readonly goVersions: readonly string[] | null;
}

/** Of <netdb.h>, glibc's and musl's. */
const EAI_CODES: readonly string[] = [
  ...["EAI_BADFLAGS", "EAI_NONAME", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_FAMILY", "EAI_SOCKTYPE"],
  ...["EAI_SERVICE", "EAI_ADDRFAMILY", "EAI_MEMORY", "EAI_SYSTEM", "EAI_OVERFLOW", "EAI_INPROGRESS"],
  ...["EAI_CANCELED", "EAI_NOTCANCELED", "EAI_ALLDONE", "EAI_INTR", "EAI_IDN_ENCODE"],
];

export function checkExpectations(reader: YamlReader, runs: Runs): void {
  const cells = reader.source.valueAt(["expect", "cells"]);
  if (typeof cells === "object" && cells !== null) {
    for (const key of Object.keys(cells)) {
      const path = ["expect", "cells", key];
      const target = parseCellKey(key);
      const expectation = reader.part(path, cellExpectation);
      checkTarget(
        reader,
        path,
        target,
        expectation?.source === "documented" ? { ...runs, images: null } : runs,
      );
      if (expectation !== undefined) checkFields(reader, path, target, expectation);
    }
    checkAmbiguity(reader, Object.keys(cells));
  }
  const verdict = reader.source.valueAt(["expect", "verdict"]);
  const control = reader.source.valueAt(["control"]);
  if (control === true && typeof verdict === "string" && !AGREEING.has(verdict)) {
    reader.report(["expect", "verdict"], `found ${shown(verdict)}, but a control differs nowhere`);
  }
}

/** Verdicts that a control may have: the same outcome, reached in another way. */
const AGREEING: ReadonlySet<string> = new Set(["agree", "wire", "latency"]);

function checkTarget(reader: YamlReader, path: readonly string[], target: CellTarget, runs: Runs): void {
  const unknown = (what: string, name: string, known: readonly string[] | null) => {
    if (known === null || known.includes(name)) return;
    const hint = didYouMean(name, known);
    reader.report(
      path,
      `no ${what} ${shown(name)} in this scenario${hint}; it runs ${[...new Set(known)].join(", ")}`,
      "key",
    );
  };
  if (target.image !== null) {
    const words = [...(runs.images ?? []), "musl", "glibc", "go"];
    unknown("image or resolver", target.image, runs.images === null ? null : words);
  }
  if (target.image !== null && runs.images === null) checkFamily(reader, path, target.image);
  if (target.host !== null) unknown("host", target.host, runs.hosts);
  const { family, versions = null } = target.resolver ?? {};
  const problem = versions === null ? null : versionsProblem(versions);
  if (problem !== null) reader.report(path, problem, "key");
  else if (family === "go" && versions?.kind === "one") {
    // Behind a hyphen stand the particulars of a build: go@1.24-netgo.
    unknown("Go version", versions.text.replace(/-.*$/, ""), runs.goVersions);
  }
}

/** Where the images are not known here, a word may be one; what looks like a resolver's family is a slip of the pen. */
function checkFamily(reader: YamlReader, path: readonly string[], word: string): void {
  const [, name = word, version] = /^([a-z]+)(@[0-9<>=].*)?$/.exec(word) ?? [];
  const hint = didYouMean(name, FAMILIES);
  if (version === undefined && hint === "") return;
  reader.report(path, `no resolver family ${shown(name)}${hint}; there are ${FAMILIES.join(", ")}`, "key");
}

const FAMILIES = ["musl", "glibc", "go"] as const;

/** Of two ranges that overlap nobody could say which is meant. */
function checkAmbiguity(reader: YamlReader, keys: readonly string[]): void {
  for (const [index, key] of keys.entries()) {
    const rival = keys.slice(0, index).find((other) => isAmbiguous(parseCellKey(other), parseCellKey(key)));
    if (rival === undefined) continue;
    const { line, column } = reader.source.placeOfKey(["expect", "cells", rival]);
    const message = `overlaps with ${shown(rival)} (line ${line}, column ${column}), and neither lies within the other`;
    reader.report(["expect", "cells", key], message, "key");
  }
}

function checkFields(
  reader: YamlReader,
  path: readonly string[],
  target: CellTarget,
  expectation: CellExpectationText,
): void {
  const { error, addresses, canonicalName, text, mode } = expectation;
  const fails = error !== undefined && error !== "answer";
  const report = (field: string, message: string) => reader.report([...path, field], message, "key");
  if (Object.keys(expectation).every((field) => field === "source")) reader.report(path, "expects nothing");
  if (error !== undefined && /^EAI_/.test(error) && !EAI_CODES.includes(error)) {
    report(
      "error",
      `found ${shown(error)}, which no libc has${didYouMean(error, EAI_CODES)}; there are ${EAI_CODES.join(", ")}`,
    );
  }
  if (fails && addresses !== undefined)
    report("addresses", "stands beside an error; a lookup has one or the other");
  if (fails && canonicalName !== undefined) {
    report("canonicalName", "stands beside an error; a lookup has one or the other");
  }
  if (expectation.never === true) {
    for (const other of ["error", "addresses", "canonicalName", "text"] as const) {
      if (expectation[other] !== undefined)
        report(other, "stands beside never; a lookup that does not come back has no outcome");
    }
  }
  if (text !== undefined && (error === "answer" || addresses !== undefined)) {
    report("text", "is the text of an error; a lookup has either addresses or an error");
  }
  if (mode !== undefined && target.resolver?.family !== "go") {
    report(
      "mode",
      `only Go cells have one; write it under ${target.image === null ? "go" : `${target.image}/go`}`,
    );
  }
}
