/** The rule on what a template leaves to be filled in. */
import { quoted } from "../../resolvers/libc/conf.ts";
import type { ConfFile } from "../conf-file.ts";
import type { Rule } from "../finding.ts";
import { placeholderIn } from "../placeholder.ts";
import { RESOLV_CONF_5 } from "../references.ts";

export const PLACEHOLDER_RULES: readonly Rule<ConfFile>[] = [
  {
    id: "placeholder",
    severity: "error",
    title: "A placeholder has not been filled in",
    advice: "No resolver fills it in: the line is lost, or counts as it stands.",
    instead:
      "Write the value. For a template, pass --template: files with placeholders are then passed over.",
    reference: RESOLV_CONF_5,
    shownBy: [],
    check: ({ lines }) =>
      lines.flatMap(({ number, text }) => {
        const found = placeholderIn(text);
        if (found === null) return [];
        return [{ line: number, column: found.column, message: `placeholder ${quoted(found.text)}` }];
      }),
  },
];
