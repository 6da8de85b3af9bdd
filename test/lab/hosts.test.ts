/** Every host profile of the package, on both engines: what it does to musl 1.1.19, and to Go. */
import { afterAll, describe, expect, it } from "vitest";
import { loadHostProfiles } from "../../harness/disk/host-profiles.ts";
import { alpine, cell, OPEN, someGo, titled, useOwnCache } from "./support/labs.ts";

useOwnCache();
const image = await alpine();
const engines = { docker: await OPEN.docker(), local: await OPEN.local() };
const NAMES = ["docker", "local"] as const;
const lookup = { name: "name.test", family: "ip" } as const;
const signal = new AbortController().signal;
const hosts = await loadHostProfiles();

const ANSWER = "answer 10.247.3.10:53";
const MACHINE = "EAI_AGAIN 127.0.0.1:53";
/** What musl 1.1.19 comes to, where it is not an answer. */
const EXPECTED: Readonly<Record<string, string>> = {
  "bind-enosys": "EAI_SYSTEM ",
  "bind-eperm": "EAI_SYSTEM ",
  "centos-7.6": MACHINE,
  "docker-19.03-time64": "this machine has no system call named clock_gettime64",
  "open-eperm": "EAI_SYSTEM ",
  "readv-eperm": MACHINE,
  "resolv-conf-0600": MACHINE,
  "resolv-conf-absent": MACHINE,
  "resolv-conf-dangling": MACHINE,
  "resolv-conf-empty": MACHINE,
  "resolv-conf-refused": MACHINE,
};
const FELT_BY_GO = new Set([
  "newfstatat-enosys",
  "read-enosys",
  "newfstatat-eperm",
  "setsockopt-enosys",
  "setsockopt-eperm",
]);

afterAll(async () => {
  await Promise.all(NAMES.map((name) => engines[name].value?.close()));
});

describe.each(NAMES)("host profiles on engine %s", (name) => {
  const reason = image.reason ?? engines[name].reason;
  describe.skipIf(reason !== null)(titled("is here", reason), () => {
    it.concurrent.each(hosts)("$id", async (host) => {
      if (engines[name].value === null || image.value === null) throw new Error("not skipped?");
      const station = await engines[name].value.station(image.value, host);
      const plain = cell();
      const setup = { ...plain, user: host.user ?? 0, files: { ...plain.files, ...host.files } };
      const seen = await station
        .observe(setup, lookup, signal)
        .then(
          ({ outcome, trace }) =>
            `${outcome.kind === "error" ? outcome.code : outcome.kind} ${[...new Set(trace.map(({ server }) => server))].join(" ")}`,
          String,
        );
      expect(seen).toContain(EXPECTED[host.id] ?? ANSWER);

      const nothing = { kind: "answer", addresses: [] } as const;
      const go = await station
        .emulate(cell(), someGo, async () => nothing, signal)
        .then(
          () => "emulated",
          (error: unknown) => String(error),
        );
      expect(go).toMatch(
        FELT_BY_GO.has(host.id) ? /Unavailable: .* which go@1.24 calls itself/ : /^emulated$/,
      );
    });
  });
});
