/** A scenario without a file: one name, and the files that the command line names. */
import { readInputFile, UnreadableInput } from "../disk/input-file.ts";
import { Failure } from "../errors.ts";
import type { DnsServer } from "../fixture/dns-server.ts";
import { ZoneError } from "../fixture/errors.ts";
import { parseZone } from "../fixture/zone.ts";
import { nameserversIn } from "../scenario/nameservers.ts";
import type { FileSpec, Scenario } from "../scenario/scenario.ts";
import type { Lookup } from "../world/world.ts";
import { printable } from "../yaml/shown.ts";
import { readMachineFile } from "./machine-file.ts";

export const RESOLV_CONF = "/etc/resolv.conf";

/** What the command line gives; null leaves a file or the host name to the image. */
export interface TryFiles {
  /** null: this machine's, as a container engine would hand it on. */
  readonly resolvConf: string | null;
  readonly hosts: string | null;
  readonly nsswitch: string | null;
  readonly hostConf: string | null;
  /** Master file; null: the name exists and nothing else. */
  readonly zone: string | null;
  readonly hostname: string | null;
  readonly env: Readonly<Record<string, string>>;
}

const MAX_FILE_BYTES = 1024 * 1024;
const ORDINARY_MODE = 0o644;
/** Addresses for documentation (RFC 5737, RFC 3849). */
const INVENTED = { A: "192.0.2.1", AAAA: "2001:db8::1" } as const;
const PLACE = { file: "(command line)", line: 1, column: 1 };

/** Makes the scenario. Rejects with Failure "usage" for files that cannot be read or understood. */
export async function tryScenario(
  lookup: Lookup,
  hosts: readonly string[],
  sources: TryFiles,
): Promise<Scenario> {
  const { env, hostname } = sources;
  const resolvConf = await resolvConfBytes(sources.resolvConf);
  const zone = sources.zone === null ? inventedZone(lookup.name) : await zoneText(sources.zone);
  const files = {
    [RESOLV_CONF]: resolvConf === null ? ({ kind: "absent" } as const) : content(resolvConf),
    ...(await filesBeside(sources)),
  };
  return { ...nameScenario(lookup, files, env, hostname, zone), hosts, title: titleOf(sources) };
}

/** A name in these files; at every nameserver in resolv.conf there is the zone, without one the name and nothing else. */
export function nameScenario(
  lookup: Lookup,
  files: Readonly<Record<string, FileSpec>>,
  env: Readonly<Record<string, string>>,
  hostname: string | null,
  zone: string = inventedZone(lookup.name),
): Scenario {
  const resolvConf = files[RESOLV_CONF];
  return {
    id: "try",
    file: PLACE.file,
    title: lookup.name,
    about: "",
    refs: [],
    images: null,
    go: null,
    hosts: ["default"],
    files,
    env,
    hostname,
    user: null,
    dns: nameserversIn(resolvConf).map((address) => server(address, zone)),
    lookups: [{ ...lookup, place: PLACE }],
    expect: { cells: [] },
    known: null,
    control: false,
  };
}

/** The scenario with what the command line gives in the place of its own. Rejects as tryScenario does. */
export async function withGiven(scenario: Scenario, sources: TryFiles): Promise<Scenario> {
  const { resolvConf, zone, hostname, env } = sources;
  const given = resolvConf === null ? {} : { [RESOLV_CONF]: content(await readBytes(resolvConf)) };
  const text = zone === null ? null : await zoneText(zone);
  return {
    ...scenario,
    files: { ...scenario.files, ...given, ...(await filesBeside(sources)) },
    env: { ...scenario.env, ...env },
    hostname: hostname ?? scenario.hostname,
    dns: text === null ? scenario.dns : scenario.dns.map((server) => ({ ...server, zone: text })),
  };
}

async function filesBeside({
  hosts,
  nsswitch,
  hostConf,
}: TryFiles): Promise<Readonly<Record<string, FileSpec>>> {
  return {
    ...(hosts === null ? {} : { "/etc/hosts": content(await readBytes(hosts)) }),
    ...(nsswitch === null ? {} : { "/etc/nsswitch.conf": content(await readBytes(nsswitch)) }),
    ...(hostConf === null ? {} : { "/etc/host.conf": content(await readBytes(hostConf)) }),
  };
}

function titleOf({ resolvConf, zone }: TryFiles): string {
  const conf = resolvConf ?? `this machine's ${RESOLV_CONF}`;
  const exists = zone === null ? `the name has ${INVENTED.A} and ${INVENTED.AAAA}` : `names of ${zone}`;
  return `With ${conf}; at every nameserver in it ${exists}`;
}

/** null where this machine has no resolv.conf. */
async function resolvConfBytes(file: string | null): Promise<Uint8Array | null> {
  if (file !== null) return readBytes(file);
  const machine = await readMachineFile(RESOLV_CONF);
  return machine.kind === "file" && !machine.directory ? machine.bytes : null;
}

function server(address: string, zone: string): DnsServer {
  return { address, udp: "open", tcp: "open", delayMs: 0, zone, missing: "NXDOMAIN", rules: [] };
}

/** The name as it was given, absolute; empty where no zone can hold such a name. */
function inventedZone(name: string): string {
  const owner = `${name.replace(/\.$/, "").replace(/[^A-Za-z0-9._-]/gu, escaped)}.`;
  const zone = `${owner} 60 IN A ${INVENTED.A}\n${owner} 60 IN AAAA ${INVENTED.AAAA}\n`;
  try {
    parseZone(zone);
    return zone;
  } catch (error) {
    if (error instanceof ZoneError) return "";
    throw error;
  }
}

/** "\DDD" for each byte (RFC 1035, section 5.1). */
function escaped(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("");
}

async function zoneText(file: string): Promise<string> {
  const text = Buffer.from(await readBytes(file)).toString("utf8");
  try {
    parseZone(text);
    return text;
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    const place = { file, line: error.line, column: error.column };
    throw new Failure("usage", error.problem, { place, cause: error });
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return (await readInputFile(file, MAX_FILE_BYTES)).bytes;
  } catch (cause) {
    if (!(cause instanceof UnreadableInput)) throw cause;
    throw new Failure("usage", `cannot read ${printable(file)}`, { cause });
  }
}

function content(bytes: Uint8Array): FileSpec {
  return { kind: "content", bytes, mode: ORDINARY_MODE, owner: 0 };
}
