/** What kind of file it is, by its name, else by what stands in it. */
import type { Kind } from "./finding.ts";

type Row = readonly [RegExp, Kind];

const YAML_NAME = /\.(?:ya?ml|json)(?:\.\w+)?$/i;
const BY_NAME: readonly Row[] = [
  [/nsswitch/i, "nsswitch"],
  [/resolved/i, "resolved-conf"],
  [/resolvconf/i, "resolvconf-conf"],
  [/^gai|gai\.conf/i, "gai-conf"],
  [/host\.conf/i, "host-conf"],
  [/resolv/i, "resolv-conf"],
  [/hosts(?!.*\.conf)/i, "hosts"],
];
/** Keys in the first column, or JSON in their place. */
const YAML_CONTENT: readonly Row[] = [
  [/^#cloud-config\b/, "cloud-init"],
  [/^\{?[ \t]*"?(?:title|lookups)"?[ \t]*:/m, "scenario"],
  [/^(?:manage_resolv_conf|resolv_conf)[ \t]*:/m, "cloud-init"],
  [/^\s*[{,]?\s*"?apiVersion"?[ \t]*:/m, "kubernetes"],
  [/^[{ \t]*"?network"?[ \t]*:/m, "netplan"],
  [/^[{ \t]*"?services"?[ \t]*:(?:[ \t]*(?:#.*|\{.*)?)$/m, "compose"],
];
/** A resolv.conf that is named like YAML. */
const MISNAMED: readonly Row[] = [[/^(?:nameserver|search|domain|options)[ \t]+[^:\s]/m, "resolv-conf"]];
const BY_CONTENT: readonly Row[] = [
  [/^[ \t]*(?:nameserver|search|domain|options|sortlist)(?:[ \t]|=)/m, "resolv-conf"],
  [/^\[Resolve\]/m, "resolved-conf"],
  [/^(?:name_servers|resolv_conf)=/m, "resolvconf-conf"],
  [/^(?:precedence|label|scopev4)[ \t]/m, "gai-conf"],
  [/^[ \t]*(?:multi|order|trim|reorder)[ \t]/m, "host-conf"],
  [/^[ \t]*(?:hosts|passwd|group|shadow)[ \t]*:/m, "nsswitch"],
  [/^[ \t]*(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*)[ \t]+[a-z0-9]/im, "hosts"],
];

/** Null where neither tells. `text` may be a byte string. */
export function kindOf(file: string, text: string): Kind | null {
  const name = file.slice(file.lastIndexOf("/") + 1);
  if (YAML_NAME.test(name)) {
    const found = kindIn(text, YAML_CONTENT) ?? kindIn(text, MISNAMED);
    // What says nothing of itself is taken for what this program reads.
    return found ?? "scenario";
  }
  return kindIn(name, BY_NAME) ?? kindIn(text, YAML_CONTENT.slice(0, 4)) ?? kindIn(text, BY_CONTENT);
}

function kindIn(text: string, rows: readonly Row[]): Kind | null {
  return rows.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
