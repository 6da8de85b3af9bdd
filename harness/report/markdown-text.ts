/** Text from outside in GitHub-flavoured Markdown: shown as it is, never taken as markup, a link or a mention. */

/**
 * Characters that begin something in Markdown or HTML. Written as numeric references they are text wherever they
 * stand, in table cells and inside `<code>` too (CommonMark 0.31 section 2.5; GFM splits cells at a literal `|` only).
 */
const markup = /[\\`*{}[\]<>&|~$#"]|(?<![a-z0-9])_|_(?![a-z0-9])/gi;

/** Controls, line separators, and the marks that reorder or hide text: shown by their code point. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Outside text as inline Markdown on one line. */
export function markdownText(text: string): string {
  return (
    text
      .replace(hidden, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`)
      .replace(markup, reference)
      // GFM makes links of these by itself.
      .replace(/:(?=\/\/)|(?<=\bwww)\./gi, reference)
      // Mail addresses and mentions are looked for in the finished page, where a reference is a character again.
      .replaceAll("@", "@<!-- -->")
  );
}

/** Outside text in a fixed-width font. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
