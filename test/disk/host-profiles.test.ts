import { describe, expect, test } from "vitest";
import { findHostProfile, listHostProfiles, loadHostProfiles } from "../../harness/disk/host-profiles.ts";
import { Failure } from "../../harness/errors.ts";
import { parseHostProfile } from "../../harness/scenario/host-profile.ts";

describe("the host profiles of the package", () => {
  test("can all be read", async () => {
    const profiles = await loadHostProfiles();
    expect(profiles.map(({ id }) => id)).toEqual(await listHostProfiles());
    expect(profiles.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["centos-7.4", "centos-7.6", "default"]),
    );
  });

  test("default and centos-7.4 change nothing", async () => {
    const nothing = { syscalls: {}, sysctls: {}, user: null, files: {} };
    expect(await findHostProfile("default")).toMatchObject(nothing);
    expect(await findHostProfile("centos-7.4")).toMatchObject(nothing);
  });

  test("centos-7.6 makes readv read nothing and says what of that is not proved", async () => {
    const profile = await findHostProfile("centos-7.6");
    expect(profile.syscalls).toEqual({ readv: 0 });
    expect(profile.imitates).toMatch(/Not proved/);
  });

  test("an unknown one is refused with what there is", async () => {
    const advice = `there are ${(await listHostProfiles()).join(", ")}`;
    await expect(findHostProfile("centos-76")).rejects.toThrow(
      new Failure("usage", 'no host profile "centos-76" (did you mean "centos-7.6"?)', { advice }),
    );
    await expect(findHostProfile("../default")).rejects.toThrow('no host profile "../default"');
  });
});

test("a host profile with every key", () => {
  const text = `title: x
imitates: y
refs: [https://example.org/]
syscalls: { readv: 0, statx: EPERM }
sysctls: { net.ipv6.conf.all.disable_ipv6: "1" }
user: 1000
files: { /etc/resolv.conf: { text: "", mode: "0600" } }
`;
  expect(parseHostProfile(text, "images/hosts/x.yaml", "x")).toEqual({
    id: "x",
    title: "x",
    imitates: "y",
    refs: ["https://example.org/"],
    syscalls: { readv: 0, statx: "EPERM" },
    sysctls: { "net.ipv6.conf.all.disable_ipv6": "1" },
    user: 1000,
    files: { "/etc/resolv.conf": { kind: "content", bytes: new Uint8Array(0), mode: 0o600, owner: 0 } },
  });
});

test("a broken host profile is told line by line", () => {
  const text = `title: x
syscalls: { readv: 5, statx: EPREM, "bad name": 0 }
sysctls: { kernel.hostname: x, net.core.somaxconn: 1 }
files: { /a: {} }
`;
  expect(() => parseHostProfile(text, "x.yaml", "x")).toThrow(
    `7 problems
  x.yaml:1:1: "imitates" is missing; it takes text
  x.yaml:2:20: syscalls > readv: found the number 5; allowed: the name of an errno such as EPERM, or 0 for a call that does nothing and succeeds
  x.yaml:2:30: syscalls > statx: found "EPREM"; allowed: the name of an errno such as EPERM
  x.yaml:2:37: syscalls: found the key "bad name"; allowed: the name of a system call
  x.yaml:3:12: sysctls: found the key "kernel.hostname"; allowed: a sysctl of the network namespace such as net.ipv6.conf.all.disable_ipv6
  x.yaml:3:52: sysctls > net.core.somaxconn: found the number 1 (put it in quotes: "1"); allowed: the value as text
  x.yaml:4:14: files > /a: says nothing about the content; needs one of text, base64, symlink, directory`,
  );
});
