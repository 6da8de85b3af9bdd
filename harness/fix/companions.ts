/** Other names of a setting: what a remedy may break for them is a price that the one name does not show. */
import { parseZoneRecords } from "../fixture/master-file.ts";
import type { ScenarioLookup } from "../scenario/scenario.ts";
import { RESOLV_CONF } from "../settings/source.ts";
import { linesOf, textOf, wordsOf } from "./files.ts";
import type { Setting } from "./remedy.ts";

const MOST = 12;
const ADDRESS_TYPES: ReadonlySet<number> = new Set([1, 28]);

/** Names that the servers hold, whole and as the search list lets people write them; without those of the setting. */
export function companionsOf(setting: Setting): readonly ScenarioLookup[] {
  const { scenario } = setting;
  const [first] = scenario.lookups;
  if (first === undefined) return [];
  const owners = new Set(
    scenario.dns.flatMap(({ zone }) =>
      parseZoneRecords(zone).flatMap(({ record }) =>
        ADDRESS_TYPES.has(record.type) && !/[*\\]/.test(record.name)
          ? [record.name.replace(/\.$/, "").toLowerCase()]
          : [],
      ),
    ),
  );
  const search = linesOf(textOf(setting, RESOLV_CONF) ?? "")
    .map(wordsOf)
    .findLast(([keyword]) => keyword === "search" || keyword === "domain");
  const domains = (search ?? []).slice(1).map((domain) => domain.replace(/\.$/, "").toLowerCase());
  const names = [...owners].flatMap((owner) => [
    ...domains.flatMap((domain) =>
      owner.endsWith(`.${domain}`) ? [owner.slice(0, -domain.length - 1)] : [],
    ),
    owner,
  ]);
  const own = new Set(scenario.lookups.map(({ name }) => name.toLowerCase()));
  return [...new Set(names)]
    .filter((name) => name !== "" && !own.has(name))
    .slice(0, MOST)
    .map((name) => ({ name, family: "ip", place: first.place }));
}
