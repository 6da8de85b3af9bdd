/** What makes labs: one interface, implemented by docker/, local/ and, without any lab, model/. */

import type { Fixture } from "../fixture/dns-server.ts";
import type { EngineImages, LibcIdentity, ReadyImage } from "../images/image.ts";
import type { Resolver } from "../resolvers/resolver.ts";
import type { FileSpec, HostProfile, NetworkSpec, ProcessStep } from "../scenario/scenario.ts";
import type { TapPacket, TraceEvent } from "../trace/event.ts";
import type { Errno, Lookup, Outcome, World } from "../world/world.ts";

/** What timeouts are measured by: virtual, they are stepped over; real, they are waited for. */
export type ClockKind = "virtual" | "real";

/** The clock of an engine's cells; `because` tells why it is not the virtual one. */
export type EngineClock = { readonly kind: "virtual" } | { readonly kind: "real"; readonly because: string };

/** What of a scenario shapes the machine of a cell. */
export interface CellMachine {
  /** Laid over the image's own files, host profile's files first, scenario's last. Paths are absolute. */
  readonly files: Readonly<Record<string, FileSpec>>;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  /** uid (and gid) that looks up. */
  readonly user: number;
}

/** Everything of a scenario that shapes one cell. */
export interface CellSetup extends CellMachine {
  /** What there is besides loopback. */
  readonly network?: NetworkSpec;
  /** What the process does before its lookup: absent for nothing. */
  readonly before?: readonly ProcessStep[];
  /** A new fixture: its counters belong to this cell. */
  readonly fixture: Fixture;
  /** Virtual clock: which of the servers whose turn comes at the same moment is first, at each such choice. Default: 0. */
  readonly order?: readonly number[];
  /** Virtual clock: nanoseconds that the cell's clock begins later, of which libcs make random numbers. Default: 0. */
  readonly draw?: number;
  /** Told that the cell has sent a packet; from the first one on it may only wait. */
  readonly asked?: () => void;
}

/** What one cell showed. */
export interface Observation {
  /** Virtual clock: at each choice between servers, the message that each of them would have sent next. */
  readonly choices?: readonly (readonly Uint8Array[])[];
  readonly outcome: Outcome;
  readonly trace: readonly TraceEvent[];
  readonly packets: readonly TapPacket[];
  readonly elapsedMs: number;
  /** What the lookups of `CellSetup.before` came to; absent without one. */
  readonly earlier?: readonly Outcome[];
  /** errno that getaddrinfo left behind; only beside EAI_SYSTEM, whose reason it is. */
  readonly errno?: Errno;
}

/** Puts files in place of others while a resolver runs. */
export type ChangeFiles = (files: Readonly<Record<string, FileSpec>>) => Promise<void>;

/** An image on one host profile, ready to look up. Many cells may run in it at the same time. */
export interface Station {
  readonly image: ReadyImage;
  readonly host: HostProfile;
  readonly clock: ClockKind;
  /** null where the image has no libc that runs here: `libcAbsence` then says why, and `observe` rejects with it. */
  readonly libc: LibcIdentity | null;
  readonly libcAbsence: string | null;
  /** The real getaddrinfo of the image's libc. Rejects only with Unavailable. */
  observe(setup: CellSetup, lookup: Lookup, signal: AbortSignal): Promise<Observation>;
  /**
   * Stands for what a resolver reads of these files, which are the image's with the machine's over them: where it is equal,
   * it reads the same. Rejects only with Unavailable.
   */
  digest(machine: CellMachine, files: readonly string[], signal: AbortSignal): Promise<string>;
  /** Runs an emulated resolver on the lab's sockets with the image's files. Rejects only with Unavailable. */
  emulate(
    setup: CellSetup,
    resolver: Emulated,
    resolve: (world: World, change: ChangeFiles) => Promise<Outcome>,
    signal: AbortSignal,
  ): Promise<Observation>;
}

/** What an engine has to know of a resolver that is emulated in its labs. */
export type Emulated = Pick<Resolver, "id" | "files" | "calls" | "felt">;

export interface Engine {
  readonly name: "docker" | "local" | "model";
  /** One line: which engine, where, and of which version. */
  readonly about: string;
  readonly clock: EngineClock;
  /** Why nothing bounds the processes and the memory of all cells together; absent where something does. */
  readonly unbounded?: string;
  /** Where this engine gets images of registries by itself. */
  readonly images?: EngineImages;
  /** Brings an image up on a host profile. Rejects with Unavailable. */
  station(image: ReadyImage, host: HostProfile): Promise<Station>;
  /** Ends everything that this engine started. Idempotent. */
  close(): Promise<void>;
}
