/** Where the files of /etc lead resolvers apart. */

import { mapReaders, perGlibc } from "../../readings/readings.ts";
import { isSince } from "../../resolvers/glibc/levels.ts";
import type { Circumstances } from "../circumstances.ts";
import { asksDns, type DifferenceRule, goSides, orderOf, side, sidesOf } from "./rule.ts";

const FILES_FIRST = "/etc/hosts first, then DNS";
const DNS_FIRST = "DNS first, then /etc/hosts";

export const FILE_RULES: readonly DifferenceRule[] = [
  {
    id: "servers",
    kind: "here",
    topic: "servers",
    tell: (circumstances) =>
      asksDns(circumstances)
        ? sidesOf(
            mapReaders(circumstances.confs, ({ effective: { servers, hasDefaultServers, failure } }) => {
              const why = hasDefaultServers ? ", because there is no nameserver line" : "";
              return failure ?? `${servers.join(", ")}${why}`;
            }),
          )
        : null,
  },
  {
    id: "hosts-file",
    kind: "here",
    topic: "/etc/hosts",
    tell: ({ hosts }) =>
      sidesOf(
        mapReaders(hosts, (addresses) => (addresses.length === 0 ? "not found there" : addresses.join(" "))),
      ),
  },
  {
    id: "hosts-family",
    kind: "here",
    topic: "/etc/hosts",
    tell: ({ lookup, hosts }) => {
      const isWanted = (address: string) => address.includes(":") === (lookup.family === "ip6");
      if (lookup.family === "ip" || hosts.musl.length === 0 || hosts.musl.some(isWanted)) return null;
      return [
        side("Go", "no suitable address found: DNS is not asked"),
        side("musl ≤1.2.3", "EAI_NONAME: DNS is not asked"),
        side("musl ≥1.2.4", "EAI_NODATA: DNS is not asked"),
        side("glibc", "DNS is asked"),
      ];
    },
  },
  {
    id: "host-aliases",
    kind: "here",
    topic: "HOSTALIASES",
    tell: ({ env, lookup }) =>
      (env.HOSTALIASES ?? "") === "" || lookup.name.includes(".")
        ? null
        : [
            side("glibc", "a name without a dot may have an alias there, which is then asked as it is"),
            side("musl, Go", "not read"),
          ],
  },
  {
    id: "nsswitch-absent",
    kind: "here",
    topic: "no nsswitch",
    tell: (circumstances) =>
      isInHosts(circumstances) && hasNoSources(circumstances)
        ? sidesOf({
            go: circumstances.builds.map((build) => [
              build,
              orderOf(circumstances, build) === "dns,files" ? DNS_FIRST : FILES_FIRST,
            ]),
            musl: FILES_FIRST,
            glibc: perGlibc((level) =>
              isSince(level, "2.35") ? FILES_FIRST : "DNS first, /etc/hosts only if no server can be had",
            ),
          })
        : null,
  },
  {
    id: "nsswitch-order",
    kind: "here",
    topic: "nsswitch order",
    tell: (circumstances) => {
      const names = circumstances.nsswitch.sources.map(({ name }) => name);
      const order = names.filter((name) => name === "files" || name === "dns").join(",");
      if (names.length === 0 || order === "files,dns") return null;
      if (order === "dns,files" && !isInHosts(circumstances)) return null;
      return [
        side("musl", `${FILES_FIRST}, whatever the file says`),
        side("glibc", order === "" ? `${names.join(",")}: neither files nor dns` : order),
        ...goSides(
          circumstances.builds,
          (_, build) => `without cgo: ${orderOf(circumstances, build) ?? "nobody"}`,
        ),
      ];
    },
  },
  {
    id: "nsswitch-criteria",
    kind: "here",
    topic: "nsswitch […]",
    tell: (circumstances) => {
      const { sources } = circumstances.nsswitch;
      const dns = sources.findIndex(({ name }) => name === "dns");
      const stops = sources.filter(
        ({ criteria }, index) =>
          index < dns && criteria.some(({ status, action }) => status === "notfound" && action === "return"),
      );
      if (stops.length === 0 || isInHosts(circumstances)) return null;
      return [
        side("glibc", `the lookup ends where ${stops.map(({ name }) => name).join(" or ")} says "not found"`),
        side("Go, musl", "DNS is asked all the same"),
      ];
    },
  },
  {
    id: "nsswitch-modules",
    kind: "here",
    topic: "nsswitch modules",
    tell: (circumstances) => {
      const { sources } = circumstances.nsswitch;
      const modules = sources.map(({ name }) => name).filter((name) => name !== "files" && name !== "dns");
      if (modules.length === 0 || isInHosts(circumstances)) return null;
      const standsForDns = !sources.some(({ name }) => name === "dns");
      return [
        side("glibc", `${modules.join(", ")} asked too, where the image has the module`),
        ...goSides(circumstances.builds, ({ pureOrderFollowsNsswitch }) =>
          pureOrderFollowsNsswitch && standsForDns
            ? `without cgo: ${modules[0]} taken for dns`
            : "without cgo: passed over",
        ),
        side("musl", "never read"),
      ];
    },
  },
];

/** Whether the hosts file holds the name for anybody. */
function isInHosts({ hosts }: Circumstances): boolean {
  const found = [hosts.musl, ...hosts.go.map(([, value]) => value), ...hosts.glibc.map(([, value]) => value)];
  return found.some((addresses) => addresses.length > 0);
}

function hasNoSources({ contents, nsswitch }: Circumstances): boolean {
  const { problem } = contents.nsswitch;
  return (
    problem === "ENOENT" || (problem === null && nsswitch.error === null && nsswitch.sources.length === 0)
  );
}
