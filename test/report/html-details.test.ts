import { expect, test } from "vitest";
import { detailsOf } from "../../harness/report/html/details.ts";
import type { FileSpec, HostProfile, Scenario } from "../../harness/scenario/scenario.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (content: Uint8Array): FileSpec => ({
  kind: "content",
  bytes: content,
  mode: 0o600,
  owner: 1000,
});

const expectation = {
  target: { image: null, resolver: null, host: null },
  place: { file: "x", line: 1, column: 1 },
  places: {},
};

const scenario: Scenario = {
  id: "founding/indented",
  file: "scenarios/founding/indented.yaml",
  title: "A title",
  about: "Prose.",
  refs: ["https://example.org/1"],
  images: null,
  go: null,
  hosts: ["default"],
  files: {
    "/etc/resolv.conf": file(bytes("\ufeff  nameserver 10.0.0.1\r\n")),
    "/etc/hosts": file(new Uint8Array([0x61, 0xff, 0x62])),
    "/etc/big": file(new Uint8Array(70_000).fill(0x61)),
    "/etc/nsswitch.conf": { kind: "absent" },
    "/etc/link": { kind: "symlink", target: "/run/x" },
    "/etc/dir": { kind: "directory", mode: 0o755, owner: 0 },
  },
  env: { RES_OPTIONS: "ndots:2" },
  hostname: "web-0",
  user: 1000,
  dns: [
    {
      address: "10.0.0.1",
      udp: "open",
      tcp: "closed",
      delayMs: 20,
      zone: "",
      missing: "NXDOMAIN",
      rules: [],
    },
  ],
  lookups: [],
  expect: {
    cells: [
      { ...expectation, key: "musl" },
      { ...expectation, key: "centos-7.4", source: "documented" },
    ],
  },
  known: null,
  control: false,
};

const host: HostProfile = {
  id: "old",
  title: "An old host",
  imitates: "something",
  refs: [],
  syscalls: { readv: 0, statx: "EPERM" },
  sysctls: { "net.ipv6.conf.all.disable_ipv6": "1" },
  user: null,
  files: { "/etc/resolv.conf": { kind: "absent" } },
};

const { scenarios, hosts } = detailsOf([scenario], [host], new Map([[scenario.file, "title: A title\n"]]));
const details = scenarios["founding/indented"];

test("files keep what is telling about them, a byte order mark and carriage returns included", () => {
  expect(details?.files["/etc/resolv.conf"]).toEqual({
    kind: "content",
    text: "\ufeff  nameserver 10.0.0.1\r\n",
    mode: "0600",
    owner: 1000,
    cutBytes: 0,
  });
  expect(details?.files["/etc/nsswitch.conf"]).toEqual({ kind: "absent" });
  expect(details?.files["/etc/link"]).toEqual({ kind: "symlink", target: "/run/x" });
  expect(details?.files["/etc/dir"]).toEqual({ kind: "directory" });
});

test("bytes that are no text are shown as such", () => {
  expect(details?.files["/etc/hosts"]).toMatchObject({ text: "a\ufffdb" });
});

test("long files are cut, and how much is told", () => {
  expect(details?.files["/etc/big"]).toMatchObject({ text: "a".repeat(65_536), cutBytes: 70_000 - 65_536 });
});

test("servers, environment, expectations from documents, and the source", () => {
  expect(details).toMatchObject({
    about: "Prose.",
    refs: ["https://example.org/1"],
    env: { RES_OPTIONS: "ndots:2" },
    hostname: "web-0",
    user: 1000,
    dns: [{ address: "10.0.0.1", udp: "open", tcp: "closed", delayMs: 20 }],
    documented: ["centos-7.4"],
    source: "title: A title\n",
  });
  expect(detailsOf([scenario], []).scenarios["founding/indented"]?.source).toBeNull();
});

test("hosts tell how they answer system calls", () => {
  expect(hosts).toEqual({
    old: {
      title: "An old host",
      imitates: "something",
      syscalls: { readv: "0", statx: "EPERM" },
      sysctls: { "net.ipv6.conf.all.disable_ipv6": "1" },
      files: { "/etc/resolv.conf": { kind: "absent" } },
    },
  });
});
