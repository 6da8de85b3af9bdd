/** From `--engine NAME` and `--host ID=URL` to engines. */

import { Unavailable } from "../errors.ts";
import type { ClockKind, Engine } from "../lab/engine.ts";
import type { RealHost } from "../matrix/real-hosts.ts";

export const ENGINE_CHOICES = ["auto", "docker", "local", "model"] as const;
export type EngineName = (typeof ENGINE_CHOICES)[number];

export interface ChosenEngines {
  /** Makes the labs of every host without an engine of its own. */
  readonly engine: Engine;
  /** Engines of real hosts, by the host's id. */
  readonly hosts: ReadonlyMap<string, Engine>;
  /** One line: which engines they are and why. */
  readonly why: string;
  /** What the report says of the time. */
  readonly clock: ClockKind;
  /** Closes all of them. Rejects with Unavailable where something may be left. */
  close(): Promise<void>;
}

/**
 * Opens the engine, unless real hosts run every cell (`hostIds`), and the engines of these hosts.
 * Rejects with Failure "environment" that tells everything that was tried.
 */
export async function openEngines(
  name: EngineName,
  realHosts: readonly RealHost[],
  hostIds: ReadonlySet<string>,
  clock: ClockKind | null,
): Promise<ChosenEngines> {
  const used = realHosts.filter(({ id }) => hostIds.has(id));
  const real = new Set(used.map(({ id }) => id));
  const needsOwn = used.length === 0 || [...hostIds].some((id) => !real.has(id));
  const own = needsOwn ? await selected(name, clock) : null;
  const hosts = new Map(await Promise.all(used.map((host) => opened(host, clock))));
  const lines = [...hosts].map(
    ([id, { about }]) => `host ${id}: ${about} (a real host, nothing is imitated)`,
  );
  const engine = own?.engine ?? [...hosts.values()][0];
  if (engine === undefined) throw new Error("no engine was opened");
  return {
    engine,
    hosts,
    clock: clockOf([...(own === null ? [] : [own.engine]), ...hosts.values()]),
    why: [...(own === null ? [] : [own.why]), ...lines].join("; "),
    close: () => closeAll([...(own === null ? [] : [own.engine]), ...hosts.values()]),
  };
}

async function selected(name: EngineName, clock: ClockKind | null) {
  const { selectEngine } = await import("../lab/select.ts");
  return selectEngine(name, clock);
}

async function opened({ id, url }: RealHost, clock: ClockKind | null): Promise<readonly [string, Engine]> {
  const { openHostEngine } = await import("../lab/docker/host-engine.ts");
  return [id, await openHostEngine(id, url, clock)];
}

/** Where any of them waits in real time, the run does. */
function clockOf(engines: readonly Engine[]): ClockKind {
  return engines.every((engine) => engine.clock.kind === "virtual") ? "virtual" : "real";
}

/** Each is closed, whatever the others do. */
async function closeAll(engines: readonly Engine[]): Promise<void> {
  const results = await Promise.allSettled(engines.map((engine) => engine.close()));
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const mistake = failures.find((reason) => !(reason instanceof Unavailable));
  if (mistake !== undefined) throw mistake;
  if (failures.length > 0) throw new Unavailable(failures.map(({ message }) => message).join("; "));
}
