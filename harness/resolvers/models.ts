/**
 * The models one by one, as who compares releases needs them: every known release in order, the behaviours that its
 * table gives it, and a lookup with these behaviours or with others, so that a difference can be led back to one row.
 */
import type { Lookup, World } from "../world/world.ts";
import { libcModel } from "./catalogue.ts";
import { callGlibc, featuresOf as featuresOfGlibc, CHANGES as GLIBC_CHANGES } from "./glibc/index.ts";
import type { GlibcBuild, Features as GlibcFeatures } from "./glibc/versions.ts";
import { buildId, CHANGES as GO_CHANGES, type GoBuild, goResolver, resolveGo } from "./go/index.ts";
import { featuresOf as featuresOfGo, type Features as GoFeatures } from "./go/versions.ts";
import type { ResolverFamily } from "./id.ts";
import { inProcess } from "./libc/in-process.ts";
import {
  callMusl,
  featuresOf as featuresOfMusl,
  CHANGES as MUSL_CHANGES,
  type Features as MuslFeatures,
  muslResolver,
} from "./musl/index.ts";
import type { Resolved, Resolver } from "./resolver.ts";

/** Releases that follow each other: upstream's of a family, or one distribution's. */
export type Line = "musl" | "glibc" | "RHEL" | "Go";

/** Behaviours by the name that the family's table gives them. */
export type Behaviours = Readonly<Record<string, boolean>>;

/** One release of one line. */
export interface Model {
  readonly line: Line;
  readonly family: ResolverFamily;
  /** What people call it in its line: "1.1.19", "2.36", "7.4". */
  readonly label: string;
  readonly resolver: Resolver;
  readonly behaviours: Behaviours;
  /** Models of a family that have this in common differ in nothing but their behaviours. */
  readonly kind: string;
  /** A lookup with these behaviours; a pure function of all three. */
  resolve(world: World, lookup: Lookup, behaviours: Behaviours): Promise<Resolved>;
}

/** A row of a family's table. */
export interface KnownChange {
  readonly id: string;
  /** What happens since; most rows say what happened before, too. */
  readonly what: string;
  /** Where upstream made it. */
  readonly upstream: string;
}

const MUSL: readonly string[] = [
  ...[13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24].map((patch) => `1.1.${patch}`),
  ...[0, 1, 2, 3, 4, 5, 6].map((patch) => `1.2.${patch}`),
];
const GLIBC: readonly string[] = Array.from({ length: 27 }, (_, index) => `2.${index + 17}`);
/** Releases of Red Hat Enterprise Linux (and CentOS, Rocky, Alma), with the build of glibc that each came out with. */
const RHEL: readonly (readonly [label: string, version: string, release: string])[] = [
  ["7.0", "2.17", "55.el7"],
  ["7.1", "2.17", "78.el7"],
  ["7.2", "2.17", "105.el7"],
  ["7.3", "2.17", "157.el7"],
  ["7.4", "2.17", "196.el7"],
  ["7.5", "2.17", "222.el7"],
  ["7.6", "2.17", "260.el7"],
  ["7.7", "2.17", "292.el7"],
  ["7.8", "2.17", "307.el7"],
  ["7.9", "2.17", "317.el7"],
  ["8.0", "2.28", "42.el8"],
  ["8.1", "2.28", "72.el8"],
  ["8.2", "2.28", "101.el8"],
  ["8.3", "2.28", "127.el8"],
  ["8.4", "2.28", "151.el8"],
  ["8.5", "2.28", "164.el8"],
  ["8.6", "2.28", "189.el8"],
  ["8.8", "2.28", "225.el8"],
  ["8.10", "2.28", "251.el8"],
];

/** Every known release of the libcs, oldest first in each line. */
export const LIBC_MODELS: readonly Model[] = [
  ...MUSL.map(muslModel),
  ...GLIBC.map((version) => glibcModel("glibc", version, { version, release: null })),
  ...RHEL.map(([label, version, release]) => glibcModel("RHEL", label, { version, release })),
];

/** The pure resolver of a build. */
export function goModel(build: GoBuild): Model {
  const resolver = goResolver(build);
  const { version, release } = buildId(build);
  return {
    line: "Go",
    family: "go",
    label: release === null ? version : `${version} (${release})`,
    resolver,
    behaviours: featuresOfGo(build),
    kind: JSON.stringify({ ...build, version: "" }),
    resolve: (world, lookup, behaviours) => resolveGo(build, world, lookup, [], behaviours as GoFeatures),
  };
}

/** The rows of a family's table, by the behaviours that they bring. */
export function changeOf(family: ResolverFamily, behaviour: string): KnownChange | null {
  const row = TABLES[family][behaviour];
  return row === undefined ? null : { id: behaviour, what: row.what, upstream: LINKS[family](row) };
}

interface Row {
  readonly commit?: string;
  readonly since?: string | readonly string[];
  readonly file: string;
  readonly what: string;
}

const TABLES: Readonly<Record<ResolverFamily, Readonly<Record<string, Row>>>> = {
  musl: MUSL_CHANGES,
  glibc: GLIBC_CHANGES,
  go: GO_CHANGES,
};
const LINKS: Readonly<Record<ResolverFamily, (row: Row) => string>> = {
  musl: ({ commit = "" }) => `https://git.musl-libc.org/cgit/musl/commit/?id=${commit}`,
  glibc: ({ commit }) =>
    commit === undefined
      ? "https://sources.debian.org/patches/glibc/"
      : `https://sourceware.org/git/?p=glibc.git;a=commit;h=${commit}`,
  go: ({ file, since }) => `https://github.com/golang/go/blob/${goTag(since)}/${file}`,
};

/** The tag of the release that first behaved so; from 1.21 on the first release of a branch ends in .0. */
function goTag(since: Row["since"]): string {
  const first = typeof since === "string" ? since : since?.[0];
  if (first === undefined) return "master";
  return /^1\.\d+$/.test(first) && Number(first.slice(2)) >= 21 ? `go${first}.0` : `go${first}`;
}

function muslModel(version: string): Model {
  const release = { version, release: null };
  const resolver = muslResolver(release);
  if (resolver === null) throw new RangeError(`no model of musl ${version}`);
  return {
    line: "musl",
    family: "musl",
    label: version,
    resolver,
    behaviours: featuresOfMusl(release),
    kind: "musl",
    resolve: (world, lookup, behaviours) =>
      inProcess(world, lookup, [], (one) => callMusl(world, one, behaviours as MuslFeatures)),
  };
}

function glibcModel(line: Line, label: string, build: GlibcBuild): Model {
  const { version, release } = build;
  const resolver = libcModel({ family: "glibc", version, release });
  if (resolver === null) throw new RangeError(`no model of glibc ${version}`);
  return {
    line,
    family: "glibc",
    label,
    resolver,
    behaviours: featuresOfGlibc(build),
    // The modules that an image has go with its distribution.
    kind: /el7/.test(release ?? "") ? "glibc of el7" : "glibc",
    resolve: (world, lookup, behaviours) => callGlibc(build, world, lookup, [], behaviours as GlibcFeatures),
  };
}
