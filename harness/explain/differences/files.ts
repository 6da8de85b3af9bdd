/** Where the files of /etc lead resolvers apart. */
import type { Circumstances } from "../circumstances.ts";
import { mapReaders } from "../readings.ts";
import { asksDns, type DifferenceRule, goSides, type Side, side, sidesOf } from "./rule.ts";

export const FILE_RULES: readonly DifferenceRule[] = [
  {
    id: "servers",
    kind: "here",
    topic: "servers",
    tell: (circumstances) =>
      asksDns(circumstances)
        ? sidesOf(
            mapReaders(circumstances.confs, ({ effective }) => {
              const { servers, hasDefaultServers, failure } = effective;
              const why = hasDefaultServers ? ", for want of a nameserver line" : "";
              return failure ?? `asks ${servers.join(", ")}${why}`;
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
        mapReaders(hosts, (addresses) =>
          addresses.length === 0 ? "does not find the name there" : `finds ${addresses.join(" ")}`,
        ),
      ),
  },
  {
    id: "hosts-family",
    kind: "here",
    topic: "/etc/hosts",
    tell: ({ lookup, hosts }) => {
      const isWanted = (address: string) => address.includes(":") === (lookup.family === "ip6");
      const addresses = hosts.musl;
      if (lookup.family === "ip" || addresses.length === 0 || addresses.some(isWanted)) return null;
      return [
        side("Go", "fails: no suitable address found"),
        side("musl ≤1.2.3", "fails with EAI_NONAME, without asking DNS"),
        side("musl ≥1.2.4", "fails with EAI_NODATA, without asking DNS"),
        side("glibc", "asks DNS"),
      ];
    },
  },
  {
    id: "nsswitch-absent",
    kind: "here",
    topic: "no nsswitch",
    tell: ({ contents, nsswitch, builds }) =>
      contents.nsswitch.problem === "ENOENT" ||
      (contents.nsswitch.problem === null && nsswitch.sources.length === 0)
        ? [
            ...goSides(builds, ({ filesFirstWithoutNsswitch }) =>
              filesFirstWithoutNsswitch ? FILES_FIRST : "asks DNS first, then reads /etc/hosts",
            ),
            side("musl", FILES_FIRST),
            side("glibc ≤2.34", "asks DNS first, reads /etc/hosts only if no server can be had"),
            side("glibc ≥2.35", FILES_FIRST),
          ]
        : null,
  },
  {
    id: "nsswitch-order",
    kind: "here",
    topic: "nsswitch order",
    tell: ({ nsswitch, plans }) => {
      const names = nsswitch.sources.map(({ name }) => name);
      const order = names.filter((name) => name === "files" || name === "dns").join(",");
      if (names.length === 0 || order === "files,dns") return null;
      const going = order === "" ? "neither files nor dns" : order;
      return [
        side("musl", `${FILES_FIRST}, whatever the file says`),
        side("glibc", `follows it: ${going}`),
        ...goSides(
          plans.map(([build]) => build),
          (_, build) =>
            `built without cgo: ${plans.find(([other]) => other === build)?.[1].order ?? "no order"}`,
        ),
      ];
    },
  },
  {
    id: "nsswitch-criteria",
    kind: "here",
    topic: "nsswitch […]",
    tell: ({ nsswitch }) => {
      const dns = nsswitch.sources.findIndex(({ name }) => name === "dns");
      const stops = nsswitch.sources.filter(
        ({ criteria }, index) =>
          index < dns && criteria.some(({ status, action }) => status === "notfound" && action === "return"),
      );
      if (stops.length === 0) return null;
      return [
        side("glibc", `stops at ${stops.map(({ name }) => name).join(", ")} if that module says "not found"`),
        side("Go, musl", "ask DNS all the same"),
      ];
    },
  },
  {
    id: "nsswitch-modules",
    kind: "here",
    topic: "nsswitch modules",
    tell: ({ nsswitch, builds }) => {
      const modules = nsswitch.sources
        .map(({ name }) => name)
        .filter((name) => name !== "files" && name !== "dns");
      if (modules.length === 0) return null;
      const named = modules.join(", ");
      return [
        side("glibc", `asks ${named} too, where the image has the module`),
        ...goSides(builds, (features) =>
          withoutModules(features.pureOrderFollowsNsswitch, modules, nsswitch),
        ),
        side("musl", "knows no modules"),
      ];
    },
  },
];

const FILES_FIRST = "reads /etc/hosts first, then asks DNS";

function withoutModules(
  followsNsswitch: boolean,
  modules: readonly string[],
  { sources }: Circumstances["nsswitch"],
): Side["does"] {
  const counts = followsNsswitch && !sources.some(({ name }) => name === "dns");
  return counts ? `without cgo: takes ${modules[0]} for dns` : "without cgo: passes over them";
}
