/**
 * YAML text to a document tree, within bounds.
 *
 * The library's composer recurses and some of its patterns grow with the text, so size and depth are bounded while
 * the (iterative) parser runs, before anything is composed.
 */
import { Composer, type Document, Lexer, LineCounter, Parser, type YAMLParseError } from "yaml";
import type { Place } from "../errors.ts";
import { utf8Length } from "../wire/bytes.ts";
import { type Problem, ProblemsFailure } from "./problems.ts";
import { printable } from "./shown.ts";

/** Largest text in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Deepest nesting, in levels of the parser. The deepest key of a scenario needs about half. */
const MAX_DEPTH = 40;
/** Most lexical units (keys, values, indicators, blanks). The largest allowed scenario needs about a quarter. */
const MAX_LEXEMES = 200_000;

export interface SyntaxTree {
  readonly document: Document.Parsed;
  /** Line and column of an offset into the text. */
  readonly placeAt: (offset: number) => Place;
}

/**
 * Parses one YAML 1.2 document.
 *
 * @param file the name that messages carry
 * @throws ProblemsFailure with every syntax error
 */
export function parseSyntax(text: string, file: string): SyntaxTree {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (message: string, offset: number): never => {
    throw new ProblemsFailure([{ place: placeAt(offset), message }]);
  };
  if (utf8Length(text) > MAX_TEXT_BYTES) refuse(`larger than ${MAX_TEXT_BYTES / 1024 / 1024} MiB`, 0);

  const parser = new Parser(lines.addNewLine);
  const tokens = [];
  let lexemes = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    lexemes++;
    if (lexemes > MAX_LEXEMES) refuse("too many keys and values for one file", parser.offset);
    if (parser.stack.length > MAX_DEPTH) refuse(`nested deeper than ${MAX_DEPTH} levels`, parser.offset);
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());

  // uniqueKeys is off because the library's check is quadratic; value.ts checks keys itself.
  const options = {
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: true,
    logLevel: "silent",
  } as const;
  const documents = [...new Composer(options).compose(tokens, true, text.length)];
  const [document, second] = documents;
  if (document === undefined) return refuse("no YAML document", 0);
  const problems: Problem[] = document.errors.map((error) => ({
    place: placeAt(error.pos[0]),
    message: errorText(error),
  }));
  if (second !== undefined) {
    problems.push({ place: placeAt(second.range[0]), message: "a second document; one file holds one" });
  }
  if (document.directives.yaml.explicit && document.directives.yaml.version !== "1.2") {
    problems.push({ place: placeAt(0), message: "found %YAML 1.1; allowed: YAML 1.2" });
  }
  if (problems.length > 0) throw new ProblemsFailure(problems);
  return { document, placeAt };
}

function errorText(error: YAMLParseError): string {
  return `not valid YAML: ${printable(error.message)}`;
}
