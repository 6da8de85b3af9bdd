/** What no schema can say about `go`. */
import type { YamlReader } from "../../yaml/reader.ts";
import { type GoBuildText, goBuild } from "../schema/go.ts";

/** From this minor version on, a build with both tags does not compile (net/netgo.go and net/netcgo.go). */
const TAGS_EXCLUDE_EACH_OTHER_SINCE = 21;

export function checkGo(reader: YamlReader): void {
  const value = reader.source.valueAt(["go"]);
  const paths = Array.isArray(value) ? value.map((_, index) => ["go", index]) : [["go"]];
  const seen = new Set<string>();
  for (const path of paths) {
    const build = reader.part(path, goBuild);
    if (build === undefined) continue;
    const key = JSON.stringify(build);
    if (seen.has(key)) reader.report(path, "stands twice in the list");
    seen.add(key);
    checkTags(reader, path, build);
  }
}

function checkTags(reader: YamlReader, path: readonly (string | number)[], build: GoBuildText): void {
  if (typeof build === "string" || build.tags === undefined) return;
  const minor = Number(build.version.split(".")[1]);
  if (new Set(build.tags).size < build.tags.length) {
    reader.report([...path, "tags"], "names a tag twice");
  } else if (build.tags.length === 2 && minor >= TAGS_EXCLUDE_EACH_OTHER_SINCE) {
    reader.report([...path, "tags"], `Go ${build.version} does not compile with both netgo and netcgo`);
  }
  const cgoWithoutCgo = build.tags.includes("netcgo") && build.cgo === false;
  if (cgoWithoutCgo) reader.report([...path, "tags"], "netcgo has no effect with cgo: false");
}
