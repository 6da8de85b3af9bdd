/** From the name that was asked for to the names that are asked (src/net/dnsclient.go, src/net/dnsclient_unix.go). */
import { hasSuffixFold, withoutFinalDot } from "../text.ts";
import type { Features } from "./versions.ts";

const MAX_NAME = 254;
const MAX_LABEL = 63;

/**
 * isDomainName: labels of 1 to 63 letters, digits, hyphens and underscores, no hyphen at either end of one, at most 253
 * bytes without the final dot, and not only digits and dots. `name` is a byte string.
 */
export function isDomainName(name: string, features: Features): boolean {
  if (name === ".") return features.rootIsDomainName;
  if (name.length > MAX_NAME || (name.length === MAX_NAME && !name.endsWith("."))) return false;
  const labels = withoutFinalDot(name).split(".");
  const wellFormed = labels.every(
    (label) =>
      /^[A-Za-z0-9_-]+$/.test(label) &&
      label.length <= MAX_LABEL &&
      !label.startsWith("-") &&
      !label.endsWith("-"),
  );
  return wellFormed && (features.hyphenIsNotNumeric ? /[A-Za-z_-]/ : /[A-Za-z_]/).test(name);
}

/** avoidDNS: names under .onion stay out of DNS (RFC 7686). */
function avoidsDns(name: string): boolean {
  return hasSuffixFold(withoutFinalDot(name), ".onion");
}

/** What of resolv.conf decides on candidates. */
export interface SearchRules {
  /** Suffixes with their final dot. */
  readonly search: readonly string[];
  readonly ndots: number;
}

/** One name to ask, and how it came about. */
export interface Candidate {
  /** With its final dot. */
  readonly name: string;
  /** The suffix of the search list, or null for the name as given. */
  readonly suffix: string | null;
}

/** nameList: the names to ask, in order. An empty list is possible, and no error. */
export function candidatesOf(name: string, rules: SearchRules, features: Features): readonly Candidate[] {
  const allowed = (candidate: string) => !features.onionPerCandidate || !avoidsDns(candidate);
  if (!features.onionPerCandidate && avoidsDns(name)) return [];
  if (name.endsWith(".")) {
    const longest = features.asksLongestRootedName ? MAX_NAME : MAX_NAME - 1;
    return name.length <= longest && allowed(name) ? [{ name, suffix: null }] : [];
  }
  const absolute = `${name}.`;
  const asGiven = allowed(absolute) ? [{ name: absolute, suffix: null }] : [];
  const suffixed = rules.search
    .map((suffix) => ({ name: absolute + suffix, suffix }))
    .filter((candidate) => candidate.name.length <= MAX_NAME && allowed(candidate.name));
  const dots = name.split(".").length - 1;
  return dots >= rules.ndots ? [...asGiven, ...suffixed] : [...suffixed, ...asGiven];
}
