/** What an error text means, for people and programs. */

import { readErrorText } from "../../explain/error-text.ts";
import { jsonText } from "../../report/escape.ts";
import { entries, type Page, paragraph, section } from "./layout.ts";

/** The reading, or that there is none. */
export function errorReadingText(text: string, page: Page): string {
  const reading = readErrorText(text);
  const lines =
    reading === null
      ? [
          ...paragraph(
            `"${text}" is not an error text of musl, glibc or Go's net package that is known here.`,
            0,
            page,
          ),
          ...paragraph(
            'The part that tells begins behind the name, such as "Try again" or "no such host".',
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
              { label: "means", text: reading.meaning },
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

function bullet(text: string, page: Page): readonly string[] {
  const [first = "", ...rest] = paragraph(text, 4, page);
  return [`  - ${first.slice(4)}`, ...rest];
}
