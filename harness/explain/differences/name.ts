/** What resolvers make of the name itself, before any file or server (libc-resolvers: numeric hosts, special names). */
import { parseLibcAddress } from "../inet-aton.ts";
import { perGlibc } from "../readings.ts";
import { type DifferenceRule, goSides, side, sidesOf } from "./rule.ts";

/** Bytes that glibc's res_hnok lets pass (resolv/res-name-checking.c, since 2.27). */
const GLIBC_NAME = /^(?!-)[A-Za-z0-9_.-]+$/;

export const NAME_RULES: readonly DifferenceRule[] = [
  {
    id: "numeric-form",
    kind: "here",
    topic: "numeric form",
    tell: ({ lookup, literals, plans }) => {
      const address = parseLibcAddress(lookup.name);
      const isEnded = new Map(plans.map(([build, { endsWith }]) => [build, endsWith]));
      const taken = (value: string | null) => (value === null ? null : `takes it for ${value}, asks nobody`);
      if (address === null && literals.every(([, literal]) => literal === null)) return null;
      const libc = taken(address) ?? "asks DNS for it";
      return sidesOf({
        go: literals.map(([build, literal]) => {
          const refuses = isEnded.get(build) === "no domain name";
          return [build, taken(literal) ?? (refuses ? "no such host, asks nobody" : "asks DNS for it")];
        }),
        musl: libc,
        glibc: perGlibc(() => libc),
      });
    },
  },
  {
    id: "characters",
    kind: "here",
    topic: "characters",
    tell: ({ lookup, builds, plans }) => {
      const { name } = lookup;
      const refused = plans.filter(([, { endsWith }]) => endsWith === "no domain name");
      // Empty labels are refused by everybody, and an address is no name.
      if (refused.length === 0 || /(^|\.)\./.test(name) || parseLibcAddress(name) !== null) return null;
      const isFine = GLIBC_NAME.test(name);
      return [
        ...goSides(builds, (_, build) =>
          refused.some(([other]) => other === build) ? "no such host, asks nobody" : "asks DNS for it",
        ),
        side("musl", "asks DNS for it as it is"),
        ...(isFine
          ? [side("glibc", "asks DNS for it")]
          : [
              side("glibc ≤2.28 (RHEL ≤7.6)", "asks DNS, then refuses the answer (EAI_NONAME)"),
              side("glibc ≥2.29 (RHEL ≥7.7)", "EAI_NONAME, asks nobody"),
            ]),
      ];
    },
  },
  {
    id: "label-ends",
    kind: "reply",
    topic: "underscore",
    tell: ({ lookup, plans }) =>
      /(^|\.)_|_(\.|$)/.test(lookup.name) && plans.some(([, { endsWith }]) => endsWith === null)
        ? [
            side(
              "glibc ≤2.26 (RHEL ≤7.6)",
              "refuses the answer: a label must begin and end with a letter or digit",
            ),
            side("Go, musl, newer glibc", "take the answer"),
          ]
        : null,
  },
  {
    id: "long-label",
    kind: "here",
    topic: "length",
    tell: ({ lookup, plans }) => {
      const isLong = lookup.name.split(".").some((label) => label.length > 63) || lookup.name.length > 253;
      return isLong && plans.some(([, { endsWith }]) => endsWith === "no domain name")
        ? [
            side("Go, musl ≤1.2.3, glibc", "no such host, asks nobody"),
            side("musl ≥1.2.4", "goes on with the search list, if the name has fewer dots than ndots"),
          ]
        : null;
    },
  },
  {
    id: "dot-local",
    kind: "here",
    topic: ".local",
    tell: ({ lookup, builds, nsswitch }) => {
      if (!/\.local\.?$/i.test(lookup.name)) return null;
      const mdns = nsswitch.sources.find(({ name }) => name.startsWith("mdns"));
      const source = mdns === undefined ? "names no mdns source" : `names ${mdns.name}`;
      return [
        ...goSides(
          builds.filter(({ cgo }) => cgo),
          ({ localNeedsMdnsSource }) =>
            localNeedsMdnsSource
              ? `built with cgo: leaves it to libc only for an mdns source, and nsswitch.conf ${source}`
              : "built with cgo: leaves it to libc, whatever nsswitch.conf says",
        ),
        side("glibc", mdns === undefined ? "asks DNS" : `asks ${mdns.name} if the image has that module`),
        side("musl", "asks DNS"),
      ];
    },
  },
  {
    id: "dot-onion",
    kind: "here",
    topic: ".onion",
    tell: ({ lookup, builds }) =>
      /\.onion\.?$/i.test(lookup.name)
        ? [
            ...goSides(builds, ({ onionPerCandidate }) =>
              onionPerCandidate
                ? "keeps it out of DNS, but asks for it with the search list's domains"
                : "asks nobody: an empty answer without an error",
            ),
            side("musl, glibc", "ask DNS for it"),
          ]
        : null,
  },
];
