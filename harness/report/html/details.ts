/** What people read beside the cells and the report's JSON does not hold: prose, files and servers of scenarios and hosts. */
import type { FileSpec, HostProfile, Scenario } from "../../scenario/scenario.ts";

/** What stands at a path inside the image, as text. */
export type FileText =
  | {
      readonly kind: "content";
      readonly text: string;
      /** Octal permission bits: "0644". */
      readonly mode: string;
      readonly owner: number;
      /** How many bytes of the file are not in `text`. */
      readonly cutBytes: number;
    }
  | { readonly kind: "absent" }
  | { readonly kind: "symlink"; readonly target: string }
  | { readonly kind: "directory" }
  | { readonly kind: "failing"; readonly errno: string };

type PortState = Scenario["dns"][number]["udp"];

export interface ServerDetails {
  readonly address: string;
  readonly udp: PortState;
  readonly tcp: PortState;
  readonly delayMs: number;
}

export interface ScenarioDetails {
  readonly about: string;
  readonly refs: readonly string[];
  /** The scenario file's own text; null where it was not kept. */
  readonly source: string | null;
  readonly files: Readonly<Record<string, FileText>>;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string | null;
  readonly user: number | null;
  readonly dns: readonly ServerDetails[];
  /** Keys of the expectations that come from documents and not from a run. */
  readonly documented: readonly string[];
}

export interface HostDetails {
  readonly title: string;
  readonly imitates: string;
  /** System call → the answer instead of the call. */
  readonly syscalls: Readonly<Record<string, string>>;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, FileText>>;
}

export interface ReportDetails {
  readonly scenarios: Readonly<Record<string, ScenarioDetails>>;
  readonly hosts: Readonly<Record<string, HostDetails>>;
}

/** For a report of which nothing but its JSON is known. */
export const noDetails: ReportDetails = { scenarios: {}, hosts: {} };

/** The most bytes of one file that a report shows. */
const shownBytes = 64 * 1024;

/**
 * Collects what people want to read beside the cells of a run.
 * @param sources scenario file (as `Scenario.file` names it) → its text; files that are missing show none
 */
export function detailsOf(
  scenarios: readonly Scenario[],
  hosts: readonly HostProfile[],
  sources: ReadonlyMap<string, string> = new Map(),
): ReportDetails {
  return {
    scenarios: Object.fromEntries(
      scenarios.map((scenario) => [
        scenario.id,
        scenarioDetails(scenario, sources.get(scenario.file) ?? null),
      ]),
    ),
    hosts: Object.fromEntries(hosts.map((host) => [host.id, hostDetails(host)])),
  };
}

function scenarioDetails(scenario: Scenario, source: string | null): ScenarioDetails {
  return {
    about: scenario.about,
    refs: scenario.refs,
    source,
    files: fileTexts(scenario.files),
    env: scenario.env,
    hostname: scenario.hostname,
    user: scenario.user,
    dns: scenario.dns.map(({ address, udp, tcp, delayMs }) => ({ address, udp, tcp, delayMs })),
    documented: scenario.expect.cells.flatMap(({ key, source }) => (source === undefined ? [] : [key])),
  };
}

function hostDetails(host: HostProfile): HostDetails {
  return {
    title: host.title,
    imitates: host.imitates,
    syscalls: Object.fromEntries(
      Object.entries(host.syscalls).map(([call, answer]) => [call, String(answer)]),
    ),
    sysctls: host.sysctls,
    files: fileTexts(host.files),
  };
}

function fileTexts(files: Readonly<Record<string, FileSpec>>): Record<string, FileText> {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, fileText(file)]));
}

function fileText(file: FileSpec): FileText {
  switch (file.kind) {
    case "failing":
      return { kind: "failing", errno: file.errno };
    case "content":
      return {
        kind: "content",
        text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(file.bytes.subarray(0, shownBytes)),
        mode: file.mode.toString(8).padStart(4, "0"),
        owner: file.owner,
        cutBytes: Math.max(0, file.bytes.length - shownBytes),
      };
    case "symlink":
      return { kind: "symlink", target: file.target };
    case "directory":
      return { kind: "directory" };
    case "absent":
      return { kind: "absent" };
  }
}
