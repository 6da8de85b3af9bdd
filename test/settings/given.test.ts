import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseZone } from "../../harness/fixture/zone.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { type TryFiles, tryScenario } from "../../harness/settings/given.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function tried(name: string, changes: Partial<TryFiles> = {}): Promise<Scenario> {
  const files = {
    resolvConf: await file("resolv.conf", "nameserver 10.0.0.1\n"),
    hosts: null,
    nsswitch: null,
    hostConf: null,
    zone: null,
    hostname: null,
    env: {},
  };
  return tryScenario({ name, family: "ip" }, ["default"], { ...files, ...changes });
}

describe("a scenario from the command line", () => {
  test("lays the given files over the image's, byte for byte", async () => {
    const scenario = await tried("app", {
      resolvConf: await file("crlf", "nameserver 10.0.0.1\r\n"),
      hosts: await file("hosts", "10.1.1.1 app\n"),
      nsswitch: await file("nsswitch", "hosts: files\n"),
      hostConf: await file("host.conf", "multi on\n"),
      hostname: "web-0.example.org",
      env: { RES_OPTIONS: "ndots:2" },
    });
    expect([scenario.hostname, scenario.env]).toEqual(["web-0.example.org", { RES_OPTIONS: "ndots:2" }]);
    const contents = Object.entries(scenario.files).map(([path, spec]) => [
      path,
      spec.kind === "content" ? Buffer.from(spec.bytes).toString() : spec.kind,
    ]);
    expect(contents).toEqual([
      ["/etc/resolv.conf", "nameserver 10.0.0.1\r\n"],
      ["/etc/hosts", "10.1.1.1 app\n"],
      ["/etc/nsswitch.conf", "hosts: files\n"],
      ["/etc/host.conf", "multi on\n"],
    ]);
    expect(scenario).toMatchObject({
      lookups: [{ name: "app", family: "ip" }],
      hosts: ["default"],
      images: null,
    });
  });

  test("every address behind nameserver is a server, also where some resolver would not read the line", async () => {
    const resolvConf = await file(
      "odd",
      "  nameserver 10.0.0.1\r\n# nameserver 10.0.0.9\nnameserver\t2001:DB8:0::53\nnameserver 10.0.0.1\nnameserver 0.0.0.0\nnameserver fe80::1%eth0\nnameserver 127.0.0.53\n",
    );
    const { dns } = await tried("app", { resolvConf });
    expect(dns.map(({ address, udp, tcp }) => `${address} ${udp} ${tcp}`)).toEqual([
      "10.0.0.1 open open",
      "2001:db8::53 open open",
      "fe80::1 open open",
      "127.0.0.53 open open",
    ]);
  });

  test("without a zone the name exists as it was given, and nothing else does", async () => {
    const { dns } = await tried("web");
    expect(dns[0]?.zone).toBe("web. 60 IN A 192.0.2.1\nweb. 60 IN AAAA 2001:db8::1\n");
    expect((await tried("web.example.")).dns[0]?.zone).toContain("web.example. 60 IN A");
  });

  test.each(["a b", "a\\b", "a;b", 'a"b', "köln", "$ORIGIN", "@"])(
    "a name like %j is written so that a zone holds it",
    async (name) => {
      const { dns } = await tried(name);
      expect(dns[0]?.zone).not.toBe("");
      expect(() => parseZone(dns[0]?.zone ?? "")).not.toThrow();
    },
  );

  test.each(["a..b", "x".repeat(64), `${"x".repeat(60)}.`.repeat(5)])("no zone can hold %j", async (name) => {
    const { dns } = await tried(name);
    expect(dns[0]?.zone).toBe("");
  });

  test("a zone of one's own, and its mistakes with their place", async () => {
    const zone = await file("names.zone", "$ORIGIN example.\ndb A 10.0.0.7\n");
    expect((await tried("db.example", { zone })).dns[0]?.zone).toBe("$ORIGIN example.\ndb A 10.0.0.7\n");
    const broken = await file("broken.zone", "db.example. A 10.0.0.7\nweb.example. A none\n");
    await expect(tried("db.example", { zone: broken })).rejects.toMatchObject({
      code: "usage",
      place: { file: broken, line: 2 },
    });
  });

  test("a file that is not there is a usage error with the reason", async () => {
    const path = join(folder, "none");
    await expect(tried("app", { hosts: path })).rejects.toMatchObject({
      code: "usage",
      message: `cannot read ${path}`,
      cause: { errno: "ENOENT" },
    });
  });
});
