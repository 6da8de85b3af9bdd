/** Refuses Node versions on which this program would fail in the middle of something: a sentence instead of a stack. */
import { Failure } from "./errors.ts";

const LEAST = [20, 19] as const;

/** Why this version of Node is not enough; null where it is. `version`: as process.versions.node has it. */
export function nodeTooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return null;
  return `resolver-matrix needs Node ${leastMajor}.${leastMinor} or newer, and this is Node ${version}`;
}

/** @throws Failure "environment" where Node is too old */
export function refuseOldNode(): void {
  const refusal = nodeTooOld(process.versions.node);
  if (refusal !== null) throw new Failure("environment", refusal);
}
