/** The readers of resolv.conf and /etc/hosts against recorded runs of real libcs: who was asked first, and for which name. */
import { describe, expect, it } from "vitest";
import { linesOfHosts } from "../../harness/readings/hosts.ts";
import { readAsGlibc } from "../../harness/resolvers/glibc/conf-notes.ts";
import { GLIBC_LEVELS, type GlibcLevel } from "../../harness/resolvers/glibc/levels.ts";
import type { LibcConf } from "../../harness/resolvers/libc/conf.ts";
import { readAsMusl } from "../../harness/resolvers/musl/resolvconf.ts";
import {
  type GoldenLibc,
  type GoldenQuestion,
  type GoldenScenario,
  goldenLibcs,
  goldenScenarios,
} from "../oracle/libc/golden.ts";

/** The level of each glibc that was run. */
const LEVELS: Readonly<Record<string, GlibcLevel["id"]>> = {
  "glibc@2.17-55.el7": "2.17",
  "glibc@2.17-105.el7": "2.17",
  "glibc@2.17-196.el7": "2.17",
  "glibc@2.17-222.el7": "2.26",
  "glibc@2.17-260.el7": "2.26",
  "glibc@2.17-292.el7": "2.29",
  "glibc@2.17-317.el7": "2.29",
  "glibc@2.26": "2.26",
  "glibc@2.26-amzn2": "2.26",
  "glibc@2.28": "2.26",
  "glibc@2.28-151.el8": "2.29",
  "glibc@2.31": "2.31",
  "glibc@2.34": "2.33",
  "glibc@2.36": "2.36",
  "glibc@2.41": "2.41",
  "glibc@2.43": "2.41",
};
/** What decides in these is no part of what the readers know. */
const OTHER_CAUSES: Readonly<Record<string, string>> = {
  "resolv-conf/v6scope-bogus": "musl looks whether the network interface exists",
  "resolv-conf/search-dot":
    "the entry makes a broken name, which has a rule of its own among the differences",
  "resolv-conf/hostaliases": "the file behind HOSTALIASES",
  "resolv-conf/eacces": "the user cannot read the file",
};

const scenarios = await goldenScenarios();
const libcs = goldenLibcs();
// A refused system call decides by itself what is read.
const undisturbed = scenarios.filter(({ host, beyond }) => host.id === "default" && beyond === null);

describe("what a libc asks first", () => {
  const readable = undisturbed.filter(({ id }) => !(id in OTHER_CAUSES));

  it("is recorded", () => expect(readable.length).toBeGreaterThan(50));

  it.each(readable.map((scenario) => [scenario.id, scenario] as const))("%s", (_, scenario) => {
    const wrong = libcs.flatMap((libc) => {
      const { questions = [] } = libc.results.get(scenario.id) ?? {};
      const conf = confOf(libc, scenario);
      if (conf === null || questions.length === 0) return [];
      const asked = firstAsked(questions);
      const expected = expectedOf(libc, conf, scenario.lookup.name);
      const isSame = asked.every(
        ({ server, name }) => expected.servers.includes(server) && name === expected.name,
      );
      return isSame ? [] : [{ libc: libc.id, asked, expected }];
    });
    expect(wrong).toEqual([]);
  });
});

describe("what a libc finds in /etc/hosts", () => {
  const holding = undisturbed.filter((scenario) => {
    const isOrderly = /^hosts: *files dns/.test(textAt(scenario, "/etc/nsswitch.conf") ?? "");
    return isOrderly && scenario.lookup.family === "ip" && linesWithName(scenario).length > 0;
  });

  it("is recorded", () => expect(holding.length).toBeGreaterThan(3));

  it.each(holding.map((scenario) => [scenario.id, scenario] as const))("%s", (id, scenario) => {
    const multi = /^multi on$/m.test(textAt(scenario, "/etc/host.conf") ?? "");
    const lines = linesOfHosts(textAt(scenario, "/etc/hosts") ?? "", scenario.lookup, [], multi);
    const told = (family: string) =>
      lines.flatMap(({ readings }) =>
        readings
          .filter(({ readers }) => readers === "everybody" || readers.includes(family))
          .flatMap(({ effect }) => effect?.split(" is ")[1]?.split(" ") ?? []),
      );
    const wrong = libcs.flatMap(({ id: libc, libc: resolver, results }) => {
      const result = results.get(id);
      if (result === undefined) return [];
      const expected = told(resolver.startsWith("musl") ? "musl" : "glibc");
      const [outcome] = result.outcomes;
      const addresses = outcome?.kind === "answer" ? outcome.addresses : [];
      const found = result.questions.length > 0 ? [] : addresses;
      return expected.toSorted().join() === found.toSorted().join() ? [] : [{ libc, expected, result }];
    });
    expect(wrong).toEqual([]);
  });
});

/** A file's text; null where there is no such file. */
function textAt({ scenario: { files } }: GoldenScenario, path: string): string | null {
  const file = files[path];
  return file?.kind === "content" ? Buffer.from(file.bytes).toString("latin1") : null;
}

function linesWithName(scenario: GoldenScenario): readonly string[] {
  const lines = (textAt(scenario, "/etc/hosts") ?? "").split("\n");
  const name = scenario.lookup.name.toLowerCase();
  return lines.filter((line) => line.toLowerCase().split(/\s+/).includes(name));
}

function firstAsked(questions: readonly GoldenQuestion[]) {
  return questions
    .filter(({ atMs }) => atMs === 0)
    .slice(0, 1)
    .map(({ server, name }) => ({ server, name: name.toLowerCase() }));
}

/** musl asks all servers at once, and the records do not say in which order they came in. */
function expectedOf({ libc }: GoldenLibc, conf: LibcConf, name: string) {
  const addresses = conf.servers.map((server) => (server === "0.0.0.0" ? "127.0.0.1" : server));
  const servers = addresses.map((server) => (server.includes(":") ? `[${server}]:53` : `${server}:53`));
  return {
    servers: libc.startsWith("musl") ? servers : servers.slice(0, 1),
    name: firstName(name, conf).toLowerCase().replaceAll(" ", "\\032"),
  };
}

function confOf({ libc }: GoldenLibc, scenario: GoldenScenario): LibcConf | null {
  const file = scenario.scenario.files["/etc/resolv.conf"];
  if (file?.kind !== "content" && file?.kind !== "absent") return null;
  const text = textAt(scenario, "/etc/resolv.conf") ?? "";
  if (libc.startsWith("musl")) return readAsMusl(text);
  const level = GLIBC_LEVELS.find(({ id }) => id === LEVELS[libc]);
  const { env, hostname } = scenario.scenario;
  return level === undefined ? null : readAsGlibc(text, level, { hostname: hostname ?? "lab", env });
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
