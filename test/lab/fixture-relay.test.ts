import { describe, expect, it } from "vitest";
import { FRAME, type Frame } from "../../harness/lab/frames.ts";
import { endpoint, PayloadReader, u16, u32, utf8 } from "../../harness/lab/payload.ts";
import { fakeLabd } from "./support/fake-labd.ts";
import { client, open, scripted, send, server } from "./support/networks.ts";

/** SCHEDULE, read as labd reads it. */
function scheduleOf({ payload }: Frame) {
  const reader = new PayloadReader(payload);
  const [query, connection] = [reader.u32(), reader.u32()];
  const actions = [];
  while (!reader.done) {
    const [number, server, kind, delayUs] = [reader.u32(), reader.u16(), reader.u8(), reader.i64()];
    actions.push({ number, server, kind, delayUs, payload: new Uint8Array(reader.take(reader.u32())) });
  }
  return { query, connection, actions };
}

describe("the fixture behind a network", () => {
  it("answers UDP queries in order, from the address that the action names", async () => {
    const labd = fakeLabd();
    const fixture = scripted(
      { q: [send("one"), { kind: "close", delayMs: 0, reset: true }, send("two", 0, "10.0.0.99")] },
      [{ ...server, rules: [{ when: {}, reply: { from: "10.0.0.99" } }] }],
    );
    const { id } = await open(labd, fixture);
    labd.say(FRAME.UDP_QUERY, id, u32(1), u16(0), endpoint(client), utf8("q"));
    const { query, connection, actions } = scheduleOf(await labd.expect(FRAME.SCHEDULE));
    expect({ query, connection }).toEqual({ query: 1, connection: 0 });
    const replies = actions.map(({ payload, ...action }) => {
      const reader = new PayloadReader(payload);
      return { ...action, from: reader.u16(), to: reader.endpoint(), text: reader.text() };
    });
    expect(replies).toEqual([
      { number: 1, server: 0, kind: 0, delayUs: 0, from: 0, to: client, text: "one" },
      { number: 2, server: 0, kind: 0, delayUs: 0, from: 1, to: client, text: "two" },
    ]);
    expect(fixture.asked).toEqual(["udp 127.0.0.1 asks 10.0.0.53: q"]);
  });

  it("says of every query what comes of it, also where that is nothing", async () => {
    const labd = fakeLabd();
    const { id } = await open(labd, scripted({}));
    labd.say(FRAME.UDP_QUERY, id, u32(1), u16(0), endpoint(client), utf8("q"));
    expect(scheduleOf(await labd.expect(FRAME.SCHEDULE))).toEqual({ query: 1, connection: 0, actions: [] });
  });

  it("tells the replies in the order in which labd has sent them", async () => {
    const labd = fakeLabd();
    const fixture = scripted({ slow: [send("late", 20)], fast: [send("soon")] });
    const { network, id } = await open(labd, fixture);
    labd.say(FRAME.UDP_QUERY, id, u32(1), u16(0), endpoint(client), utf8("slow"));
    labd.say(FRAME.UDP_QUERY, id, u32(2), u16(0), endpoint(client), utf8("fast"));
    const late = scheduleOf(await labd.expect(FRAME.SCHEDULE));
    expect(late.actions).toMatchObject([{ number: 1, delayUs: 20_000 }]);
    expect(scheduleOf(await labd.expect(FRAME.SCHEDULE)).actions).toMatchObject([{ number: 2, delayUs: 0 }]);
    labd.say(FRAME.PERFORMED, id, u32(2));
    labd.say(FRAME.PERFORMED, id, u32(1));
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
    labd.say(FRAME.UDP_QUERY, id, u32(1), u16(0), endpoint(client), utf8("q"));
    await expect(network.timeUs()).rejects.toThrow(
      "no reply can be sent from 10.0.0.99: its UDP port is closed",
    );
  });

  it("cuts a TCP stream into messages and says what comes of each piece", async () => {
    const labd = fakeLabd();
    const fixture = scripted({ q1: [send("r1", 5)], q2: [send("r2")], "": [send("empty")] });
    const { id } = await open(labd, fixture);
    labd.say(FRAME.TCP_ACCEPTED, id, u32(9), u16(0), endpoint(client));
    const pieces = [
      Uint8Array.of(0),
      Uint8Array.of(2, 0x71),
      Buffer.from("1\0\x02q2\0\0\0", "latin1"),
      Uint8Array.of(),
    ];
    const said: unknown[] = [];
    for (const [index, piece] of pieces.entries()) {
      labd.say(FRAME.TCP_DATA, id, u32(index + 1), u32(9), piece);
      const { query, connection, actions } = scheduleOf(await labd.expect(FRAME.SCHEDULE));
      const texts = actions.map(({ kind, delayUs, payload }) => [
        kind,
        delayUs,
        Buffer.from(payload).toString(),
      ]);
      said.push([query, connection, ...texts]);
    }
    expect(said).toEqual([
      [1, 9],
      [2, 9],
      [3, 9, [1, 5000, "r1"], [1, 0, "r2"], [1, 0, "empty"]],
      [4, 9],
    ]);
    expect(fixture.asked.map((line) => line.slice(-2))).toEqual(["q1", "q2", ": "]);
  });

  it("tells when a TCP connection is reset", async () => {
    const labd = fakeLabd();
    const fixture = scripted({ q: [{ kind: "close", delayMs: 7, reset: true }] });
    const { id } = await open(labd, fixture);
    labd.say(FRAME.TCP_ACCEPTED, id, u32(9), u16(0), endpoint(client));
    labd.say(FRAME.TCP_DATA, id, u32(1), u32(9), Buffer.from("\0\x01q", "latin1"));
    expect(scheduleOf(await labd.expect(FRAME.SCHEDULE)).actions).toEqual([
      { number: 1, server: 0, kind: 2, delayUs: 7000, payload: Uint8Array.of(1) },
    ]);
  });
});
