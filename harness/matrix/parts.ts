/** What a run is made of. The command line puts the real parts together, tests put in their own. */
import type { DnsServer, Fixture } from "../fixture/dns-server.ts";
import type { DeclaredLibc, ReadyImage } from "../images/image.ts";
import type { CellMachine, Engine, Station } from "../lab/engine.ts";
import type { ResolverId } from "../resolvers/id.ts";
import type { Resolver } from "../resolvers/resolver.ts";
import type { HostProfile } from "../scenario/scenario.ts";
import type { TapPacket } from "../trace/event.ts";
import type { Way } from "./all-outcomes.ts";
import type { PlannedCell } from "./plan.ts";
import type {
  ReportCell,
  ReportComparison,
  ReportExpectation,
  ReportImage,
  ReportScenario,
} from "./report-data.ts";

/** Emulation in the place of an image. */
export interface StandIn {
  /** The files that the image is known to have, on no machine at all. Rejects with Unavailable. */
  station(image: string, host: HostProfile): Promise<Station>;
  /** The model of a libc; null where there is none. */
  libc(id: ResolverId): Resolver | null;
}

/** A cell and what it could see. */
export interface JudgedCell {
  readonly cell: ReportCell;
  readonly machine: CellMachine;
  readonly host: HostProfile;
}

/** Tells why cells of one scenario fail or differ. */
export type TellCauses = (
  cells: readonly JudgedCell[],
  comparisons: readonly ReportComparison[],
) => readonly ReportCell[];

export interface RunParts {
  /** Who makes the labs of a host. */
  engineOf(host: HostProfile): Engine;
  /** Gets an image by its id or reference for one engine. Rejects with Unavailable. */
  obtain(image: string, engine: Engine, signal: AbortSignal): Promise<ReadyImage>;
  /** Libcs of the catalogue: releases are told apart by their build ids. */
  readonly knownLibcs: readonly DeclaredLibc[];
  /** What takes the place of an image that cannot be had; null where only what is observed counts. */
  readonly standIn: StandIn | null;
  /** Who tells why cells fail or differ; absent where nobody asks. */
  readonly tellCauses?: TellCauses;
  /** Fresh servers for one cell. */
  createFixture(servers: readonly DnsServer[]): Fixture;
}

/** A scenario whose cells have all ended. */
export interface ScenarioResult {
  readonly scenario: ReportScenario;
  readonly cells: readonly ReportCell[];
  readonly comparisons: readonly ReportComparison[];
  readonly expectations: readonly ReportExpectation[];
}

/** Told what happens while it happens. */
export interface RunListener {
  /** An image is up, or cannot be had. */
  image(image: ReportImage): void;
  cellStart(cell: PlannedCell): void;
  /** A cell has ended. `ways`: every way in which an emulated lookup can go, as far as known. */
  cell(cell: ReportCell, packets: readonly TapPacket[], ways: readonly Way[]): void;
  /** So many cells of the scenario are not as expected, and run once more. */
  repeat(scenario: string, cells: number): void;
  /** A cell has ended once more. It may be dropped again: the scenario's result holds what counts. */
  cellRepeated(cell: ReportCell, packets: readonly TapPacket[]): void;
  scenario(result: ScenarioResult): void;
}
