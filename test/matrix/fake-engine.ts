/** An engine without labs: what each cell shows is looked up in a table. */

import { Unavailable } from "../../harness/errors.ts";
import type { DeclaredLibc, LibcIdentity, ReadyImage } from "../../harness/images/image.ts";
import type { CellSetup, Engine, Observation, Station } from "../../harness/lab/engine.ts";
import { usualEvidence } from "../../harness/matrix/cell-place.ts";
import type { RunListener, RunParts } from "../../harness/matrix/parts.ts";
import type { ReportCell } from "../../harness/matrix/report-data.ts";
import { buildId, type GoBuild } from "../../harness/resolvers/go/index.ts";
import { formatResolverId } from "../../harness/resolvers/id.ts";
import type { Mode, Resolved, Resolver } from "../../harness/resolvers/resolver.ts";
import type { HostProfile } from "../../harness/scenario/scenario.ts";
import type { Errno, Lookup, Outcome, World } from "../../harness/world/world.ts";

export interface FakeImage {
  readonly declared?: DeclaredLibc | null;
  readonly found?: LibcIdentity | null;
  /** What getaddrinfo comes to; a function may wait or reject. */
  readonly observe?: (
    setup: CellSetup,
    lookup: Lookup,
    signal: AbortSignal,
  ) => Promise<Observation> | Observation;
  /** What its files are told by; default: as if every image had others. */
  readonly digest?: string;
  /** Rejects to bring the station up, with this reason. */
  readonly broken?: string;
  /** Rejects to get the image, with this reason. */
  readonly missing?: string;
}

export interface FakeGo {
  readonly chooseMode?: (build: GoBuild) => Mode;
  readonly resolve?: (build: GoBuild, lookup: Lookup) => Promise<Resolved>;
  readonly throughLibc?: (outcome: Outcome, errno: Errno | null) => Outcome;
}

export interface FakeRun extends RunParts {
  /** What was asked of the engine, in order: "obtain alpine-3.8", "station alpine-3.8 on default". */
  readonly calls: readonly string[];
  /** Lookups that were emulated in a station, in order: "alpine-3.8 go@1.24". */
  readonly emulated: readonly string[];
}

/** Parts of a run over made-up images. */
export function fakeRun(images: Readonly<Record<string, FakeImage>>): FakeRun {
  const calls: string[] = [];
  const emulated: string[] = [];
  const engine: Engine = {
    name: "local",
    about: "fake",
    clock: { kind: "virtual" },
    async station(image, host) {
      calls.push(`station ${image.id} on ${host.id}`);
      const fake = images[image.id] ?? {};
      if (fake.broken !== undefined) throw new Unavailable(fake.broken);
      return fakeStation(image, host, fake, (id) => emulated.push(`${image.id} ${id}`));
    },
    async close() {
      calls.push("close");
    },
  };
  return {
    calls,
    emulated,
    engineOf: () => engine,
    knownLibcs: [],
    standIn: null,
    async obtain(id) {
      calls.push(`obtain ${id}`);
      const fake = images[id];
      if (fake === undefined) throw new Unavailable(`no such image: ${id}`);
      if (fake.missing !== undefined) throw new Unavailable(fake.missing);
      return readyImage(id, fake.declared ?? null);
    },
    createFixture: (servers) => ({ servers, answer: () => [] }),
  };
}

function fakeStation(
  image: ReadyImage,
  host: HostProfile,
  fake: FakeImage,
  tell: (resolver: string) => void,
): Station {
  return {
    image,
    host,
    clock: "real",
    libc: fake.found === undefined ? musl("1.2.3") : fake.found,
    libcAbsence: fake.found === null ? "no libc: a cgo binary cannot run here" : null,
    async observe(setup, lookup, signal) {
      if (fake.found === null) throw new Unavailable("no libc: a cgo binary cannot run here");
      return fake.observe === undefined
        ? observation(answer("192.0.2.1"))
        : fake.observe(setup, lookup, signal);
    },
    digest: async () => fake.digest ?? image.id,
    async emulate(setup, resolver, resolve) {
      tell(formatResolverId(resolver.id));
      return observation(await resolve(worldOf(setup), async () => {}));
    },
  };
}

function worldOf(setup: CellSetup): World {
  const refuse = (): never => {
    throw new Error("the fake world has no network");
  };
  return {
    files: { read: async () => ({ kind: "error", errno: "ENOENT" }) },
    calls: {},
    env: setup.env,
    hostname: setup.hostname,
    clock: { nowMs: () => 0, sleep: async () => {} },
    network: { udp: refuse, unconnectedUdp: refuse, tcp: refuse, sourceFor: refuse },
    choose: () => 0,
    random: () => 0,
  };
}

/** Go that always answers and keeps to itself, unless told otherwise. */
export function fakeGo(changes: FakeGo = {}): (build: GoBuild) => Resolver {
  const { chooseMode, resolve, throughLibc } = changes;
  const mode = { order: "files,dns", because: "nothing asks for cgo", pureOrder: "files,dns" };
  return (build) => ({
    id: buildId(build),
    files: ["/etc/resolv.conf"],
    calls: [],
    felt: [],
    resolve: async (_, lookup) =>
      resolve === undefined ? { outcome: answer("192.0.2.1"), alternatives: [] } : resolve(build, lookup),
    program: {
      chooseMode: async () => chooseMode?.(build) ?? mode,
      throughLibc: (lookup, outcome, errno) => {
        if (throughLibc !== undefined) return throughLibc(outcome, errno);
        return outcome.kind !== "error"
          ? outcome
          : { ...outcome, text: `lookup ${lookup.name}: ${outcome.text}` };
      },
    },
  });
}

export function musl(version: string): LibcIdentity {
  return { family: "musl", version, buildId: null };
}

export function answer(...addresses: readonly string[]): Outcome {
  return { kind: "answer", addresses };
}

export const tryAgain = {
  kind: "error",
  class: "temporary",
  code: "EAI_AGAIN",
  number: -3,
  text: "Try again",
} as const satisfies Outcome;

export const noName = {
  kind: "error",
  class: "not-found",
  code: "EAI_NONAME",
  number: -2,
  text: "Name does not resolve",
} as const satisfies Outcome;

export function observation(outcome: Outcome, changes: Partial<Observation> = {}): Observation {
  return { outcome, trace: [], packets: [], elapsedMs: 1, ...changes };
}

export const silentListener: RunListener = {
  image() {},
  cellStart() {},
  cell() {},
  repeat() {},
  cellRepeated() {},
  scenario() {},
};

/** A cell for tests of comparisons and reports: a libc observed, Go emulated. */
export function cell(changes: Partial<ReportCell> = {}): ReportCell {
  return {
    scenario: "topic/story",
    lookup: { name: "db.example", family: "ip" },
    image: "alpine-3.8",
    host: "default",
    resolver: "musl@1.1.19",
    evidence: usualEvidence(changes.resolver ?? "musl@1.1.19"),
    outcome: answer("192.0.2.1"),
    alternatives: [],
    trace: [],
    elapsedMs: 1,
    ...changes,
  };
}

/** A cell that could not be observed. */
export function lostCell(changes: Partial<ReportCell> = {}): ReportCell {
  const { outcome: _, ...rest } = cell(changes);
  return { ...rest, evidence: "unavailable", reason: changes.reason ?? "no such image" };
}

function readyImage(id: string, libc: DeclaredLibc | null): ReadyImage {
  return {
    id,
    libc,
    digest: `sha256:${id}`,
    origin: "made up",
    content: { kind: "engine", imageId: id },
  };
}
