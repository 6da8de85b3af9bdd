/** Remedies for people: what is wrong and why, the best remedy ready to paste, and a table of all of them. */
import { type Fixes, isWhole, type TriedRemedy } from "../../fix/fix.ts";
import type { Price } from "../../fix/judge.ts";
import type { Paste } from "../../fix/remedy.ts";
import { causeText } from "../../matrix/causes-text.ts";
import type { ReportCell } from "../../matrix/report-data.ts";
import { adviceOn } from "../../report/advice.ts";
import { escapeTerminal } from "../../report/escape.ts";
import { formatDuration } from "../../trace/trace-text.ts";
import { columns, type Page, paragraph, section, verbatim } from "../explain/layout.ts";
import type { RealTry, TriedSetting } from "./tried-setting.ts";

const INDENT = 2;
const MOST_WHO = 4;

/** The whole of one setting, with a blank line behind it. */
export function fixesText(setting: TriedSetting, page: Page): string {
  const { fixes } = setting;
  const { scenario } = fixes;
  const names = [...new Set(scenario.lookups.map(({ name }) => name))].join(", ");
  const lines = [
    page.paint(escapeTerminal(`${scenario.id}: ${names}`), "bold"),
    ...wrongLines(fixes, page),
    ...remedyLines(setting, page),
    "",
  ];
  return `${lines.join("\n")}\n`;
}

function wrongLines({ cells, health, causes }: Fixes, page: Page): readonly string[] {
  const wrong = cells.filter((_, place) => health[place] !== "well");
  if (wrong.length === 0)
    return paragraph("Nothing to mend: every resolver comes to the same, and soon.", INDENT, page);
  const head = `${wrong.length} of ${cells.length} lookups are not well: ${groupsOf(cells, health)}`;
  return [
    ...paragraph(head, INDENT, page),
    ...causes.flatMap((cause) => paragraph(`why ${causeText(cause)}`, INDENT, page)),
  ];
}

/** "fails: musl@1.1.19 1.2.5; waits: glibc@2.36". */
function groupsOf(cells: readonly ReportCell[], health: Fixes["health"]): string {
  const groups = new Map<string, Set<string>>();
  cells.forEach((cell, place) => {
    const how = health[place];
    if (how === undefined || how === "well") return;
    groups.set(how, (groups.get(how) ?? new Set()).add(cell.resolver));
  });
  return [...groups]
    .map(([how, who]) => {
      const shown = [...who].slice(0, MOST_WHO).join(", ");
      const rest = who.size - MOST_WHO;
      return `${how}: ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
    })
    .join("; ");
}

function remedyLines({ fixes, real }: TriedSetting, page: Page): readonly string[] {
  const { health, remedies, tried, causes } = fixes;
  if (health.every((one) => one === "well")) return [];
  const [best, ...others] = remedies;
  const advice = [...new Set(causes.map(({ scenario }) => adviceOn(scenario)))].filter(
    (text) => text !== null,
  );
  const more = section(
    "What to do in general",
    advice.flatMap((text) => paragraph(text, INDENT, page)),
    page,
  );
  if (best === undefined || !isWhole(best)) {
    const none = `Nothing mends it: none of ${tried} changes makes every resolver answer, alike and soon.`;
    return [
      "",
      page.paint(none, "bold", "yellow"),
      ...(best === undefined ? [] : section("What mends a part of it", table(remedies, real), page)),
      ...more,
    ];
  }
  return [
    ...section(`Do this: ${best.remedy.title}`, bestLines(best, real.get(best.remedy.id), page), page),
    ...section("Other remedies, tried in the same way", table(others, real), page),
    ...more,
  ];
}

function bestLines(tried: TriedRemedy, real: RealTry | undefined, page: Page): readonly string[] {
  const { remedy, effect, before, after } = tried;
  const cost = `${before.questions} → ${after.questions} questions, the longest lookup ${duration(before)} → ${duration(after)}`;
  const told = `Who can: ${remedy.who}. It mends all ${effect.mended.length} and breaks none (on models). ${cost}.`;
  return [
    ...paragraph(told, INDENT, page),
    ...(real === undefined ? [] : paragraph(realText(real), INDENT, page)),
    ...remedy.paste.flatMap((paste) => pasteLines(paste, page)),
  ];
}

function realText({ engine, effect: { mended, broken, left }, observed }: RealTry): string {
  const result =
    broken.length === 0 && left.length === 0
      ? `it mends all ${mended.length} and breaks none`
      : `it mends ${mended.length}, leaves ${left.length} and breaks ${broken.length}`;
  return `Run for real on ${engine}: ${result} (${observed} lookups observed).`;
}

/** The text stands at the first column: it is there to be copied. */
function pasteLines({ place, text }: Paste, page: Page): readonly string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  return [
    `${" ".repeat(INDENT)}${page.paint(escapeTerminal(place), "cyan")}`,
    ...lines.flatMap((line) => verbatim(line, 0, { ...page, width: Number.MAX_SAFE_INTEGER })),
  ];
}

function table(remedies: readonly TriedRemedy[], real: ReadonlyMap<string, RealTry>): readonly string[] {
  if (remedies.length === 0) return [];
  const rows = remedies.map((tried) => {
    const { remedy, effect, before, after, lostNames } = tried;
    const all = effect.mended.length + effect.left.length;
    const ran = real.get(remedy.id);
    return [
      isWhole(tried) ? "✓" : "~",
      `${effect.mended.length}/${all}`,
      breaksText(tried),
      `${before.questions} → ${after.questions}`,
      `${duration(before)} → ${duration(after)}`,
      ran === undefined
        ? ""
        : `${ran.effect.mended.length}/${ran.effect.mended.length + ran.effect.left.length}`,
      remedy.who,
      remedy.title + (lostNames.length === 0 ? "" : ` Loses ${lostNames.slice(0, 2).join(", ")}.`),
    ];
  });
  return columns([["", "mends", "breaks", "questions", "longest", "real", "who", "what"], ...rows], INDENT);
}

function breaksText({ effect, lostNames }: TriedRemedy): string {
  const names = lostNames.length === 0 ? "" : `+${lostNames.length} names`;
  return effect.broken.length === 0 && names !== "" ? names : `${effect.broken.length}${names}`;
}

function duration({ longestMs }: Price): string {
  return formatDuration(longestMs);
}
