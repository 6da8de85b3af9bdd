/** This machine as a place where names are looked up. */
import { hostname } from "node:os";
import type { CapturedPlace } from "../capture/capture.ts";
import type { FileSpec } from "../scenario/scenario.ts";
import { byteString } from "../wire/bytes.ts";
import type { FileResult } from "../world/world.ts";
import { readMachineFile } from "./machine-file.ts";
import { HOST_CONF, HOSTS, NSSWITCH_CONF, RESOLV_CONF } from "./source.ts";

/** Files that resolvers read. Of those in the second list an absent one is what every image has: none. */
export const READ_BY_RESOLVERS = [RESOLV_CONF, HOSTS, NSSWITCH_CONF] as const;
export const SELDOM_THERE = [HOST_CONF, "/etc/gai.conf"] as const;
/** Variables that some resolver looks at; no other one leaves the place. */
export const VARIABLES = ["LOCALDOMAIN", "RES_OPTIONS", "HOSTALIASES", "GODEBUG"] as const;
const ORDINARY_MODE = 0o644;

/** Reads this machine's files, environment and host name. */
export async function machinePlace(): Promise<CapturedPlace> {
  const read = async (path: string) => [path, fileSpec(await readMachineFile(path))] as const;
  const files = await Promise.all(READ_BY_RESOLVERS.map(read));
  const seldom = (await Promise.all(SELDOM_THERE.map(read))).filter(([, file]) => saysSomething(file));
  return {
    where: "this machine",
    files: Object.fromEntries([...files, ...seldom]),
    env: variablesOf(process.env),
    hostname: hostname(),
    user: 0,
    images: null,
    libcs: [],
    lacks: [],
  };
}

/** Whether a file that is seldom there has more in it than the comments that distributions ship. */
export function saysSomething(file: FileSpec): boolean {
  if (file.kind !== "content") return file.kind !== "absent";
  return byteString(file.bytes).replaceAll(/#.*/g, "").trim() !== "";
}

/** Those of an environment that resolvers look at. */
export function variablesOf(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    VARIABLES.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function fileSpec(file: FileResult): FileSpec {
  if (file.kind === "error")
    return file.errno === "ENOENT" ? { kind: "absent" } : { kind: "failing", errno: file.errno };
  if (file.directory) return { kind: "directory", mode: 0o755, owner: 0 };
  return { kind: "content", bytes: file.bytes, mode: ORDINARY_MODE, owner: 0 };
}
