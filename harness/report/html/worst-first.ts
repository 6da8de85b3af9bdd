/** The order in which the page tells rows: what a person came for stands on top. */
import type { Report } from "../../matrix/report-data.ts";
import { groupedBy, type Layout, type Row } from "../layout.ts";
import { verdictWords, wordOf } from "../words.ts";

/** Something that a scenario did not expect weighs more than any difference that it did. */
const UNEXPECTED = verdictWords.length;

/** A layout's rows, in each topic those first of whose scenario a cell is unexpected, fails where others answer, and so on. */
export function worstFirst({ expectations }: Report, { rows, judgements }: Layout): readonly Row[] {
  const unexpected = new Set(expectations.filter(({ ok }) => !ok).map(({ scenario }) => scenario));
  const weights = rows.map(({ scenario, cells }) =>
    Math.max(
      unexpected.has(scenario) ? UNEXPECTED : -1,
      ...cells.map((cell) => {
        const verdict = cell === null ? null : (judgements[cell]?.verdict ?? null);
        return verdict === null ? -1 : wordOf(verdict).weight;
      }),
    ),
  );
  const weighed = rows.map((row, index) => ({ row, weight: weights[index] ?? -1 }));
  return [...groupedBy(weighed, ({ row }) => row.topic).values()].flatMap((topic) => {
    const scenarios = [...groupedBy(topic, ({ row }) => row.scenario).values()];
    const heaviest = (members: typeof topic) => Math.max(...members.map(({ weight }) => weight));
    return scenarios
      .toSorted((left, right) => heaviest(right) - heaviest(left))
      .flatMap((members) => members.map(({ row }) => row));
  });
}
