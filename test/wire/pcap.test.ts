import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodePcap } from "../../harness/wire/pcap.ts";
import { encodeQuery } from "../../harness/wire/query.ts";
import { udpPacket } from "../support/packets.ts";

const client = { address: "127.0.0.1", port: 4000 };
const query = encodeQuery({ id: 7, name: "name.example.", type: 1 });

describe("encodePcap", () => {
  it("writes a file header of 24 bytes for raw IP packets", () => {
    expect(Buffer.from(encodePcap([])).toString("hex")).toBe(
      "d4c3b2a1" + "0200" + "0400" + "00000000" + "00000000" + "00000400" + "65000000",
    );
  });

  it("writes seconds, microseconds and lengths before each packet", () => {
    const file = Buffer.from(encodePcap([{ timeUs: 1_700_000_000_123_456, bytes: Uint8Array.of(0x45, 9) }]));
    expect(file.length).toBe(24 + 16 + 2);
    expect([24, 28, 32, 36].map((offset) => file.readUInt32LE(offset))).toEqual([
      1_700_000_000, 123_456, 2, 2,
    ]);
    expect(file.subarray(40)).toEqual(Buffer.of(0x45, 9));
  });

  it("cuts a packet that readers would refuse, and tells its length", () => {
    const file = Buffer.from(encodePcap([{ timeUs: 0, bytes: new Uint8Array(300_000) }]));
    expect([file.readUInt32LE(32), file.readUInt32LE(36), file.length]).toEqual([
      262_144,
      300_000,
      40 + 262_144,
    ]);
  });
});

const tshark = await execa("tshark", ["--version"], { reject: false });

describe.skipIf(tshark.failed && process.env.CI === undefined)(
  "tshark opens the file (skipped without tshark)",
  () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "pcap-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it.each(["10.0.0.53", "2001:db8::53"])("and reads a query to %s", async (server) => {
      const source = server.includes(":") ? { address: "2001:db8::1", port: 4000 } : client;
      const file = join(folder, "query.pcap");
      const packet = udpPacket(source, { address: server, port: 53 }, query);
      await writeFile(file, encodePcap([{ timeUs: 1_700_000_000_000_001, bytes: packet }]));
      const fields = ["frame.time_epoch", "dns.id", "dns.qry.name", "ip.dst", "ipv6.dst"];
      const { stdout } = await execa("tshark", [
        "-r",
        file,
        "-T",
        "fields",
        ...fields.flatMap((name) => ["-e", name]),
      ]);
      expect(stdout.trim().split(/\t+/)).toEqual(["1700000000.000001000", "0x0007", "name.example", server]);
    });
  },
);
