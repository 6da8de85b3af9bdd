/** From the text of a host profile to what the machine under a container changes. */
import { YamlReader } from "../yaml/reader.ts";
import { YamlSource } from "../yaml/source.ts";
import { checkFiles } from "./check/files.ts";
import { fileSpecs } from "./file-specs.ts";
import type { HostProfile } from "./scenario.ts";
import { hostProfile as schema } from "./schema/host.ts";

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
