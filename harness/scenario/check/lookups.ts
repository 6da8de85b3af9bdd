/** What no schema can say about `lookups` and `images`. */
import type { YamlReader } from "../../yaml/reader.ts";
import { shown } from "../../yaml/shown.ts";
import { lookup } from "../schema/scenario.ts";

/** A cell is found by its lookup and image, so none of them may stand twice. */
export function checkLookups(reader: YamlReader): void {
  const lookups = reader.source.valueAt(["lookups"]);
  const seen = new Set<string>();
  for (let index = 0; Array.isArray(lookups) && index < lookups.length; index++) {
    const found = reader.part(["lookups", index], lookup);
    if (found === undefined) continue;
    const { name, family = "ip" } = typeof found === "string" ? { name: found } : found;
    const key = `${family} ${name}`;
    if (seen.has(key))
      reader.report(["lookups", index], `${shown(name)} (${family}) stands twice in the list`);
    seen.add(key);
  }
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
