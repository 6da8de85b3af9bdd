/** Comparisons for a sample report: the kinds that a run makes, judged as simply as a sample may. */
import type { ReportCell, ReportComparison, ReportImage } from "../../harness/matrix/report-data.ts";
import type { Verdict } from "../../harness/scenario/scenario.ts";
import type { Outcome } from "../../harness/world/world.ts";

/** Go against the libc of its image, each image's libc against the next, and each host against the next. */
export function compareSample(
  cells: readonly ReportCell[],
  images: readonly ReportImage[],
): ReportComparison[] {
  const byPlace = new Map(cells.map((cell) => [placeOf(cell), cell]));
  const ready = images.filter(({ status }) => status === "ready");
  return cells.flatMap((right) => {
    const image = ready.findIndex(({ id }) => id === right.image);
    const libc = ready[image]?.libc ?? "";
    const before = ready[image - 1];
    const candidates =
      right.resolver !== libc
        ? [{ ...right, resolver: libc }]
        : before === undefined
          ? []
          : [{ ...right, image: before.id, resolver: before.libc ?? "" }];
    if (right.host !== "default") candidates.push({ ...right, host: "default" });
    return candidates.flatMap((candidate) => {
      const left = byPlace.get(placeOf(candidate));
      return left === undefined ? [] : compareCells(left, right);
    });
  });
}

function placeOf({ scenario, lookup, image, host, resolver }: ReportCell): string {
  return JSON.stringify([scenario, lookup.name, lookup.family, image, host, resolver]);
}

function compareCells(left: ReportCell, right: ReportCell): ReportComparison[] {
  if (left.outcome === undefined || right.outcome === undefined) return [];
  return [
    {
      scenario: left.scenario,
      lookup: left.lookup,
      image: left.image,
      host: left.host,
      ...(left.image === right.image ? {} : { rightImage: right.image }),
      ...(left.host === right.host ? {} : { rightHost: right.host }),
      left: left.resolver,
      right: right.resolver,
      ...judge(left, left.outcome, right, right.outcome),
    },
  ];
}

function judge(
  leftCell: ReportCell,
  left: Outcome,
  rightCell: ReportCell,
  right: Outcome,
): { readonly verdict: Verdict; readonly why: string } {
  const why = `${leftCell.resolver} ${said(left)}; ${rightCell.resolver} ${said(right)}`;
  if (left.kind !== right.kind) return { verdict: "outcome", why };
  if (left.kind === "error" && right.kind === "error" && left.class !== right.class)
    return { verdict: "error-kind", why };
  if (left.kind === "answer" && right.kind === "answer") {
    if (left.addresses.toSorted().join() !== right.addresses.toSorted().join())
      return { verdict: "addresses", why };
    if (left.addresses.join() !== right.addresses.join()) return { verdict: "order", why };
  }
  const questions = (cell: ReportCell) =>
    cell.trace.map(({ server, name, type, transport }) => `${server} ${name} ${type} ${transport}`).join();
  if (questions(leftCell) !== questions(rightCell))
    return {
      verdict: "wire",
      why: `same result; ${leftCell.trace.length} and ${rightCell.trace.length} messages`,
    };
  if (Math.abs(leftCell.elapsedMs - rightCell.elapsedMs) > 1000)
    return {
      verdict: "latency",
      why: `same result after ${Math.round(leftCell.elapsedMs)} ms and ${Math.round(rightCell.elapsedMs)} ms`,
    };
  return { verdict: "agree", why: "same result" };
}

function said(outcome: Outcome): string {
  return outcome.kind === "answer"
    ? `answers ${outcome.addresses.join(", ")}`
    : `fails: ${outcome.kind === "error" ? outcome.text : outcome.because}`;
}
