/** What an error text means, for people and programs. */

import { readErrorText } from "../../explain/error-text.ts";
import { jsonText } from "../../report/escape.ts";
import { type Entry, entries, type Page, paragraph, section } from "./layout.ts";

/** The reading, or that there is none. */
export function errorReadingText(text: string, page: Page): string {
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
          ...section(
            "What to look at",
            reading.next.flatMap((next) => bullet(next, page)),
            page,
          ),
        ];
  return `${lines.join("\n")}\n`;
}

/** `known` tells whether there is a reading. */
export function errorReadingJson(text: string): string {
  const reading = readErrorText(text);
  return jsonText({ version: 1, text, known: reading !== null, ...reading });
}

/** An entry for what the text holds; none for what it does not. */
function place(label: string, text: string | null): readonly Entry[] {
  return text === null ? [] : [{ label, text }];
}

function bullet(text: string, page: Page): readonly string[] {
  const [first = "", ...rest] = paragraph(text, 4, page);
  return [`  - ${first.slice(4)}`, ...rest];
}
