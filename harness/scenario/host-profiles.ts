/** The host profiles of images/hosts/: what the machine under a container changes. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../errors.ts";
import { packageRoot } from "../package-root.ts";
import { didYouMean } from "../yaml/did-you-mean.ts";
import { YamlReader } from "../yaml/reader.ts";
import { shown } from "../yaml/shown.ts";
import { YamlSource } from "../yaml/source.ts";
import { checkFiles } from "./check/files.ts";
import { fileSpecs } from "./file-specs.ts";
import { readText } from "./read-text.ts";
import type { HostProfile } from "./scenario.ts";
import { hostProfile as schema } from "./schema/host.ts";

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

/** Reads the text of a host profile. `file` is the name that messages carry. Throws Failure "usage". */
export function parseHostProfile(text: string, file: string, id: string): HostProfile {
  const source = new YamlSource(text, file);
  const reader = new YamlReader(source, schema);
  checkFiles(reader);
  const written = reader.finish();
  return {
    id,
    title: written.title,
    imitates: written.imitates,
    refs: written.refs ?? [],
    syscalls: written.syscalls ?? {},
    sysctls: written.sysctls ?? {},
    user: written.user ?? null,
    files: fileSpecs(written.files ?? {}),
  };
}

/** The host profile of a file beside a scenario; the path is its id. Throws Failure "usage". */
export async function loadHostProfileFile(path: string): Promise<HostProfile> {
  return parseHostProfile(await readText(path), path, path);
}

async function loadHostProfile(id: string): Promise<HostProfile> {
  const file = join(directory(), `${id}.yaml`);
  return parseHostProfile(await readText(file), file, id);
}
