/** The options of a resolv.conf, one by one, and numbers that do not stand where they belong. */
import type { Line, Word } from "./conf-file.ts";

export interface Given {
  readonly line: Line;
  readonly option: Word;
}

/** A number that no colon joins with its option. */
export interface Misspelling extends Given {
  /** As the file has it: "ndots=2", "timeout 1". */
  readonly written: string;
  /** As it is meant: "ndots:2". */
  readonly meant: string;
}

const JOINED_BY_EQUALS = /^(ndots|timeout|attempts)=:?(.*)$/s;
const APART = /^(ndots|timeout|attempts):?$/;
const NUMBER = /^[0-9]+$/;

/** Options in the order of the file, without what is misspelt. */
export function optionsOf(lines: readonly Line[]): readonly Given[] {
  return lines.flatMap((line) => toldApart(line).options);
}

export function misspellingsOf(lines: readonly Line[]): readonly Misspelling[] {
  return lines.flatMap((line) => toldApart(line).misspellings);
}

function toldApart(line: Line): { readonly options: Given[]; readonly misspellings: Misspelling[] } {
  const options: Given[] = [];
  const misspellings: Misspelling[] = [];
  const words = wordsOf(line);
  for (let index = 0; index < words.length; index++) {
    const option = words[index];
    if (option === undefined) continue;
    const next = words[index + 1]?.text ?? "";
    const [, equalled, value = ""] = JOINED_BY_EQUALS.exec(option.text) ?? [];
    const apart = NUMBER.test(next) ? APART.exec(option.text)?.[1] : undefined;
    if (equalled !== undefined) {
      misspellings.push({ line, option, written: option.text, meant: `${equalled}:${value}` });
    } else if (apart !== undefined) {
      misspellings.push({ line, option, written: `${option.text} ${next}`, meant: `${apart}:${next}` });
      index++;
    } else options.push({ line, option });
  }
  return { options, misspellings };
}

/** Up to a remark, which another rule speaks of. */
function wordsOf({ words: [keyword, ...options] }: Line): readonly Word[] {
  if (keyword?.text !== "options") return [];
  const comment = options.findIndex(({ text }) => /^[#;]/.test(text));
  return options.slice(0, comment === -1 ? options.length : comment);
}
