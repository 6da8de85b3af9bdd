/** Remedies for programs. */
import { isWhole } from "../../fix/fix.ts";
import type { Effect } from "../../fix/judge.ts";
import type { ReportCell } from "../../matrix/report-data.ts";
import { jsonText } from "../../report/escape.ts";
import type { TriedSetting } from "./tried-setting.ts";

export function fixesJson(settings: readonly TriedSetting[]): string {
  return jsonText({ version: 1, settings: settings.map(settingJson) });
}

function settingJson({ fixes, real }: TriedSetting) {
  const { scenario, cells, health, causes, tried, remedies } = fixes;
  return {
    scenario: scenario.id,
    lookups: scenario.lookups.map(({ name, family }) => ({ name, family })),
    cells: cells.length,
    unwell: cells.flatMap((cell, place) => {
      const how = health[place];
      return how === undefined || how === "well"
        ? []
        : [{ ...placeOf(cell), how, cause: cell.cause?.id ?? null }];
    }),
    causes,
    tried,
    remedies: remedies.map((one) => {
      const { remedy, effect, before, after, lostNames } = one;
      const run = real.get(remedy.id);
      const { id, title, who, paste } = remedy;
      return {
        ...{ id, title, who },
        mendsAll: isWhole(one),
        ...countsOf(effect),
        lostNames,
        before,
        after,
        ran:
          run === undefined ? null : { engine: run.engine, observed: run.observed, ...countsOf(run.effect) },
        paste,
      };
    }),
  };
}

function placeOf({ lookup: { name, family }, image, host, resolver }: ReportCell) {
  return { name, family, image, host, resolver };
}

function countsOf({ mended, broken, left }: Effect) {
  return { mends: mended.length, breaks: broken.length, leaves: left.length };
}
