/** Master-file text inside a scenario: its errors get the line and column of the scenario file. */
import { ZoneError } from "../../fixture/errors.ts";
import { parseReplyRecords } from "../../fixture/master-file.ts";
import { parseZone } from "../../fixture/zone.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import { printable } from "../../yaml/shown.ts";
import type { Path } from "../../yaml/source.ts";

/** Any question: whether lines can be read does not depend on it. */
const SOME_QUESTION = "question.example.";

/** Reports what is wrong with the zone at `path`, if there is one. */
export function checkZone(reader: YamlReader, path: Path): void {
  check(reader, path, parseZone);
}

/** Reports what is wrong with the records of a reply's section at `path`, if there are any. */
export function checkRecords(reader: YamlReader, path: Path): void {
  check(reader, path, (text) => parseReplyRecords(text, SOME_QUESTION));
}

function check(reader: YamlReader, path: Path, parse: (text: string) => unknown): void {
  const text = reader.source.valueAt(path);
  if (typeof text !== "string") return;
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    const inText = text.includes("\n") ? ` (line ${error.line} of the text)` : "";
    reader.reportInText(path, error.line, error.column, `${printable(error.problem)}${inText}`);
  }
}
