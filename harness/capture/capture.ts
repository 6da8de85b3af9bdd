/** From a place where names are looked up to a scenario that shows the same without it. */
import { confsOf } from "../readings/conf-of.ts";
import { nameserversOf } from "../readings/nameservers.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import { goModel, LIBC_MODELS, type Model } from "../resolvers/models.ts";
import { nameserversIn } from "../scenario/nameservers.ts";
import type { FileSpec } from "../scenario/scenario.ts";
import { byteString } from "../wire/bytes.ts";
import type { Lookup } from "../world/world.ts";
import type { Ask } from "./heard.ts";
import { record } from "./record.ts";
import { scenarioText } from "./scenario-text.ts";

/** What a place is, however it was looked at. */
export interface CapturedPlace {
  /** "this machine", "container web-1 (image …)". */
  readonly where: string;
  readonly files: Readonly<Record<string, FileSpec>>;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly user: number;
  /** Images that stand for it; null: the catalogue's default set. */
  readonly images: readonly string[] | null;
  /** What the place's own libcs say of themselves, where that is known. */
  readonly libcs: readonly string[];
  /** What could not be had, in sentences. */
  readonly lacks: readonly string[];
}

export interface Capture {
  /** The scenario file. */
  readonly text: string;
  /** Questions that were put to real servers. */
  readonly questions: number;
  readonly servers: readonly string[];
  readonly lacks: readonly string[];
}

const RESOLV_CONF = "/etc/resolv.conf";

/**
 * Looks the names up with every release of every resolver, and asks real servers what these ask.
 * Rejects with the signal's reason.
 *
 * @param builds Go programs that look up as well
 */
export async function capture(
  place: CapturedPlace,
  lookups: readonly Lookup[],
  builds: readonly GoBuild[],
  ask: Ask,
  signal: AbortSignal,
): Promise<Capture> {
  const { files, env, hostname, user } = place;
  const population: readonly Model[] = [...LIBC_MODELS, ...builds.map(goModel)];
  const named = serversOf(place, builds);
  const where = { files, env, hostname, user, servers: named };
  const recording = await record(where, [...lookups, ...meant(lookups)], population, ask, signal);
  // Where resolv.conf sends nobody and nobody listens there is no server to speak of.
  const described = recording.servers.filter(
    ({ address, udp }) => named.includes(address) || udp !== "closed",
  );
  const lacks = [
    ...place.lacks,
    ...(recording.left === 0 ? [] : [`${recording.left} more questions were not put: there are too many.`]),
  ];
  return {
    text: scenarioText({
      title: `${lookups.map(({ name }) => name).join(", ")} as seen from ${place.where}`,
      about: [aboutOf(place, recording.heard.length, described.length), ...libcLines(place), ...lacks],
      ...{ images: place.images, files, env, hostname, user, servers: described, lookups },
    }),
    questions: recording.heard.length,
    servers: described.map(({ address }) => address),
    lacks,
  };
}

/** Those that some reader takes, and those that the file is meant to name. */
function serversOf({ files, env, hostname }: CapturedPlace, builds: readonly GoBuild[]): readonly string[] {
  const file = files[RESOLV_CONF];
  const text = file?.kind === "content" ? byteString(file.bytes) : "";
  const confs = confsOf({ hostname, env }, { text, problem: null }, builds);
  return [...new Set([...nameserversIn(file), ...nameserversOf(confs)])];
}

/** What a name with empty labels was to be: nobody asks for it, but who mends the name will. */
function meant(lookups: readonly Lookup[]): readonly Lookup[] {
  return lookups
    .filter(({ name }) => name.includes(".."))
    .map((lookup) => ({ ...lookup, name: lookup.name.replaceAll(/\.{2,}/g, ".") }));
}

function libcLines({ libcs }: CapturedPlace): readonly string[] {
  return libcs.length === 0 ? [] : [`Its libc: ${libcs.join(", ")}.`];
}

function aboutOf({ where }: CapturedPlace, questions: number, servers: number): string {
  return [
    `Captured from ${where}: its files, and what its nameservers replied to`,
    `${questions === 1 ? "the one question" : `the ${questions} questions`} that musl, glibc and Go ask for`,
    `these names${servers === 1 ? "" : `, of ${servers} servers`}. What nobody asks is not in it.`,
  ].join(" ");
}
