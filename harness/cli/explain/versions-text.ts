/** Every version of every resolver as a picture: a letter per version, and the changes at which the letter changes. */
import type { Explanation, VersionPicture, VersionRow } from "../../explain/explanation.ts";
import { entries, type Page, paragraph, section } from "./layout.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LINE_WIDTH = 6;

/** The whole page, with a final newline. */
export function versionsText(
  { name, setting, servers, versions, agreements }: Explanation,
  page: Page,
): string {
  const lines = [
    ...entries(
      [
        { label: "name", text: JSON.stringify(name) },
        { label: "with", text: setting },
        { label: "DNS at", text: servers.join(" ") },
      ],
      0,
      page,
    ),
    ...versions.flatMap((picture) => section(picture.topic, pictureLines(picture, page), page)),
    ...section("Replies that part nobody", paragraph(agreements.join("; "), 2, page), page),
  ];
  return `${lines.join("\n")}\n`;
}

function pictureLines({ outcomes, rows }: VersionPicture, page: Page): readonly string[] {
  return [
    ...rows.flatMap((row) => rowLines(row, page)),
    ...entries(
      outcomes.map(({ does, found }, index) => ({
        label: letter(index),
        text: found ? does : `fails: ${does}`,
      })),
      2,
      page,
    ),
    ...rows.flatMap(({ changes }) =>
      changes.flatMap(({ since, changes: made }) =>
        made.flatMap(({ what, upstream }) => [
          ...entries([{ label: since, text: what }], 4, page),
          ...paragraph(upstream, 8, page, "dim"),
        ]),
      ),
    ),
  ];
}

/** "musl   1.1.13 AAAAAAAA|BBBB 1.2.6   B since 1.2.1". */
function rowLines({ line, versions }: VersionRow, page: Page): readonly string[] {
  const cells = versions.map(({ outcome }, index) => {
    const before = versions[index - 1];
    const bar = before !== undefined && before.outcome !== outcome ? "|" : "";
    return `${bar}${letter(outcome)}`;
  });
  const turns = versions.filter(({ outcome }, index) => {
    const before = versions[index - 1];
    return before !== undefined && before.outcome !== outcome;
  });
  const [first, last] = [versions[0]?.version ?? "", versions.at(-1)?.version ?? ""];
  const since = turns.map(({ version, outcome }) => `${letter(outcome)} since ${version}`).join(", ");
  const text = `${line.padEnd(LINE_WIDTH)} ${first.padStart(LINE_WIDTH)} ${cells.join("")} ${last}`;
  return paragraph(since === "" ? text : `${text}  ${since}`, 2, page);
}

function letter(outcome: number): string {
  return LETTERS[outcome] ?? `(${outcome + 1})`;
}
