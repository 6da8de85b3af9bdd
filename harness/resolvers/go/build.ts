/** What a Go program was built with, as far as its resolver depends on it. */
import type { ResolverId } from "../id.ts";

export interface GoBuild {
  /** "1.24" (its last patch release) or a patch release "1.22.5". */
  readonly version: string;
  /** CGO_ENABLED. */
  readonly cgo: boolean;
  /** Build tags that matter here: "netgo", "netcgo". */
  readonly tags: readonly string[];
  /** GODEBUG as the process sees it, such as "netdns=go+1"; empty: the one of the World's environment. */
  readonly godebug: string;
  /** The `go` line of the main module's go.mod ("1.18"); null for none, undefined for "same as version". */
  readonly goLine?: string | null;
}

/** A build with cgo and nothing else said, as `go build` makes it. */
export function ordinaryBuild(version: string): GoBuild {
  return { version, cgo: true, tags: [], godebug: "" };
}

/** The same program built with CGO_ENABLED=0. */
export function withoutCgo(build: GoBuild): GoBuild {
  return { ...build, cgo: false, tags: build.tags.filter((tag) => tag !== "netcgo") };
}

/**
 * Its id: "go@1.24", and behind a hyphen whatever makes it another resolver than an ordinary build of its version:
 * CGO_ENABLED=0, build tags, GODEBUG, the go line of its go.mod.
 */
export function buildId({ version, cgo, tags, godebug, goLine }: GoBuild): ResolverId {
  const particulars = [
    cgo ? "" : "CGO_ENABLED=0",
    ...tags,
    godebug,
    goLine === undefined ? "" : `go.mod=${goLine ?? "none"}`,
  ].filter((text) => text !== "");
  return { family: "go", version, release: particulars.length === 0 ? null : particulars.join("-") };
}
