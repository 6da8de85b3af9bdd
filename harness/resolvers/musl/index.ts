/**
 * musl's getaddrinfo, 1.1.13 and later, in TypeScript: split as musl's src/network is, so that both can be read side by
 * side, with every difference between releases in `versions.ts`. It looks at nothing but its World.
 */
import type { Lookup, Outcome, World } from "../../world/world.ts";
import { type Called, inProcess } from "../libc/in-process.ts";
import type { Resolver } from "../resolver.ts";
import { toTextOrBytes } from "../text.ts";
import type { Release } from "../version-order.ts";
import { crashOutcome, errorOutcome } from "./errors.ts";
import { getaddrinfo, HINTS_OF_GO, hintsOf } from "./getaddrinfo.ts";
import { formatLiteral } from "./literals.ts";
import type { Answer } from "./search.ts";
import { type Features, featuresOf, isModelled } from "./versions.ts";

export { CHANGES, type Feature, type Features, featuresOf } from "./versions.ts";

const FILES: readonly string[] = ["/etc/hosts", "/etc/resolv.conf"];
/** Calls that change what a lookup comes to: the model asks its World for their answers. */
const FELT: readonly string[] = [
  ...["open", "read", "readv"],
  ...["socket", "bind", "sendto", "recvfrom", "recvmsg", "sendmsg", "poll", "connect", "getsockname"],
];
/** Calls whose answers musl does not look at, or has another way without. */
const UNHEEDED: readonly string[] = ["close", "fcntl", "setsockopt"];
/** On a machine with a vDSO clock_gettime is no system call; only zones that are names ask ioctl. */
const UNFELT: readonly string[] = ["ioctl"];

/** The emulation of a release; null for one that is older than the model goes back. */
export function muslResolver({ version, release }: Release): Resolver | null {
  if (!isModelled({ version, release })) return null;
  const features = featuresOf({ version, release });
  return {
    id: { family: "musl", version, release },
    files: FILES,
    calls: [...FELT, ...UNHEEDED, ...UNFELT],
    felt: [...FELT, ...UNHEEDED],
    resolve: (world, lookup, earlier = []) =>
      inProcess(world, lookup, earlier, (one) => callMusl(world, one, features)),
    program: null,
  };
}

/**
 * One call, as a release with these features answers it; musl keeps nothing from call to call. Races are the World's to
 * decide: see World.choose().
 */
export async function callMusl(
  world: World,
  { name, family, flags }: Lookup,
  features: Features,
): Promise<Called> {
  const hints = flags === undefined ? HINTS_OF_GO : hintsOf(flags);
  const answer = await getaddrinfo(world, name, family, hints, features);
  const errno = answer.kind === "error" ? answer.errno : undefined;
  return { outcome: outcomeOf(answer, features), errno: errno ?? null };
}

function outcomeOf(answer: Answer, features: Features): Outcome {
  switch (answer.kind) {
    case "addresses":
      return {
        kind: "answer",
        addresses: answer.addresses.map(formatLiteral),
        canonicalName: toTextOrBytes(answer.canonicalName),
      };
    case "error":
      return errorOutcome(answer.code, features);
    case "crash":
      return crashOutcome(answer.signal);
  }
}
