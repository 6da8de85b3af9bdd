/** Rules on the options of a resolv.conf. */
import { versionList } from "../../readings/go-versions.ts";
import { agreements, mapReaders } from "../../readings/readings.ts";
import { EVERY_GO } from "../../resolvers/catalogue.ts";
import { featuresOf, parseResolvConf } from "../../resolvers/go/index.ts";
import { quoted } from "../../resolvers/libc/conf.ts";
import { confsOfText, type ResolvConfFile } from "../conf-file.ts";
import type { Hit, Rule } from "../finding.ts";
import { readAlone, whoIgnores } from "../one-statement.ts";
import { type Given, optionsOf } from "../options-of.ts";
import { goIssue, RESOLV_CONF_5 } from "../references.ts";
import { isCleared } from "./option-writing.ts";

/** Options with a number, and where readers keep it. */
const NUMBERS = { ndots: "ndots", timeout: "timeout", attempts: "attempts" } as const;

function hitAt({ line, option }: Given, message: string): Hit {
  return { line: line.number, column: option.column, message, readings: readAlone(`options ${option.text}`) };
}

/** Releases of Go that leave lookups to libc for the option: "1.11–1.19"; empty for none. */
function goWithoutOption(option: string): string {
  const text = `options ${option}\n`;
  return versionList(
    EVERY_GO.filter((build) => parseResolvConf(text, "", featuresOf(build)).unknownOption !== null),
  );
}

/** Who sends no query at all with the option: "musl, glibc"; null for nobody. */
function whoAsksNobody(option: string): string | null {
  const asksNobody = mapReaders(
    confsOfText(`options ${option}\n`),
    ({ effective }) => effective.attempts === 0 || effective.timeout === 0,
  );
  return agreements(asksNobody).find(({ value }) => value)?.readers ?? null;
}

export const OPTION_RULES: readonly Rule<ResolvConfFile>[] = [
  {
    id: "option-unknown",
    severity: "note",
    title: "An option does nothing for some resolver, or makes Go leave lookups to libc",
    advice:
      "What the option should do happens for some programs only. A Go program built with cgo leaves every lookup to libc for an option that its release does not know; built without cgo it ignores the option, and up to Go 1.20 nsswitch.conf too.",
    instead: "Remove the option, or do not rely on it; a newer Go may know it.",
    reference: goIssue(51152),
    shownBy: [
      "mode-selection/edns0-trust-ad",
      "mode-selection/no-aaaa",
      "mode-selection/rotate-and-single-request",
      "truncation-and-tcp/use-vc",
    ],
    check: ({ lines }) =>
      optionsOf(lines).flatMap((given) => {
        const { text } = given.option;
        if (isCleared(text)) return [];
        const who = whoIgnores(`options ${text}`);
        const releases = goWithoutOption(text);
        const told = [
          ...(who === null ? [] : [`does nothing for ${who}`]),
          ...(releases === "" ? [] : [`Go ${releases} with cgo leaves lookups to libc`]),
        ];
        return told.length === 0 ? [] : [hitAt(given, `option ${quoted(text)} ${told.join("; ")}`)];
      }),
  },
  {
    id: "option-asks-nobody",
    severity: "error",
    title: "A number leaves a resolver without any query",
    advice:
      "With attempts:0 a program on musl crashes (division by zero) and glibc asks nobody; with timeout:0 musl asks nobody. Go takes at least 1 for both.",
    instead: "Write 1 or more.",
    reference: RESOLV_CONF_5,
    shownBy: ["resolv-conf/zero-attempts", "resolv-conf/zero-timeout"],
    check: ({ lines }) =>
      optionsOf(lines).flatMap((given) => {
        const who = whoAsksNobody(given.option.text);
        return who === null
          ? []
          : [hitAt(given, `${quoted(given.option.text)} leaves no query to ${who}: every lookup fails`)];
      }),
  },
  {
    id: "option-clamped",
    severity: "warning",
    title: "A resolver takes another number than the one that is written",
    advice:
      "All take at most ndots:15; glibc takes at most timeout:30 and attempts:5, musl at most timeout:60 and attempts:10, Go any.",
    instead: "Write a number that all take.",
    reference: RESOLV_CONF_5,
    shownBy: ["search-and-ndots/ndots-negative"],
    check: ({ lines }) =>
      optionsOf(lines).flatMap((given) => {
        const { text } = given.option;
        const name = Object.keys(NUMBERS).find((option) => text.startsWith(`${option}:`));
        if (name !== "ndots" && name !== "timeout" && name !== "attempts") return [];
        if (whoAsksNobody(text) !== null) return [];
        const written = text.slice(name.length + 1);
        const taken = agreements(
          mapReaders(confsOfText(`options ${text}\n`), ({ effective }) => effective[NUMBERS[name]]),
        ).filter(({ value }) => String(value) !== written);
        if (taken.length === 0) return [];
        const told = taken.map(({ readers, value }) => `${value} for ${readers}`).join("; ");
        return [hitAt(given, `${quoted(text)} is ${told}`)];
      }),
  },
];
