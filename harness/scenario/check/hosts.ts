/** What no schema can say about `host`. */
import { didYouMean } from "../../yaml/did-you-mean.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import { shown } from "../../yaml/shown.ts";
import { isBeside } from "../beside.ts";

/** `known` are the ids of all host profiles, or null where they are not at hand. */
export function checkHosts(reader: YamlReader, known: readonly string[] | null): void {
  const value = reader.source.valueAt(["host"]);
  const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const [index, id] of ids.entries()) {
    if (typeof id !== "string") continue;
    const path = Array.isArray(value) ? ["host", index] : ["host"];
    if (ids.indexOf(id) < index) reader.report(path, `${shown(id)} stands twice in the list`);
    if (known !== null && !isBeside(id) && !known.includes(id)) {
      reader.report(
        path,
        `no host profile ${shown(id)}${didYouMean(id, known)}; there are ${known.join(", ")}`,
      );
    }
  }
}
