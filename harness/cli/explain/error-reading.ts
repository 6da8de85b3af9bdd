/** What an error text means, for people and programs. */

import { readErrorText } from "../../explain/error-text.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { type TextInSetting, textInSetting } from "../../explain/text-in-setting.ts";
import { jsonText } from "../../report/escape.ts";
import { type Entry, entries, type Page, paragraph, section } from "./layout.ts";

/**
 * The reading, or that there is none.
 * @param here the text's name, explained in the setting that it is thought to come from; null without one
 */
export function errorReadingText(text: string, here: Explanation | null, page: Page): string {
  const reading = readErrorText(text);
  const lines =
    reading === null
      ? [
          ...paragraph(
            `"${text}" is no error text about names that is known here: neither which program wrote it nor whether a lookup failed can be told.`,
            0,
            page,
          ),
          ...paragraph(
            'Give the whole line: the part that tells begins behind the name, such as "Try again" or "no such host".',
            0,
            page,
          ),
        ]
      : [
          ...entries(
            [
              { label: "text", text },
              { label: "written by", text: reading.path },
              { label: "code", text: reading.code },
              ...place("name", reading.name),
              ...place("nameserver", reading.server),
              ...place("address", reading.address),
              { label: "means", text: reading.meaning },
              { label: "lookup", text: reading.follows },
              ...place("but not", reading.notMeaning),
            ],
            0,
            page,
          ),
          ...(here === null
            ? []
            : section("In this setting", settingLines(textInSetting(text, reading, here), page), page)),
          ...section(
            "What to look at",
            reading.next.flatMap((next) => bullet(next, page)),
            page,
          ),
        ];
  return `${lines.join("\n")}\n`;
}

function settingLines({ contradictions, comesWith }: TextInSetting, page: Page): readonly string[] {
  const told = contradictions.flatMap((text) => bullet(text, page));
  if (comesWith.length > 0) {
    const may = contradictions.length === 0 ? "this may have come from here; it does" : "otherwise it comes";
    return [
      ...told,
      ...paragraph(`${may} where DNS does so:`, 2, page),
      ...entries(
        comesWith.map(({ topic, who }) => ({ label: topic, text: who })),
        4,
        page,
      ),
    ];
  }
  if (told.length > 0) return told;
  return paragraph(
    "no reply of DNS that was tried comes to this here; nor does anything speak against it",
    2,
    page,
  );
}

/** `known` tells whether there is a reading; `setting` whether it can come from the given files, and `explanation` those. */
export function errorReadingJson(text: string, here: Explanation | null): string {
  const reading = readErrorText(text);
  const setting =
    reading === null || here === null
      ? {}
      : { setting: textInSetting(text, reading, here), explanation: here };
  return jsonText({ version: 1, text, known: reading !== null, ...reading, ...setting });
}

/** An entry for what the text holds; none for what it does not. */
function place(label: string, text: string | null): readonly Entry[] {
  return text === null ? [] : [{ label, text }];
}

function bullet(text: string, page: Page): readonly string[] {
  const [first = "", ...rest] = paragraph(text, 4, page);
  return [`  - ${first.slice(4)}`, ...rest];
}
