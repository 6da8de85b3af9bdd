/** A remedy: one change of a setting that may mend its lookups, who can make it, and what it looks like there. */
import type { Catalogue } from "../matrix/plan.ts";
import type { ReportCell } from "../matrix/report-data.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import type { HostProfile, Scenario } from "../scenario/scenario.ts";

/** Whose hands it needs. */
export type Who = "program" | "pod" | "image" | "build" | "DNS administrator" | "host";

/** The change where people make it: "Kubernetes", and the text to paste. */
export interface Paste {
  readonly place: string;
  readonly text: string;
}

export interface Remedy {
  /** Stable for the same change: "ndots:1", "glibc". */
  readonly id: string;
  /** What is done, in one sentence. */
  readonly title: string;
  readonly who: Who;
  /** How much is changed, for how many: see COST. */
  readonly cost: number;
  /** The setting with the change. As many lookups, images, hosts and Go builds as before, in the same order. */
  readonly scenario: Scenario;
  readonly paste: readonly Paste[];
}

/** From what one program can do alone to what touches everybody who asks a server. */
export const COST = {
  /** A line says what it was meant to say. */
  mend: 1,
  /** The name is written otherwise. */
  name: 2,
  /** A variable of one process. */
  variable: 3,
  /** A line of a file of one container. */
  option: 4,
  search: 5,
  nameserver: 6,
  /** It hides the fault, and must be kept up to date by hand. */
  hostsEntry: 20,
  build: 8,
  image: 9,
  server: 10,
  otherLibc: 11,
  /** A release that nobody mends any more. */
  older: 12,
  host: 13,
} as const;

/** What remedies start from. */
export interface Setting {
  /** With `images` and `go` filled in. */
  readonly scenario: Scenario & { readonly images: readonly string[]; readonly go: readonly GoBuild[] };
  /** The first of its host profiles. */
  readonly host: HostProfile;
  readonly catalogue: Catalogue;
  /** What it comes to unchanged, on the models. */
  readonly cells: readonly ReportCell[];
  /** By lookup name: the addresses that a healthy resolver gets, where the cells agree on them. */
  readonly wanted: ReadonlyMap<string, readonly string[]>;
}

/** Offers remedies where its kind fits the setting. None of them is known to mend anything yet. */
export type Offer = (setting: Setting) => readonly Remedy[];
