/**
 * What resolvers make of the name itself, before any file or server: musl src/network/lookup_name.c and
 * lookup_ipliteral.c, glibc nss/getaddrinfo.c and resolv/nss_dns/dns-host.c (check_name), Go src/net/dnsclient.go.
 */

import { perGlibc } from "../../readings/readings.ts";
import { parseLibcAddress } from "../../resolvers/libc/inet-aton.ts";
import { type DifferenceRule, endOf, goSides, side, sidesOf } from "./rule.ts";

/** Bytes that glibc's res_hnok lets pass (resolv/res-name-checking.c, since 2.27). */
const GLIBC_NAME = /^(?!-)[A-Za-z0-9_.-]+$/;
const REFUSED = "no such host, nobody is asked";
const ASKED = "a name: DNS is asked";

export const NAME_RULES: readonly DifferenceRule[] = [
  {
    id: "numeric-form",
    kind: "here",
    topic: "numeric form",
    tell: (circumstances) => {
      const { lookup, literals } = circumstances;
      const address = parseLibcAddress(lookup.name);
      if (address === null && literals.every(([, literal]) => literal === null)) return null;
      const taken = (value: string) => `the address ${value}, nobody is asked`;
      const libc = address === null ? ASKED : taken(address);
      return sidesOf({
        go: literals.map(([build, literal]) => {
          if (literal !== null) return [build, taken(literal)];
          return [build, endOf(circumstances, build) === "no domain name" ? REFUSED : ASKED];
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
    tell: (circumstances) => {
      const { name } = circumstances.lookup;
      const isRefused = circumstances.builds.some(
        (build) => endOf(circumstances, build) === "no domain name",
      );
      // Empty labels are refused by everybody, and an address is no name.
      if (!isRefused || /(^|\.)\./.test(name) || isTooLong(name) || parseLibcAddress(name) !== null)
        return null;
      return [
        ...goSides(circumstances.builds, (_, build) =>
          endOf(circumstances, build) === "no domain name" ? REFUSED : ASKED,
        ),
        side("musl", "DNS is asked for it as it is"),
        ...(GLIBC_NAME.test(name)
          ? [side("glibc", ASKED)]
          : [
              side("glibc ≤2.28 (RHEL ≤7.6)", "DNS is asked, and the answer then refused (EAI_NONAME)"),
              side("glibc ≥2.29 (RHEL ≥7.7)", "EAI_NONAME, nobody is asked"),
            ]),
      ];
    },
  },
  {
    id: "underscore",
    kind: "reply",
    topic: "an answer",
    tell: ({ lookup, plans }) =>
      /(^|\.)_|_(\.|$)/.test(lookup.name) && plans.some(([, { endsWith }]) => endsWith === null)
        ? [
            side("glibc ≤2.26 (RHEL ≤7.6)", "refused, since a label begins or ends with an underscore"),
            side("Go, musl, newer glibc", "taken"),
          ]
        : null,
  },
  {
    id: "length",
    kind: "here",
    topic: "length",
    tell: (circumstances) =>
      isTooLong(circumstances.lookup.name) &&
      circumstances.builds.some((build) => endOf(circumstances, build) === "no domain name")
        ? [
            side("Go, musl ≤1.2.3, glibc", REFUSED),
            side(
              "musl ≥1.2.4",
              "passed over: the search list goes on, if the name has fewer dots than ndots",
            ),
          ]
        : null,
  },
  {
    id: "dot-local",
    kind: "here",
    topic: ".local",
    tell: ({ lookup, builds, nsswitch }) => {
      if (!/\.local\.?$/i.test(lookup.name)) return null;
      const mdns = nsswitch.sources.find(({ name }) => name.startsWith("mdns"))?.name ?? null;
      return [
        ...goSides(
          builds,
          ({ localNeedsMdnsSource }) =>
            localNeedsMdnsSource
              ? `with cgo: left to libc only where nsswitch.conf names an mdns source (here ${mdns ?? "none"})`
              : "with cgo: left to libc, whatever nsswitch.conf says",
          ({ cgo }) => cgo,
        ),
        side("glibc", mdns === null ? "DNS is asked" : `${mdns} is asked if the image has that module`),
        side("musl", "DNS is asked"),
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
                ? "kept out of DNS, but asked for with the domains of the search list"
                : "nobody is asked: an empty answer without an error",
            ),
            side("musl, glibc", "DNS is asked"),
          ]
        : null,
  },
];

function isTooLong(name: string): boolean {
  return name.length > 253 || name.split(".").some((label) => label.length > 63);
}
