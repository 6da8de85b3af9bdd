/** Files that `resolver-matrix lint` is given: read, told apart, looked at. */

import { listHostProfiles } from "../disk/host-profiles.ts";
import { Failure } from "../errors.ts";
import { type Finding, KINDS, type Kind } from "../lint/finding.ts";
import { kindOf } from "../lint/kind.ts";
import { lint, lintUnlessTemplate, type Subject } from "../lint/lint.ts";
import { readMachineFile } from "../settings/machine-file.ts";
import { byteString } from "../wire/bytes.ts";
import { shown } from "../yaml/shown.ts";

/** Longest file of any of these kinds that is looked at. */
const MAX_BYTES = 1024 * 1024;

export interface LintResult {
  /** Of all files that could be read, in their order. */
  readonly findings: readonly Finding[];
  /** Why others could not: unreadable, or of no known kind. */
  readonly failures: readonly Failure[];
}

/**
 * Looks at all files, whatever becomes of the others.
 * @param as what the files are; null: told by each
 * @param skipTemplates pass over files that have placeholders
 */
export async function lintFiles(
  files: readonly string[],
  as: Kind | null,
  skipTemplates: boolean,
): Promise<LintResult> {
  const hostIds = await listHostProfiles();
  const look = skipTemplates ? lintUnlessTemplate : lint;
  const findings: Finding[] = [];
  const failures: Failure[] = [];
  for (const file of files) {
    try {
      findings.push(...look(await subjectOf(file, as), hostIds));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  return { findings, failures };
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
