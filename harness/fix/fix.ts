/** Remedies of a setting: all that fit it, each tried on the models of all its resolvers, the best of them first. */
import { causeGroups } from "../matrix/causes-text.ts";
import type { Catalogue } from "../matrix/plan.ts";
import type { ReportCause, ReportCell } from "../matrix/report-data.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { HOSTS } from "../settings/source.ts";
import { byteString } from "../wire/bytes.ts";
import { companionsOf } from "./companions.ts";
import { CONF_OFFERS } from "./conf-remedies.ts";
import { linesOf, textOf, wordsOf } from "./files.ts";
import {
  type Effect,
  effectOf,
  type Health,
  healthOf,
  outcomeOf,
  type Price,
  priceOf,
  wantedAddresses,
} from "./judge.ts";
import { NAME_OFFERS, plainHostsAddress } from "./name-remedies.ts";
import { PROGRAM_OFFERS } from "./program-remedies.ts";
import type { Offer, Remedy, Setting } from "./remedy.ts";
import { SERVER_OFFERS } from "./server-remedies.ts";
import { tryOut } from "./trial.ts";

const OFFERS: readonly Offer[] = [...CONF_OFFERS, ...NAME_OFFERS, ...PROGRAM_OFFERS, ...SERVER_OFFERS];
/** So many of the best are tried with the other names of the setting, too. */
const WITH_COMPANIONS = 12;

export interface TriedRemedy {
  readonly remedy: Remedy;
  readonly effect: Effect;
  readonly before: Price;
  readonly after: Price;
  /** Other names of the setting that somebody could look up before and cannot now. */
  readonly lostNames: readonly string[];
  /** What the cells came to with it. */
  readonly cells: readonly ReportCell[];
}

export interface Fixes {
  readonly scenario: Scenario;
  readonly cells: readonly ReportCell[];
  readonly health: readonly Health[];
  /** By lookup name, the addresses that are right, where that is known. */
  readonly wanted: Setting["wanted"];
  readonly causes: readonly ReportCause[];
  /** How many were tried. */
  readonly tried: number;
  /** Those that mend something, the best first. */
  readonly remedies: readonly TriedRemedy[];
}

/** Whether everything is well with it: all that was wrong is mended, and nothing else broken. */
export function isWhole({ effect, lostNames }: TriedRemedy): boolean {
  return (
    effect.mended.length > 0 &&
    effect.left.length === 0 &&
    effect.broken.length === 0 &&
    lostNames.length === 0
  );
}

/**
 * Tries all remedies.
 * @throws Failure "usage" as tryOut does
 */
export async function findFixes(
  scenario: Scenario,
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<Fixes> {
  const images = scenario.images ?? catalogue.images.filter((image) => image.default).map(({ id }) => id);
  const whole = { ...scenario, images, go: scenario.go ?? catalogue.defaultGo };
  const [cells = []] = await tryOut([whole], catalogue, signal);
  const [hostId = "default"] = whole.hosts;
  const host = [...catalogue.hosts, ...(scenario.ownHosts ?? [])].find(({ id }) => id === hostId);
  if (host === undefined) throw new Error(`no host profile ${hostId}`);
  const unjudged: Setting = { scenario: whole, host, catalogue, cells, wanted: new Map() };
  const wanted = new Map([...meantByHosts(unjudged), ...wantedAddresses(cells)]);
  const setting = { ...unjudged, wanted };
  const health = healthOf(cells);
  const nothing = { scenario: whole, cells, health, wanted, causes: [], tried: 0, remedies: [] };
  if (health.every((one) => one === "well")) return nothing;
  const causes = causeGroups(cells.filter((_, place) => health[place] !== "well")).map(({ cause }) => cause);
  const offered = onceEach(OFFERS.flatMap((offer) => offer(setting)));
  const after = await tryOut(
    offered.map((remedy) => remedy.scenario),
    catalogue,
    signal,
  );
  const before = priceOf(cells);
  const tried = offered
    .map((remedy, place): TriedRemedy => {
      const own = after[place] ?? [];
      return {
        remedy,
        effect: effectOf(cells, own, wanted),
        before,
        after: priceOf(own),
        lostNames: [],
        cells: own,
      };
    })
    .filter(({ effect }) => effect.mended.length > 0)
    .sort(compareTried);
  const best = await withCompanions(onlyNearest(tried).slice(0, WITH_COMPANIONS), setting, signal);
  return { ...nothing, causes, tried: offered.length, remedies: best.sort(compareTried) };
}

/** A name that stands in /etc/hosts is meant to have the addresses there, where resolvers do not agree. */
function meantByHosts(setting: Setting): ReadonlyMap<string, readonly string[]> {
  const entries = linesOf(textOf(setting, HOSTS) ?? "").map((line) => wordsOf(line.split("#", 1)[0] ?? ""));
  return new Map(
    setting.scenario.lookups.flatMap(({ name }) => {
      const addresses = entries.flatMap(([address, ...names]) =>
        address !== undefined && names.includes(name) ? [plainHostsAddress(address)] : [],
      );
      return addresses.length === 0 ? [] : [[name, addresses] as const];
    }),
  );
}

/** Two ways to say the same change are one remedy: the first. */
function onceEach(remedies: readonly Remedy[]): readonly Remedy[] {
  const seen = new Set<string>();
  return remedies.filter(({ scenario }) => {
    const key = JSON.stringify(scenario, (_, value) =>
      value instanceof Uint8Array ? byteString(value) : value,
    );
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Of releases that do the same only the nearest is worth telling: the cost says which. */
function onlyNearest(tried: readonly TriedRemedy[]): readonly TriedRemedy[] {
  const seen = new Set<string>();
  return tried.filter(({ remedy, effect }) => {
    const { who, id } = remedy;
    if (who !== "image" && !id.startsWith("go@")) return true;
    const kind = id.includes("@")
      ? "go"
      : id.split(" ").length > 1
        ? id
        : `image ${remedy.title.split(" with ").at(-1)}`;
    const key = JSON.stringify([kind.split("-")[0], effect]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Whole ones first, by how little they change; then by how much they leave well in the end. */
function compareTried(left: TriedRemedy, right: TriedRemedy): number {
  const [leftWhole, rightWhole] = [isWhole(left), isWhole(right)];
  if (leftWhole !== rightWhole) return leftWhole ? -1 : 1;
  const gain = ({ effect, lostNames }: TriedRemedy) =>
    leftWhole ? 0 : effect.mended.length - 2 * effect.broken.length - lostNames.length;
  return (
    gain(right) - gain(left) ||
    left.remedy.cost - right.remedy.cost ||
    left.after.questions - right.after.questions
  );
}

async function withCompanions(
  tried: readonly TriedRemedy[],
  setting: Setting,
  signal: AbortSignal,
): Promise<TriedRemedy[]> {
  const lookups = companionsOf(setting);
  if (lookups.length === 0 || tried.length === 0) return [...tried];
  const settings = [setting.scenario, ...tried.map(({ remedy }) => remedy.scenario)];
  const [before = [], ...after] = await tryOut(
    settings.map((scenario) => ({ ...scenario, lookups })),
    setting.catalogue,
    signal,
  );
  return tried.map((one, place) => {
    const cells = after[place] ?? [];
    const lost = before.filter((cell, index) => {
      const now = cells[index];
      return answers(cell) && (now === undefined || !answers(now));
    });
    return { ...one, lostNames: [...new Set(lost.map(({ lookup }) => lookup.name))] };
  });
}

function answers(cell: ReportCell): boolean {
  return outcomeOf(cell)?.kind === "answer";
}
