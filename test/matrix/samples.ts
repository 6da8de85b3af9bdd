/** Scenarios, hosts and catalogues for tests, small and whole. */

import type { DnsServer } from "../../harness/fixture/dns-server.ts";
import type { Catalogue } from "../../harness/matrix/plan.ts";
import type { GoBuild } from "../../harness/resolvers/go/index.ts";
import { parseCellKey } from "../../harness/scenario/cell-key.ts";
import type { CellExpectation, FileSpec, HostProfile, Scenario } from "../../harness/scenario/scenario.ts";
import { fakeGo } from "./fake-engine.ts";

const place = { file: "scenarios/topic/story.yaml", line: 1, column: 1 };

export function scenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    id: "topic/story",
    file: place.file,
    title: "A story",
    about: "",
    refs: [],
    images: null,
    go: null,
    hosts: ["default"],
    files: { "/etc/resolv.conf": text("nameserver 10.0.0.1\n") },
    env: {},
    hostname: null,
    user: null,
    dns: [server()],
    lookups: [{ name: "db.example", family: "ip", place }],
    expect: { cells: [] },
    known: null,
    control: false,
    ...changes,
  };
}

export function server(changes: Partial<DnsServer> = {}): DnsServer {
  return {
    address: "10.0.0.1",
    udp: "open",
    tcp: "open",
    delayMs: 0,
    zone: "",
    missing: "NXDOMAIN",
    rules: [],
    ...changes,
  };
}

export function text(content: string, mode = 0o644): FileSpec {
  return { kind: "content", bytes: Buffer.from(content), mode, owner: 0 };
}

export function host(changes: Partial<HostProfile> = {}): HostProfile {
  return {
    id: "default",
    title: "Nothing special",
    imitates: "nothing",
    refs: [],
    syscalls: {},
    sysctls: {},
    user: null,
    files: {},
    ...changes,
  };
}

export function build(version: string, changes: Partial<GoBuild> = {}): GoBuild {
  return { version, cgo: true, tags: [], godebug: "", ...changes };
}

/** An expectation for the cells of a key; its line is 20, that of every field 21. */
export function expectation(key: string, fields: Partial<CellExpectation>): CellExpectation {
  const at = { ...place, line: 21 };
  const places = Object.fromEntries(Object.keys(fields).map((field) => [field, at]));
  return { ...fields, key, target: parseCellKey(key), place: { ...place, line: 20 }, places };
}

export const catalogue: Catalogue = {
  images: [
    {
      id: "alpine-3.8",
      title: "Alpine 3.8",
      libc: { family: "musl", version: "1.1.19", release: null, buildIds: [] },
      sources: [],
      default: true,
      unverified: false,
    },
    {
      id: "centos-7.4",
      title: "CentOS 7.4",
      libc: { family: "glibc", version: "2.17", release: "196.el7", buildIds: [] },
      sources: [],
      default: false,
      unverified: false,
    },
    {
      id: "debian-12-glibc",
      title: "Debian 12",
      libc: { family: "glibc", version: "2.36", release: null, buildIds: [] },
      sources: [],
      default: true,
      unverified: false,
    },
  ],
  hosts: [host(), host({ id: "centos-7.6", syscalls: { readv: 0 } })],
  defaultGo: [build("1.11"), build("1.24")],
  goResolver: fakeGo(),
};
