/** Scenarios with many lookups that are answered at once. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** As many as a scenario may have. */
const LOOKUPS_PER_SCENARIO = 100;
const SERVER = "10.0.0.53";

/**
 * Writes scenarios in which libc and one Go version look names up, `lookups` times together.
 *
 * @param lookups a multiple of twice LOOKUPS_PER_SCENARIO
 */
export async function writeLookupScenarios(folder: string, lookups: number): Promise<void> {
  const names = lookups / 2;
  for (let first = 0; first < names; first += LOOKUPS_PER_SCENARIO) {
    await writeFile(join(folder, `from-${first}.json.yaml`), JSON.stringify(scenario(first)));
  }
}

/** JSON is YAML as well. */
function scenario(first: number): unknown {
  return {
    title: "Names that are answered at once",
    go: "1.24",
    files: { "/etc/resolv.conf": `nameserver ${SERVER}\n` },
    dns: { [SERVER]: { zone: "*.example.org. 30 IN A 10.1.2.3\n" } },
    lookups: Array.from({ length: LOOKUPS_PER_SCENARIO }, (_, index) => `name-${first + index}.example.org`),
  };
}
