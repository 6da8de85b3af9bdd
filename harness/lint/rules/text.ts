/** Rules on a file's bytes, whatever it configures. */
import type { ConfFile } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { RESOLV_CONF_5 } from "../references.ts";

const BYTE_ORDER_MARK = "\xef\xbb\xbf";

/** nsswitch.conf may have carriage returns: glibc and Go count them as blanks there. */
export const LINE_END_RULES: readonly Rule<ConfFile>[] = [
  {
    id: "crlf",
    severity: "error",
    title: "Lines end with carriage return and newline",
    advice:
      "To glibc the carriage return is part of the value: from 2.29 on (RHEL 7.7) no address is valid, and the last search domain ends with it in every release. musl and Go count it as a blank.",
    instead: "Write the file with newlines alone.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/crlf"],
    check: ({ lines }) => {
      const ended = lines.filter(({ text }) => text.endsWith("\r"));
      const told = ended.find(({ words }) => words.length > 0) ?? ended[0];
      if (told === undefined) return [];
      return [
        {
          line: told.number,
          column: told.text.length,
          message: `carriage return at the end of ${ended.length === 1 ? "this line" : `${ended.length} lines`}`,
        },
      ];
    },
  },
];

export const TEXT_RULES: readonly Rule<ConfFile>[] = [
  {
    id: "byte-order-mark",
    severity: "error",
    title: "The file begins with a byte order mark",
    advice:
      "No resolver skips it: it becomes part of the first word, and the first line is lost. Even before a comment it makes a Go program built with cgo leave every lookup to libc.",
    instead: "Save the file as UTF-8 without a byte order mark.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/byte-order-mark"],
    check: ({ lines }) =>
      lines[0]?.text.startsWith(BYTE_ORDER_MARK)
        ? [{ line: 1, column: 1, message: "a byte order mark makes the first line unreadable" }]
        : [],
  },
];
