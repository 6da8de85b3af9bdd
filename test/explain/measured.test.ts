/**
 * The readers of resolv.conf against recorded runs of real libcs: who was asked first, and for which name. The records lie
 * beside the checkout on some machines only (RESOLVER_MATRIX_FACTS).
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostsAddresses } from "../../harness/readings/hosts.ts";
import { readAsGlibc } from "../../harness/resolvers/glibc/res-init.ts";
import { GLIBC_LEVELS, type GlibcLevel } from "../../harness/resolvers/glibc/versions.ts";
import type { LibcConf } from "../../harness/resolvers/libc/conf.ts";
import { readAsMusl } from "../../harness/resolvers/musl/resolvconf.ts";

interface Observed {
  readonly addrs?: readonly string[];
  readonly queries?: readonly { readonly t: number; readonly ns: string; readonly q: string }[];
}
interface Recorded {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly files: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly opts?: { readonly hostname?: string };
  readonly observed: Readonly<Record<string, Observed>>;
}

/** The level of each glibc that was run. */
const LEVELS: Readonly<Record<string, GlibcLevel["id"]>> = {
  "glibc-2.17-c70": "2.17",
  "glibc-2.17-c72": "2.17",
  "glibc-2.17-c77": "2.29",
  "glibc-2.26": "2.26",
  "glibc-2.28": "2.26",
  "glibc-2.31": "2.31",
  "glibc-2.34": "2.33",
  "glibc-2.36": "2.36",
  "glibc-2.36-tag": "2.36",
  "glibc-2.41": "2.41",
  "glibc-2.41-tag": "2.41",
  "glibc-2.43": "2.41",
};
/** What decides in these is no part of what the readers know. */
const OTHER_CAUSES: Readonly<Record<string, string>> = {
  "rc:v6scope-bogus": "musl looks whether the network interface exists",
  "rc:search-dot": "the entry makes a broken name, which has a rule of its own among the differences",
  "rc:hostaliases": "the file behind HOSTALIASES",
};

const file = join(process.env.RESOLVER_MATRIX_FACTS ?? "", "libc-scenarios.json");
const isThere = process.env.RESOLVER_MATRIX_FACTS !== undefined && existsSync(file);
// The file is data of known origin; a wrong shape fails the comparison that follows.
const recorded = isThere ? (JSON.parse(readFileSync(file, "utf8")).scenarios as readonly Recorded[]) : [];

describe.skipIf(!isThere)("what a libc asks first", () => {
  // A refused system call decides by itself what is read.
  const undisturbed = recorded.filter(({ id, opts = {} }) => !(id in OTHER_CAUSES) && isOrdinary(opts));

  it("is recorded", () => expect(undisturbed.length).toBeGreaterThan(50));

  it.each(undisturbed.map((scenario) => [scenario.id, scenario] as const))("%s", (_, scenario) => {
    const wrong = Object.entries(scenario.observed).flatMap(([libc, { queries = [] }]) => {
      const conf = confOf(libc, scenario);
      if (conf === null || queries.length === 0) return [];
      const asked = firstAsked(queries);
      const expected = expectedOf(libc, conf, scenario.name);
      const isSame = asked.every(({ ns, name }) => expected.servers.includes(ns) && name === expected.name);
      return isSame ? [] : [{ libc, asked, expected }];
    });
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(!isThere)("what a libc finds in /etc/hosts", () => {
  const holding = recorded.filter(({ files, name, family, opts = {} }) => {
    const isOrderly = /^hosts: *files dns/.test(String(files["/etc/nsswitch.conf"]));
    return isOrderly && family === "unspec" && isOrdinary(opts) && linesWith(files, name).length > 0;
  });

  it("is recorded", () => expect(holding.length).toBeGreaterThan(3));

  it.each(holding.map((scenario) => [scenario.id, scenario] as const))(
    "%s",
    (_, { name, files, observed }) => {
      const hosts = hostsAddresses(String(files["/etc/hosts"]), name, []);
      const wrong = Object.entries(observed).flatMap(([libc, { addrs = [], queries = [] }]) => {
        const level = hosts.glibc.find(([{ id }]) => id === LEVELS[libc])?.[1];
        const expected = libc.startsWith("musl") ? hosts.musl : level;
        if (expected === undefined) return [];
        const found = queries.length > 0 ? [] : addrs;
        return expected.toSorted().join() === found.toSorted().join()
          ? []
          : [{ libc, expected, addrs, queries }];
      });
      expect(wrong).toEqual([]);
    },
  );
});

function linesWith(files: Recorded["files"], name: string): readonly string[] {
  const lines = String(files["/etc/hosts"] ?? "").split("\n");
  return lines.filter((line) => line.toLowerCase().split(/\s+/).includes(name.toLowerCase()));
}

function isOrdinary(opts: object): boolean {
  return Object.keys(opts).every((key) => key === "hostname");
}

function firstAsked(queries: NonNullable<Observed["queries"]>) {
  const first = queries.filter(({ t }) => t === 0);
  return first.slice(0, 1).map(({ ns, q }) => ({ ns, name: q.slice(0, q.lastIndexOf(" ")).toLowerCase() }));
}

/** musl asks all servers at once, and the records do not say in which order they came in. */
function expectedOf(libc: string, conf: LibcConf, name: string) {
  const servers = conf.servers.map((server) => (server === "0.0.0.0" ? "127.0.0.1" : server));
  return {
    servers: libc.startsWith("musl") ? servers : servers.slice(0, 1),
    name: firstName(name, conf).toLowerCase(),
  };
}

function confOf(libc: string, { files, env = {}, opts }: Recorded): LibcConf | null {
  const text = files["/etc/resolv.conf"] ?? "";
  if (typeof text !== "string") return null;
  if (libc.startsWith("musl")) return readAsMusl(text);
  const level = GLIBC_LEVELS.find(({ id }) => id === LEVELS[libc]);
  return level === undefined ? null : readAsGlibc(text, level, { hostname: opts?.hostname ?? "box", env });
}

function firstName(name: string, { search, ndots }: LibcConf): string {
  const [suffix] = search;
  const dots = name.split(".").length - 1;
  if (name.endsWith(".") || suffix === undefined || dots >= ndots) return rooted(name);
  return rooted(`${name}.${suffix}`);
}

function rooted(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}
