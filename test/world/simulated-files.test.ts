import { describe, expect, it } from "vitest";
import {
  type SimulatedFile,
  SimulatedFiles,
  type SimulatedTree,
} from "../../harness/world/simulated-files.ts";

const content = (text: string, mode = 0o644, owner = 0): SimulatedFile => ({
  kind: "content",
  bytes: new TextEncoder().encode(text),
  mode,
  owner,
});
const link = (target: string): SimulatedFile => ({ kind: "symlink", target });
const directory = (mode: number, owner = 0): SimulatedFile => ({ kind: "directory", mode, owner });

async function read(tree: SimulatedTree, path: string, user = 0): Promise<string> {
  const found = await new SimulatedFiles(tree, user, 1000).read(path);
  if (found.kind === "error") return found.errno;
  return found.directory ? "directory" : new TextDecoder().decode(found.bytes);
}

describe("paths", () => {
  const tree: SimulatedTree = {
    "/etc/hosts": content("hosts"),
    "/etc/resolv.conf": link("../run/resolv.conf"),
    "/run/resolv.conf": content("resolv"),
    "/etc/absolute": link("/run/resolv.conf"),
    "/etc/dir": link("/run"),
    "/etc/dangling": link("nowhere"),
    "/etc/self": link("self"),
    "/etc/ring1": link("ring2"),
    "/etc/ring2": link("ring1"),
    "/etc/slash": link("/run/resolv.conf/"),
    "/etc/empty": directory(0o755),
    "/etc/gone": { kind: "absent" },
    "/etc/up": link("../../../../etc/hosts"),
    "/etc/chain0": content("end"),
    ...Object.fromEntries(
      Array.from({ length: 41 }, (_, index) => [`/etc/chain${index + 1}`, link(`chain${index}`)]),
    ),
  };

  it.each([
    ["/etc/hosts", "hosts"],
    ["//etc/./hosts", "hosts"],
    ["/etc/../etc/hosts", "hosts"],
    ["/../etc/hosts", "hosts"],
    ["/etc/resolv.conf", "resolv"],
    ["/etc/absolute", "resolv"],
    ["/etc/dir/resolv.conf", "resolv"],
    ["/etc/dir/../etc/hosts", "hosts"],
    ["/etc/up", "hosts"],
    ["/etc/nsswitch.conf", "ENOENT"],
    ["/etc/gone", "ENOENT"],
    ["/etc/dangling", "ENOENT"],
    ["/var/x", "ENOENT"],
    ["", "ENOENT"],
    ["/etc/hosts/x", "ENOTDIR"],
    ["/etc/hosts/", "ENOTDIR"],
    ["/etc/hosts/.", "ENOTDIR"],
    ["/etc/slash", "ENOTDIR"],
    ["/etc/self", "ELOOP"],
    ["/etc/ring1", "ELOOP"],
    ["/etc/chain40", "end"],
    ["/etc/chain41", "ELOOP"],
    ["/etc", "directory"],
    ["/etc/", "directory"],
    ["/", "directory"],
    ["/etc/empty", "directory"],
    [`/etc/${"x".repeat(256)}`, "ENAMETOOLONG"],
    [`/etc/${"x".repeat(255)}`, "ENOENT"],
    [`/etc/${"./".repeat(2100)}hosts`, "ENAMETOOLONG"],
  ])("%s is %s", async (path, expected) => expect(await read(tree, path)).toBe(expected));
});

describe("permissions", () => {
  it.each([
    ["root reads everything", content("x", 0), 0, "x"],
    ["everybody may", content("x", 0o644), 1000, "x"],
    ["only the owner may", content("x", 0o600), 1000, "EACCES"],
    ["the owner may", content("x", 0o600, 1000), 1000, "x"],
    ["the owner may not, others may", content("x", 0o044, 1000), 1000, "EACCES"],
    ["nobody may", content("x", 0), 1000, "EACCES"],
    ["a directory that cannot be listed", directory(0o711), 1000, "EACCES"],
  ])("%s", async (_, file, user, expected) => expect(await read({ "/f": file }, "/f", user)).toBe(expected));

  it("directories above must be searchable", async () => {
    const tree = { "/etc": directory(0o700), "/etc/f": content("x"), "/l": link("/etc/f") };
    expect(await read(tree, "/etc/f", 1000)).toBe("EACCES");
    expect(await read(tree, "/etc/none", 1000)).toBe("EACCES");
    expect(await read(tree, "/l", 1000)).toBe("EACCES");
    expect(await read(tree, "/etc/f", 0)).toBe("x");
    expect(await read({ ...tree, "/etc": directory(0o711) }, "/etc/f", 1000)).toBe("x");
  });
});

describe("times and changes", () => {
  it("files have the time of their making, or their own", async () => {
    const own: SimulatedFile = {
      kind: "content",
      bytes: new Uint8Array(),
      mode: 0o644,
      owner: 0,
      mtimeMs: 5,
    };
    const files = new SimulatedFiles({ "/a": content("a"), "/own": own }, 0, 1000);
    expect(await files.read("/a")).toMatchObject({ mtimeMs: 1000 });
    expect(await files.read("/own")).toMatchObject({ mtimeMs: 5 });
    files.change({ "/a": content("b"), "/new/c": content("c") }, 2000);
    expect(await files.read("/a")).toMatchObject({ mtimeMs: 2000 });
    expect(await files.read("/new/c")).toMatchObject({ mtimeMs: 2000 });
    expect(await files.read("/own")).toMatchObject({ mtimeMs: 5 });
  });

  it("a path can become absent, with everything below it, and another kind of file", async () => {
    const files = new SimulatedFiles({ "/etc/a": content("a"), "/etc/b": content("b") }, 0, 0);
    files.change({ "/etc/a": { kind: "absent" } }, 1);
    expect(await files.read("/etc/a")).toEqual({ kind: "error", errno: "ENOENT" });
    files.change({ "/etc": { kind: "absent" } }, 2);
    expect(await files.read("/etc/b")).toEqual({ kind: "error", errno: "ENOENT" });
    files.change({ "/etc": content("a file") }, 3);
    expect(await files.read("/etc/b")).toEqual({ kind: "error", errno: "ENOTDIR" });
  });
});

it("gives the errno that a file fails to open with, also through a link", async () => {
  const tree = {
    "/etc/hosts": { kind: "failing", errno: "EMFILE" },
    "/etc/link": { kind: "symlink", target: "hosts" },
  } as const;
  const files = new SimulatedFiles(tree, 0, 0);
  expect(await files.read("/etc/hosts")).toEqual({ kind: "error", errno: "EMFILE" });
  expect(await files.read("/etc/link")).toEqual({ kind: "error", errno: "EMFILE" });
});
