import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PcapFolder } from "../../harness/cli/pcap-folder.ts";
import { encodePcap } from "../../harness/wire/pcap.ts";
import { cell, lostCell } from "../matrix/fake-engine.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("--pcap", () => {
  test("one file per cell, named for it; none for a cell that was lost", async () => {
    const packets = [{ timeUs: 1_000_000, bytes: new Uint8Array([0x45, 0, 0, 20]) }];
    const pcap = new PcapFolder(join(folder, "packets"));
    pcap.save(cell(), packets);
    pcap.save(lostCell(), []);
    await pcap.written();
    const name = "topic__story--db.example--ip--alpine-3.8--default--musl@1.1.19.pcap";
    expect(await readdir(join(folder, "packets"))).toEqual([name]);
    expect(new Uint8Array(await readFile(join(folder, "packets", name)))).toEqual(encodePcap(packets));
  });

  test.each([
    ["a way up", "../../etc/passwd"],
    ["a hidden file", "..."],
    ["control characters and blanks", "a\x1b[2J b\n"],
    ["nothing", ""],
    ["too long", "x".repeat(2000)],
    ["letters that not every file system has", "köln:<>|?*\\"],
  ])("a name that is %s stays inside the folder", async (_, name) => {
    const pcap = new PcapFolder(folder);
    pcap.save(
      cell({ scenario: name, image: name, host: name, resolver: name, lookup: { name, family: "ip" } }),
      [],
    );
    await pcap.written();
    const [file = "", ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(file).toMatch(/^[A-Za-z0-9@_-][A-Za-z0-9@._-]{0,250}\.pcap$/);
  });

  test("a link that lies in wait is replaced, not followed; a folder that is a link is refused", async () => {
    const outside = join(folder, "outside");
    const packets = join(folder, "packets");
    await writeFile(outside, "old");
    await mkdir(packets);
    await symlink(
      outside,
      join(packets, "topic__story--db.example--ip--alpine-3.8--default--musl@1.1.19.pcap"),
    );
    const pcap = new PcapFolder(packets);
    pcap.save(cell(), []);
    await pcap.written();
    expect(await readFile(outside, "utf8")).toBe("old");
    await symlink(packets, join(folder, "link"));
    expect(() => new PcapFolder(join(folder, "link"))).toThrow("is a symbolic link");
  });

  test("cells whose names become the same get files of their own", async () => {
    const pcap = new PcapFolder(folder);
    for (const name of ["a b", "a:b", "a?b"]) pcap.save(cell({ lookup: { name, family: "ip" } }), []);
    await pcap.written();
    expect(await readdir(folder)).toHaveLength(3);
  });
});
