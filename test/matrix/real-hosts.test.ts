import { describe, expect, test } from "vitest";
import { onRealHosts } from "../../harness/matrix/real-hosts.ts";
import { catalogue, scenario } from "./samples.ts";

const NODE = { id: "node-1", url: "ssh://admin@node-1" };
const OTHER = { id: "node-2", url: "tcp://10.0.0.2:2375" };
const MISMATCH = { id: "centos-7.6", url: "unix:///run/docker.sock" };
const DEFAULT = { id: "default", url: "unix:///run/docker.sock" };

function hostsOf(hosts: readonly string[], realHosts: Parameters<typeof onRealHosts>[2]): readonly string[] {
  return onRealHosts([scenario({ hosts })], catalogue, realHosts).scenarios[0]?.hosts ?? [];
}

describe("real hosts", () => {
  test.each([
    ["stand for default with ids of their own", ["default"], [NODE, OTHER], ["node-1", "node-2"]],
    ["stand beside a default that is given too", ["default"], [DEFAULT, NODE], ["default", "node-1"]],
    ["leave the scenario's other hosts alone", ["centos-7.6", "default"], [NODE], ["centos-7.6", "node-1"]],
    ["with a profile's id keep the id", ["default", "centos-7.6"], [MISMATCH], ["default", "centos-7.6"]],
    ["are none where none is given", ["default"], [], ["default"]],
  ] as const)("%s", (_, hosts, realHosts, expected) => {
    expect(hostsOf(hosts, realHosts)).toEqual(expected);
  });

  test("are imitated in nothing", () => {
    const imitating = catalogue.hosts.map((host) =>
      host.id === "centos-7.6" ? { ...host, syscalls: { readv: 0 }, user: 7 } : host,
    );
    const { hosts } = onRealHosts([], { ...catalogue, hosts: imitating }, [MISMATCH, NODE]).catalogue;
    expect(hosts.map(({ id }) => id).sort()).toEqual(
      [...catalogue.hosts.map(({ id }) => id), "node-1"].sort(),
    );
    for (const id of ["centos-7.6", "node-1"]) {
      expect(hosts.find((host) => host.id === id)).toMatchObject({
        syscalls: {},
        sysctls: {},
        user: null,
        files: {},
      });
    }
    expect(hosts.find(({ id }) => id === "node-1")?.title).toContain(NODE.url);
  });
});
