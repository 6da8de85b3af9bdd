/** Files that `resolver-matrix lint` is given: read, told apart, looked at. */

import { listHostProfiles } from "../disk/host-profiles.ts";
import { Failure } from "../errors.ts";
import { type Finding, KINDS, type Kind } from "../lint/finding.ts";
import { kindOf } from "../lint/kind.ts";
import { lint, type Subject } from "../lint/lint.ts";
import { readMachineFile } from "../settings/machine-file.ts";
import { byteString } from "../wire/bytes.ts";
import { shown } from "../yaml/shown.ts";

/** Longest file of any of these kinds that is looked at. */
const MAX_BYTES = 1024 * 1024;

/**
 * Findings of all files, in their order. Rejects with Failure "usage" for the first that cannot be read or is of no
 * known kind.
 */
export async function lintFiles(files: readonly string[], as: Kind | null): Promise<readonly Finding[]> {
  const hostIds = await listHostProfiles();
  const subjects: Subject[] = [];
  for (const file of files) subjects.push(await subjectOf(file, as));
  return subjects.flatMap((subject) => lint(subject, hostIds));
}

async function subjectOf(file: string, as: Kind | null): Promise<Subject> {
  const found = await readMachineFile(file);
  if (found.kind === "error") throw cannotRead(file, found.errno);
  if (found.directory) throw cannotRead(file, "it is a directory");
  if (found.bytes.length > MAX_BYTES) throw cannotRead(file, `it has more than ${MAX_BYTES} bytes`);
  const text = byteString(found.bytes);
  const kind = as ?? kindOf(file, text);
  if (kind !== null) return { file, kind, text };
  throw new Failure("usage", `cannot tell what kind of file ${shown(file)} is`, {
    advice: `say so: --as ${KINDS.join(", --as ")}`,
  });
}

function cannotRead(file: string, why: string): Failure {
  return new Failure("usage", `cannot read ${shown(file)}`, { cause: new Error(why) });
}
