/** What no schema can say about `lookups` and `images`. */
import { lookupKey, lookupParticulars } from "../../world/lookup-text.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import { shown } from "../../yaml/shown.ts";
import type { Path } from "../../yaml/source.ts";
import { scenarioLookup } from "../lookups.ts";
import { lookup, type StepText } from "../schema/scenario.ts";
import { checkFiles } from "./files.ts";

/** A cell is found by its lookup and image, so none of them may stand twice. */
export function checkLookups(reader: YamlReader): void {
  const lookups = reader.source.valueAt(["lookups"]);
  const seen = new Set<string>();
  for (let index = 0; Array.isArray(lookups) && index < lookups.length; index++) {
    const path = ["lookups", index];
    const found = reader.part(path, lookup);
    if (found === undefined) continue;
    if (typeof found !== "string" && !checkLookup(reader, path, found)) continue;
    const one = scenarioLookup(found);
    const key = lookupKey(one);
    const details = lookupParticulars(one);
    if (seen.has(key))
      reader.report(path, `${shown(one.name)} (${details === "" ? "ip" : details}) stands twice in the list`);
    seen.add(key);
  }
}

/** Tells whether it can be read as a lookup. */
function checkLookup(
  reader: YamlReader,
  path: Path,
  { name, steps, ...others }: Exclude<ReturnType<typeof lookup.parse>, string>,
): boolean {
  if (steps === undefined) {
    if (name === undefined) reader.report(path, "says neither a name nor steps");
    return name !== undefined;
  }
  const [stray] = name === undefined ? Object.keys(others) : ["name"];
  if (stray !== undefined) {
    reader.report([...path, stray], "stands beside steps; write it into the step that looks up", "key");
  }
  const fit = steps.map((step, index) => checkStep(reader, [...path, "steps", index], step));
  if (steps.at(-1)?.name === undefined)
    reader.report([...path, "steps"], "must end with a lookup: its outcome is the cell's", "key");
  return stray === undefined && fit.every((is) => is) && steps.at(-1)?.name !== undefined;
}

const WHAT = ["name", "files", "wait"] as const;

function checkStep(reader: YamlReader, path: Path, step: StepText): boolean {
  const [first, second] = WHAT.filter((key) => step[key] !== undefined);
  if (first === undefined) {
    reader.report(path, `does nothing; needs one of ${WHAT.join(", ")}`);
    return false;
  }
  if (second !== undefined) {
    reader.report([...path, second], `stands beside ${first}; make it a step of its own`, "key");
    return false;
  }
  if (first !== "name") {
    const stray = (["family", "deadline", "flags"] as const).find((key) => step[key] !== undefined);
    if (stray !== undefined) reader.report([...path, stray], `belongs to a lookup, not to ${first}`, "key");
  }
  if (first === "files") checkFiles(reader, [...path, "files"]);
  return true;
}

export function checkImages(reader: YamlReader): void {
  const images = reader.source.valueAt(["images"]);
  if (!Array.isArray(images)) return;
  for (const [index, image] of images.entries()) {
    if (typeof image === "string" && images.indexOf(image) < index) {
      reader.report(["images", index], `${shown(image)} stands twice in the list`);
    }
  }
}
