/** Whose files, environment and host name are explained: a scenario's, given ones, or this machine's. */
import { hostname } from "node:os";
import { readInputFile, UnreadableInput } from "../disk/input-file.ts";
import { Failure } from "../errors.ts";
import { createFixture } from "../fixture/fixture.ts";
import type { ImageDefinition } from "../images/image.ts";
import { imaginedFiles } from "../images/imagined.ts";
import { ipv6OfHost } from "../scenario/host-ipv6.ts";
import type { HostProfile, Scenario } from "../scenario/scenario.ts";
import { createSimulatedWorld, type SimulatedMachine } from "../world/simulated.ts";
import { routesOf } from "../world/simulated-interface.ts";
import type { FileResult } from "../world/world.ts";
import { printable } from "../yaml/shown.ts";
import { readMachineFile } from "./machine-file.ts";
import { variablesOf } from "./machine-place.ts";
import { HOST_CONF, HOSTS, NSSWITCH_CONF, ORDINARY, RESOLV_CONF, type Source } from "./source.ts";

/** What the command line gives; null leaves it to the scenario or this machine. */
export interface Given {
  readonly resolvConf: string | null;
  readonly hosts: string | null;
  readonly nsswitch: string | null;
  readonly hostConf: string | null;
  readonly hostname: string | null;
  readonly env: Readonly<Record<string, string>>;
}

/** A file that stands at a path, and where it comes from. */
interface Placed {
  readonly file: FileResult;
  readonly origin: string;
}

/** The host name of a lab: it names no domain to search. */
const LAB_HOSTNAME = "lab";

/** No servers, and a time that stands still: nothing is looked up. */
const NOTHING: SimulatedMachine = { files: {}, env: {}, hostname: "", fixture: createFixture([]), seed: 1 };

/** What a container has whose image nobody knows. */
const BARE = imaginedFiles({ sources: [] });

/**
 * The given files; beside a given resolv.conf a bare container's, else this machine's, with its environment and host
 * name. Rejects with Failure "usage" for a given file that cannot be read.
 */
export async function givenSource(given: Given): Promise<Source> {
  const placed = new Map(await readGiven(given));
  const isMachine = given.resolvConf === null;
  const machine = createSimulatedWorld({
    ...NOTHING,
    files: BARE,
    env: isMachine ? { ...variablesOf(process.env), ...given.env } : given.env,
    hostname: given.hostname ?? (isMachine ? hostname() : LAB_HOSTNAME),
  });
  const read = isMachine ? readMachineFile : (path: string) => machine.files.read(path);
  const bareOrigin = (path: string) =>
    path in BARE ? "not given: localhost only" : "not given, so absent as in bare images";
  return {
    world: { ...machine, files: { read: async (path) => placed.get(path)?.file ?? read(path) } },
    setting: isMachine ? "this machine's files" : "the given files in a bare container",
    originOf: (path) => placed.get(path)?.origin ?? (isMachine ? "this machine's" : bareOrigin(path)),
    surroundings: ORDINARY,
  };
}

/**
 * A scenario on the first of its host profiles: its files over the host's, over what an image like this usually has;
 * the given ones over all of them. Rejects with Failure "usage" for a given file that cannot be read.
 */
export async function scenarioSource(
  scenario: Scenario,
  hosts: readonly [HostProfile, ...HostProfile[]],
  image: ImageDefinition,
  given: Given,
): Promise<Source> {
  const placed = new Map(await readGiven(given));
  const [host] = hosts;
  const machine = createSimulatedWorld({
    ...NOTHING,
    files: { ...imaginedFiles(image), ...host.files, ...scenario.files },
    env: { ...scenario.env, ...given.env },
    hostname: given.hostname ?? scenario.hostname ?? LAB_HOSTNAME,
    user: scenario.user ?? host.user ?? 0,
  });
  return {
    world: {
      ...machine,
      files: { read: async (path) => placed.get(path)?.file ?? machine.files.read(path) },
    },
    setting: `scenario ${scenario.id}, image ${image.id}, host ${hosts.map(({ id }) => id).join(", ")}`,
    originOf: (path) => {
      const given = placed.get(path)?.origin;
      if (given !== undefined) return given;
      if (path in scenario.files) return "the scenario's";
      return path in host.files ? `the host profile's` : `not given: as usual in ${image.id}`;
    },
    surroundings: {
      calls: host.syscalls,
      routes: scenario.network === undefined ? [] : routesOf(scenario.network),
      // What else a sysctl does no model knows.
      ipv6: ipv6OfHost(host) !== false,
      dns: scenario.dns,
    },
  };
}

async function readGiven(given: Given): Promise<readonly (readonly [string, Placed])[]> {
  const named = [
    [RESOLV_CONF, given.resolvConf],
    [HOSTS, given.hosts],
    [NSSWITCH_CONF, given.nsswitch],
    [HOST_CONF, given.hostConf],
  ] as const;
  const placed: (readonly [string, Placed])[] = [];
  for (const [path, file] of named) {
    if (file !== null) placed.push([path, { file: await mustRead(file), origin: file }]);
  }
  return placed;
}

async function mustRead(file: string): Promise<FileResult> {
  try {
    return { kind: "file", directory: false, ...(await readInputFile(file)) };
  } catch (cause) {
    if (!(cause instanceof UnreadableInput)) throw cause;
    throw new Failure("usage", `cannot read ${printable(file)}`, { cause });
  }
}
