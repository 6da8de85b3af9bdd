import { describe, expect, it } from "vitest";
import { FRAME } from "../../harness/lab/frames.ts";
import { endpoint, PayloadReader, u16, u32, utf8 } from "../../harness/lab/payload.ts";
import { fakeLabd } from "./support/fake-labd.ts";
import { client, open, scripted, send, server } from "./support/networks.ts";

describe("the fixture behind a network", () => {
  it("answers UDP queries in order, from the address that the action names", async () => {
    const labd = fakeLabd();
    const fixture = scripted(
      { q: [send("one"), { kind: "close", delayMs: 0, reset: true }, send("two", 0, "10.0.0.99")] },
      [{ ...server, rules: [{ when: {}, reply: { from: "10.0.0.99" } }] }],
    );
    const { id } = await open(labd, fixture);
    labd.say(FRAME.UDP_QUERY, id, u16(0), endpoint(client), utf8("q"));
    const replies = [await labd.expect(FRAME.UDP_REPLY), await labd.expect(FRAME.UDP_REPLY)].map((reply) => {
      const reader = new PayloadReader(reply.payload);
      return [reader.u16(), reader.endpoint(), reader.text()];
    });
    expect(replies).toEqual([
      [0, client, "one"],
      [1, client, "two"],
    ]);
    expect(fixture.asked).toEqual(["udp 127.0.0.1 asks 10.0.0.53: q"]);
  });

  it("sends what is due first, not what was asked first", async () => {
    const labd = fakeLabd();
    const fixture = scripted({ slow: [send("late", 20)], fast: [send("soon")] });
    const { network, id } = await open(labd, fixture);
    labd.say(FRAME.UDP_QUERY, id, u16(0), endpoint(client), utf8("slow"));
    labd.say(FRAME.UDP_QUERY, id, u16(0), endpoint(client), utf8("fast"));
    expect(Buffer.from((await labd.expect(FRAME.UDP_REPLY)).payload).toString()).toContain("soon");
    expect(Buffer.from((await labd.expect(FRAME.UDP_REPLY)).payload).toString()).toContain("late");
    const closing = network.close();
    await labd.expect(FRAME.NET_CLOSE);
    labd.say(FRAME.NET_CLOSED, id);
    const { replies } = await closing;
    expect(replies.map(({ query }) => query)).toEqual([1, 0]);
  });

  it("ends the network when it has to send from where nothing is bound", async () => {
    const labd = fakeLabd();
    const servers = [server, { ...server, address: "10.0.0.99", udp: "closed" } as const];
    const { network, id } = await open(labd, scripted({ q: [send("x", 0, "10.0.0.99")] }, servers));
    labd.say(FRAME.UDP_QUERY, id, u16(0), endpoint(client), utf8("q"));
    await expect(network.clock()).rejects.toThrow(
      "no reply can be sent from 10.0.0.99: its UDP port is closed",
    );
  });

  it("cuts a TCP stream into messages and closes when everything is answered", async () => {
    const labd = fakeLabd();
    const fixture = scripted({ q1: [send("r1", 5)], q2: [send("r2")], "": [send("empty")] });
    const { id } = await open(labd, fixture);
    labd.say(FRAME.TCP_ACCEPTED, id, u32(9), u16(0), endpoint(client));
    labd.say(FRAME.TCP_DATA, id, u32(9), Uint8Array.of(0));
    labd.say(FRAME.TCP_DATA, id, u32(9), Uint8Array.of(2, 0x71));
    labd.say(FRAME.TCP_DATA, id, u32(9), Buffer.from("1\0\x02q2\0\0\0", "latin1"));
    labd.say(FRAME.TCP_DATA, id, u32(9));
    const said: string[] = [];
    for (let frame = await labd.next(); frame.type === FRAME.TCP_WRITE; frame = await labd.next()) {
      said.push(Buffer.from(frame.payload.subarray(4)).toString());
      if (said.length === 3) break;
    }
    expect(said).toEqual(["r2", "empty", "r1"]);
    expect((await labd.expect(FRAME.TCP_CLOSE)).payload).toEqual(Uint8Array.of(9, 0, 0, 0, 0));
    expect(fixture.asked.map((line) => line.slice(-2))).toEqual(["q1", "q2", ": "]);
  });

  it("resets a TCP connection when it is told to, and then says nothing more", async () => {
    const labd = fakeLabd();
    const fixture = scripted({ q: [{ kind: "close", delayMs: 0, reset: true }, send("never")] });
    const { network, id } = await open(labd, fixture);
    labd.say(FRAME.TCP_ACCEPTED, id, u32(9), u16(0), endpoint(client));
    labd.say(FRAME.TCP_DATA, id, u32(9), Buffer.from("\0\x01q", "latin1"));
    labd.say(FRAME.TCP_DATA, id, u32(9));
    expect((await labd.expect(FRAME.TCP_CLOSE)).payload).toEqual(Uint8Array.of(9, 0, 0, 0, 1));
    void network.clock();
    await labd.expect(FRAME.CLOCK);
  });
});
