/** Go versions as people write them: of the command line and of programs. */
import { Failure } from "../errors.ts";
import { type GoBuild, ordinaryBuild } from "../resolvers/go/index.ts";
import { goVersion } from "../scenario/schema/go.ts";

/** Ordinary builds with cgo. Throws Failure "usage" for a version that is not emulated. */
export function parseGoVersions(versions: readonly string[]): readonly GoBuild[] {
  return versions.map((version) => {
    const parsed = goVersion.safeParse(version);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ message }) => message).join("; ");
      throw new Failure("usage", `Go version ${version}: expected ${problems}`);
    }
    return ordinaryBuild(parsed.data);
  });
}
