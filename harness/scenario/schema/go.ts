/** `go`: which Go programs look up. */
import { z } from "zod";
import { DEFAULT_GO_VERSIONS, GO_VERSIONS } from "../../resolvers/catalogue.ts";
import { mapping } from "../../yaml/allowed.ts";
import { oneOrMany, textLike, withoutNul } from "./leaves.ts";

const MOST_BUILDS = 40;

const RANGE = `a Go version from ${GO_VERSIONS.at(0)} to ${GO_VERSIONS.at(-1)}`;

/** Versions that the emulation knows, and their patch releases. */
export const goVersion = textLike(
  `${RANGE}, or a patch release such as 1.22.5`,
  new RegExp(`^(?:${GO_VERSIONS.map((version) => version.replace(".", "\\.")).join("|")})(?:\\.\\d{1,2})?$`),
).meta({ id: "goVersion", description: `${RANGE.replace("a", "A")}, in quotes.` });

export const goBuildMapping = mapping({
  version: goVersion,
  cgo: z.boolean().exactOptional().meta({ default: true, description: "CGO_ENABLED of the build." }),
  tags: z
    .array(z.enum(["netgo", "netcgo"]))
    .max(2)
    .exactOptional()
    .meta({ description: "Build tags that choose a resolver." }),
  godebug: withoutNul("a GODEBUG value such as netdns=go+1", 1000)
    .exactOptional()
    .meta({ description: "GODEBUG of the process, such as netdns=go or netedns0=0." }),
  goLine: z
    .union([
      textLike('the go line of a go.mod, such as "1.18"', /^1\.\d{1,2}(?:\.\d{1,2})?$/),
      z.null({ error: "null for a go.mod without go line" }),
    ])
    .exactOptional()
    .meta({
      description: "The go line of the main module's go.mod; default: the version itself; null: none.",
    }),
}).meta({ id: "goBuild", description: "What a Go program was built with." });

export const goBuild = z.union([goVersion, goBuildMapping]);

export const go = oneOrMany(goBuild, MOST_BUILDS, 0).meta({
  description: `Go versions that look up; [] for none. Default: ${DEFAULT_GO_VERSIONS.join(", ")}.`,
});

export type GoBuildText = z.output<typeof goBuild>;
