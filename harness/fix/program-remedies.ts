/** Remedies in the program and below it: variables, how Go is built, another libc, another host. */
import type { ImageDefinition } from "../images/image.ts";
import { GO_VERSIONS } from "../resolvers/catalogue.ts";
import { buildId, type GoBuild } from "../resolvers/go/index.ts";
import { formatResolverId, parseResolverId } from "../resolvers/id.ts";
import { compareReleases, compareVersions } from "../resolvers/version-order.ts";
import { healthOf } from "./judge.ts";
import { variablePastes } from "./paste.ts";
import { COST, type Offer, type Remedy, type Setting } from "./remedy.ts";

/** [id, sentence, value]; the value's text is a GODEBUG. */
const GODEBUGS: readonly (readonly [string, string, string])[] = [
  ["netdns=go", "Let Go programs look up by themselves: GODEBUG=netdns=go.", "netdns=go"],
  ["netdns=cgo", "Let Go programs with cgo leave lookups to the libc: GODEBUG=netdns=cgo.", "netdns=cgo"],
  [
    "netedns0=0",
    "Let Go programs ask without EDNS0: GODEBUG=netedns0=0 (Go 1.21.12, 1.22.5 and newer).",
    "netedns0=0",
  ],
];

const setGodebug: Offer = ({ scenario }) =>
  scenario.go.length === 0
    ? []
    : GODEBUGS.map(([id, title, value]) => ({
        id,
        title,
        who: "pod",
        cost: COST.variable,
        scenario: { ...scenario, env: { ...scenario.env, GODEBUG: value } },
        paste: variablePastes("GODEBUG", value),
      }));

const unsetVariables: Offer = ({ scenario }) =>
  ["LOCALDOMAIN", "RES_OPTIONS", "GODEBUG"].flatMap((name): readonly Remedy[] => {
    const { [name]: value, ...env } = scenario.env;
    if (value === undefined) return [];
    const title = `Take ${name} out of the environment.`;
    return [
      {
        id: `unset ${name}`,
        title,
        who: "pod",
        cost: COST.variable,
        scenario: { ...scenario, env },
        paste: variablePastes(name, null),
      },
    ];
  });

const buildWithoutCgo: Offer = ({ scenario }) => {
  if (!scenario.go.some(({ cgo }) => cgo)) return [];
  const go = scenario.go.map(
    (build): GoBuild => ({ ...build, cgo: false, tags: build.tags.filter((tag) => tag !== "netcgo") }),
  );
  return [
    {
      id: "CGO_ENABLED=0",
      title: "Build Go programs without cgo: they look up by themselves.",
      who: "build",
      cost: COST.build,
      scenario: { ...scenario, go },
      paste: [
        { place: "Go build", text: "CGO_ENABLED=0 go build ./...\n" },
        { place: "Dockerfile", text: "ENV CGO_ENABLED=0\n" },
      ],
    },
  ];
};

/** Builds that are not well, with another release of Go; the others stay as they are. */
const otherGo: Offer = ({ scenario, cells }) => {
  const health = healthOf(cells);
  const unwell = new Set(
    cells.flatMap(({ resolver }, place) => (health[place] === "well" ? [] : [resolver])),
  );
  const isUnwell = (build: GoBuild) => unwell.has(formatResolverId(buildId(build)));
  const newest = scenario.go
    .filter(isUnwell)
    .map((build) => build.version)
    .sort(compareVersions)
    .at(-1);
  if (newest === undefined) return [];
  return GO_VERSIONS.map((version) => {
    const isOlder = compareVersions(version, newest) < 0;
    return {
      id: `go@${version}`,
      title: `Build Go programs that are not well with Go ${version}.`,
      who: "build" as const,
      // The nearest first.
      cost: (isOlder ? COST.older : COST.build) + distance(GO_VERSIONS, newest, version) / 100,
      scenario: {
        ...scenario,
        go: scenario.go.map((build) => (isUnwell(build) ? { ...build, version } : build)),
      },
      paste: [
        { place: "Go build", text: `GOTOOLCHAIN=go${version}.0 go build ./...\n` },
        { place: "Dockerfile", text: `FROM golang:${version}\n` },
      ],
    };
  });
};

function distance(all: readonly string[], from: string, to: string): number {
  return Math.abs(all.indexOf(minor(to)) - all.indexOf(minor(from)));
}

function minor(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Images of a registry, in the order of their libcs: people can take one of these instead. */
function replacements({ catalogue }: Setting, family: string): readonly ImageDefinition[] {
  return catalogue.images
    .filter(({ libc, sources }) => libc?.family === family && sources.length > 0)
    .filter(({ id }) => !/musl$|-sid-/.test(id) || family !== "musl")
    .sort((left, right) =>
      left.libc === null || right.libc === null ? 0 : compareReleases(left.libc, right.libc),
    );
}

/** Images whose libc is not well take another one's place; the others stay as they are. */
const otherImages: Offer = (setting) => {
  const { scenario, catalogue, cells } = setting;
  const health = healthOf(cells);
  const unwell = new Set(
    cells.flatMap(({ program, image }, place) =>
      program === undefined && health[place] !== "well" ? [image] : [],
    ),
  );
  const libcOf = (image: string) =>
    catalogue.images.find(({ id }) => id === image)?.libc ?? parseResolverId(image);
  const libcs = scenario.images.flatMap((image) => (unwell.has(image) ? (libcOf(image) ?? []) : []));
  return (["musl", "glibc"] as const).flatMap((from) => {
    const newest = libcs
      .filter(({ family }) => family === from)
      .sort(compareReleases)
      .at(-1);
    if (newest === undefined) return [];
    return (["musl", "glibc"] as const).flatMap((family) => {
      const candidates = replacements(setting, family);
      // Of another family only the newest: nobody changes the libc for an old one.
      return (from === family ? candidates : candidates.slice(-1)).map((image): Remedy => {
        const isUnwell = (old: string) => unwell.has(old) && libcOf(old)?.family === from;
        const isOlder = image.libc !== null && compareReleases(image.libc, newest) < 0;
        const place = candidates.indexOf(image) / 100;
        const reference = referenceOf(image);
        return {
          id: `${from === family ? "" : `${from} → `}${image.id}`,
          title: `Take ${image.title.replace(/, assembled.*$/, "")} for images with ${from} that are not well.`,
          who: "image",
          cost: from !== family ? COST.otherLibc : isOlder ? COST.older - place : COST.image + place,
          scenario: { ...scenario, images: scenario.images.map((old) => (isUnwell(old) ? image.id : old)) },
          paste: reference === null ? [] : [{ place: "Dockerfile", text: `FROM ${reference}\n` }],
        };
      });
    });
  });
};

/** What people write behind FROM. */
function referenceOf({ id, sources }: ImageDefinition): string | null {
  const [registry] = sources.flatMap((source) => (source.kind === "registry" ? [source.reference] : []));
  if (registry !== undefined) return registry;
  const debian = /^debian-(\d+)-glibc$/.exec(id)?.[1];
  return debian === undefined ? null : `debian:${debian}`;
}

const ordinaryHost: Offer = ({ scenario }) =>
  scenario.hosts.every((id) => id === "default")
    ? []
    : [
        {
          id: "ordinary-host",
          title:
            "Run the container where the host answers every call as an ordinary kernel does: update its runtime and libseccomp.",
          who: "host",
          cost: COST.host,
          scenario: { ...scenario, hosts: scenario.hosts.map(() => "default") },
          paste: [
            {
              place: "host",
              text: "# update containerd or Docker, runc and libseccomp on the host, then start the container again\n",
            },
          ],
        },
      ];

const runAsRoot: Offer = ({ scenario, host }) =>
  (scenario.user ?? host.user ?? 0) === 0
    ? []
    : [
        {
          id: "user-0",
          title: "Let the program's user read the files: run it as root, or make them readable.",
          who: "pod",
          cost: COST.nameserver + 0.5,
          scenario: { ...scenario, user: 0 },
          paste: [{ place: "image", text: "chmod 0644 /etc/resolv.conf /etc/hosts /etc/nsswitch.conf\n" }],
        },
      ];

export const PROGRAM_OFFERS: readonly Offer[] = [
  setGodebug,
  unsetVariables,
  buildWithoutCgo,
  otherGo,
  otherImages,
  ordinaryHost,
  runAsRoot,
];
