/** Which Debian mirror to read. apt is asked for the machine's own: it understands every way to write its sources. */
import { Unavailable } from "../../errors.ts";
import { run } from "./programs.ts";

/** 'ADDRESS/dists/SUITE/main/binary-ARCH/Packages.xz' */
const PACKAGES_URI = /^'([a-z+]+:\S+?)\/+dists\/([^/\s']+)\/main\/binary-[^/\s']+\/Packages[^/\s']*'/gm;
/** It becomes a word of an apt sources file: what could end the word or begin an option is refused. */
const ADDRESS = /^(?:https?:\/\/|file:\/)[^\s[\]#"'\\]+$/;

/**
 * Addresses that may be Debian's archive, best first: RESOLVER_MATRIX_DEBIAN_MIRROR alone where it is set; else those
 * with a component "main" that apt is configured for. Of several, the ones whose lists call themselves Debian's;
 * where apt has no lists yet, all (the keyring tells later which is). Rejects with Unavailable where there is none.
 */
export async function debianMirrors(
  { RESOLVER_MATRIX_DEBIAN_MIRROR: own }: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (own !== undefined && own !== "") {
    if (ADDRESS.test(own)) return unique([own]);
    throw new Unavailable("RESOLVER_MATRIX_DEBIAN_MIRROR is not the http, https or file address of a mirror");
  }
  const apt = (...args: readonly string[]): Promise<string> => run({ program: "apt-get", args, signal });
  const configured = configuredMirrors(await apt("update", "--print-uris"));
  if (configured.length === 0) {
    throw new Unavailable(
      "this machine's apt is configured for no Debian archive; name a mirror in RESOLVER_MATRIX_DEBIAN_MIRROR",
    );
  }
  if (configured.length === 1) return configured;
  const listed = listedMirrors(await apt("indextargets", "Created-By: Packages"));
  return listed.length > 0 ? listed : configured;
}

/** Debian's own archives in the output of `apt-get indextargets`: not its security archive, which holds parts only. */
export function listedMirrors(indexTargets: string): readonly string[] {
  const targets = indexTargets
    .split(/\n{2,}/)
    .map((block) => new Map(block.split("\n").map((line) => splitField(line))));
  const isWhole = (target: ReadonlyMap<string, string>): boolean =>
    target.get("Origin") === "Debian" &&
    target.get("Label") === "Debian" &&
    target.get("Component") === "main" &&
    isWholeSuite(target.get("Release") ?? "-");
  return unique(targets.filter(isWhole).map((target) => target.get("Repo-URI") ?? ""));
}

/** Addresses with a component "main" in the output of `apt-get update --print-uris`. */
export function configuredMirrors(printedUris: string): readonly string[] {
  return unique(
    [...printedUris.matchAll(PACKAGES_URI)].flatMap(([, base = "", suite = ""]) =>
      isWholeSuite(suite) ? [base] : [],
    ),
  );
}

/** A mirror's address for people: without the name and password that it may carry. */
export function publicAddress(mirror: string): string {
  return mirror.replace(/^([a-z+]+:\/\/)[^/@]*@/, "$1");
}

/** "bookworm", not "bookworm-updates", which holds only what changed. */
function isWholeSuite(suite: string): boolean {
  return !suite.includes("-");
}

function splitField(line: string): readonly [string, string] {
  const colon = line.indexOf(": ");
  return colon === -1 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 2)];
}

function unique(mirrors: readonly string[]): readonly string[] {
  return [...new Set(mirrors.map((mirror) => mirror.replace(/\/+$/, "")))].filter((mirror) => mirror !== "");
}
