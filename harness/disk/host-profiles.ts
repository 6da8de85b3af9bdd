/** The host profiles of images/hosts/: what the machine under a container changes. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../errors.ts";
import { packageRoot } from "../package-root.ts";
import { parseHostProfile } from "../scenario/host-profile.ts";
import type { HostProfile } from "../scenario/scenario.ts";
import { didYouMean } from "../yaml/did-you-mean.ts";
import { shown } from "../yaml/shown.ts";
import { readText } from "./read-text.ts";

function directory(): string {
  return join(packageRoot, "images", "hosts");
}

/** Ids of all host profiles, in order: file names without .yaml. */
export async function listHostProfiles(): Promise<readonly string[]> {
  const names = await readdir(directory());
  return names
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}

/** All host profiles, in the order of their ids. Throws Failure "usage" for a broken file. */
export async function loadHostProfiles(): Promise<readonly HostProfile[]> {
  return Promise.all((await listHostProfiles()).map(loadHostProfile));
}

/** The host profile of an id. Throws Failure "usage" when there is none. */
export async function findHostProfile(id: string): Promise<HostProfile> {
  const ids = await listHostProfiles();
  if (ids.includes(id)) return loadHostProfile(id);
  throw new Failure("usage", `no host profile ${shown(id)}${didYouMean(id, ids)}`, {
    advice: `there are ${ids.join(", ")}`,
  });
}

/** The host profile of a file beside a scenario; the path is its id. Throws Failure "usage". */
export async function loadHostProfileFile(path: string): Promise<HostProfile> {
  return parseHostProfile(await readText(path), path, path);
}

async function loadHostProfile(id: string): Promise<HostProfile> {
  const file = join(directory(), `${id}.yaml`);
  return parseHostProfile(await readText(file), file, id);
}
