/** Walking the candidate names and remembering the error (src/net/dnsclient_unix.go, goLookupIPCNAMEOrder). */
import { TYPE } from "../../wire/mnemonics.ts";
import { type Harvest, harvest } from "./answers.ts";
import { type Tried, tryOneName } from "./attempts.ts";
import { type DnsError, dnsError, isTemporary } from "./errors.ts";
import type { Client } from "./exchange.ts";
import { formatIpAddress, type IpAddress } from "./literals.ts";
import { candidatesOf } from "./names.ts";

/**
 * Results of goroutines that come in no further apart than this may come in the other way round next time: scheduling,
 * the kernel and the servers decide. Seen to happen over three round trips on a busy machine.
 */
const RACE_WINDOW_MS = 40;

/** What a walk can end with. */
export interface Found {
  readonly addresses: readonly IpAddress[];
  readonly canonicalName: string | null;
  /** The error that was remembered, also where there are addresses. */
  readonly error: DnsError | null;
}

/**
 * Which goroutine of a candidate runs first. The scheduler takes the one that was made last, then the others in turn,
 * unless another processor steals one of those before.
 */
export type StartOrder = "last first" | "as made";

export interface Walk {
  readonly client: Client;
  readonly startOrder: StartOrder;
  /** A byte string. */
  readonly name: string;
  /** In the order in which Go makes their goroutines. */
  readonly types: readonly number[];
  /** LookupCNAME is content with a canonical name. */
  readonly wantsCanonicalName: boolean;
  readonly strictErrors: boolean;
  /** Where in the list of servers the next exchange begins. */
  nextOffset(): number;
}

interface Finished {
  readonly tried: Tried;
  readonly harvest: Harvest | null;
  /** Time of the World's clock. */
  readonly finishedMs: number;
}

const NOTHING: Found = { addresses: [], canonicalName: null, error: null };

/**
 * Asks for the candidates one after the other until one has an address. The first element is what happened; the others
 * are what else could have happened with the same replies: the last error of a candidate and the order of addresses
 * depend on which of the parallel questions is answered last.
 */
export async function walkCandidates(walk: Walk): Promise<readonly Found[]> {
  const { conf, settings } = walk.client;
  let found: readonly Found[] = [NOTHING];
  for (const candidate of candidatesOf(walk.name, conf, settings.features)) {
    const finished = await ask(walk, candidate.name);
    const isAsGiven = candidate.name === `${walk.name}.`;
    const orders = conf.singleRequest ? [finished] : possibleOrders(finished);
    found = distinct(
      orders.flatMap((order) => found.map((before) => order.reduce(absorbing(walk, isAsGiven), before))),
    );
    if (walk.strictErrors && finished.some(({ tried }) => isFinal(tried))) {
      // One family's failure may not pass for the absence of its addresses.
      found = found.map((end) => ({ ...end, addresses: [] }));
      break;
    }
    if (found.some((end) => isEnough(walk, end))) break;
  }
  // Errors show the name that was asked for, without suffix (golang/go#6324).
  return distinct(
    found.map((end) => (end.error === null ? end : { ...end, error: { ...end.error, name: walk.name } })),
  );
}

/** All types of one candidate, in the order in which they finished. */
async function ask(walk: Walk, name: string): Promise<readonly Finished[]> {
  const finished: Finished[] = [];
  const run = async (type: number) => {
    const tried = await tryOneName(walk.client, { name, type }, walk.nextOffset());
    const { world, settings } = walk.client;
    const harvested = tried.kind === "answer" ? harvest(tried.reply, settings.features) : null;
    finished.push({ tried, harvest: harvested, finishedMs: world.clock.nowMs() });
  };
  if (walk.client.conf.singleRequest) {
    for (const type of walk.types) await run(type);
  } else {
    await Promise.all(inStartOrder(walk).map(run));
  }
  return finished;
}

/** Where it matters the World may choose the other order: the scheduler does so now and then. */
function inStartOrder(walk: Walk): readonly number[] {
  const { types, startOrder, client } = walk;
  const orders = [[...types.slice(-1), ...types.slice(0, -1)], types];
  if (startOrder === "as made") orders.reverse();
  return orders[startOrderMatters(walk) ? client.world.choose(orders.length) : 0] ?? types;
}

/** Whether the start decides which server each type asks first: with `options rotate` every one begins a server further. */
export function startOrderMatters({ client, types }: Pick<Walk, "client" | "types">): boolean {
  const { rotate, singleRequest, servers } = client.conf;
  return rotate && !singleRequest && servers.length > 1 && types.length > 1;
}

/** The orders in which results may come in: as they did, and with those swapped that came in close together. */
function possibleOrders(finished: readonly Finished[]): readonly (readonly Finished[])[] {
  const [first, ...others] = finished;
  if (first === undefined) return [[]];
  const racing = others.filter(({ finishedMs }) => finishedMs - first.finishedMs <= RACE_WINDOW_MS);
  const beginnings = [first, ...racing];
  return beginnings.flatMap((beginning) =>
    possibleOrders(finished.filter((result) => result !== beginning)).map((rest) => [beginning, ...rest]),
  );
}

/** Takes one result in. */
function absorbing({ client, name, strictErrors }: Walk, isAsGiven: boolean) {
  const message = client.settings.features.saysUnmarshal
    ? "cannot unmarshal DNS message"
    : "cannot marshal DNS message";
  return (before: Found, { tried, harvest }: Finished): Found => {
    if (tried.kind === "error") {
      // The error of the name as given is preferred to those of names with a suffix.
      const isKept = before.error === null || isAsGiven || (strictErrors && isFinal(tried));
      return isKept ? { ...before, error: tried.error } : before;
    }
    return {
      addresses: [...before.addresses, ...(harvest?.addresses ?? [])],
      canonicalName: before.canonicalName ?? harvest?.canonicalName ?? null,
      error: harvest?.broken === true ? dnsError(message, name, tried.server) : before.error,
    };
  };
}

function isFinal(tried: Tried): boolean {
  return tried.kind === "error" && isTemporary(tried.error);
}

function isEnough({ wantsCanonicalName }: Walk, { addresses, canonicalName }: Found): boolean {
  return addresses.length > 0 || (wantsCanonicalName && canonicalName !== null);
}

/** Without repetitions; the first stays first. */
function distinct(found: readonly Found[]): readonly Found[] {
  if (found.length < 2) return found;
  const seen = new Map<string, Found>();
  for (const end of found) {
    const key = JSON.stringify([end.addresses.map(formatIpAddress), end.canonicalName, end.error]);
    if (!seen.has(key)) seen.set(key, end);
  }
  return [...seen.values()];
}

/** The types that a network asks for, in the order in which Go makes their goroutines. */
export function typesFor(network: string, filtersLater: boolean): readonly number[] {
  const version = filtersLater ? "" : network.slice(-1);
  if (version === "4") return [TYPE.A];
  if (version === "6") return [TYPE.AAAA];
  return [TYPE.A, TYPE.AAAA];
}
