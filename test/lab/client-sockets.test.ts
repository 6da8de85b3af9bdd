import { describe, expect, it } from "vitest";
import { FRAME } from "../../harness/lab/frames.ts";
import { endpoint, i32, PayloadReader, u8, u32, utf8 } from "../../harness/lab/payload.ts";
import { DeadlineError, SocketError } from "../../harness/world/world.ts";
import { fakeLabd } from "./support/fake-labd.ts";
import { open, scripted } from "./support/networks.ts";

describe("client sockets", () => {
  const remote = { address: "10.0.0.53", port: 53 };
  const local = { address: "10.0.0.53", port: 33000 };

  /** Opens a network, then a socket as labd answers it. */
  async function connect(transport: "udp" | "tcp", errno = 0, syscall = 2) {
    const labd = fakeLabd();
    const { network, id } = await open(labd, scripted({}));
    const opening =
      transport === "udp"
        ? network.sockets.udp(remote)
        : network.sockets.tcp(remote, performance.now() + 60_000);
    const reader = new PayloadReader((await labd.expect(FRAME.SOCK_OPEN)).payload);
    const socket = u32(reader.u32());
    expect([reader.u8(), reader.endpoint()]).toEqual([transport === "udp" ? 0 : 1, remote]);
    labd.say(FRAME.SOCK_OPENED, id, socket, i32(errno), u8(syscall), endpoint(local));
    return { labd, network, id, socket, opening };
  }

  it("fail to open with the errno and the system call", async () => {
    await expect((await connect("udp", 101)).opening).rejects.toEqual(
      new SocketError("ENETUNREACH", "connect"),
    );
    await expect((await connect("udp", 97, 1)).opening).rejects.toEqual(
      new SocketError("EAFNOSUPPORT", "socket"),
    );
  });

  it("do not connect to a link-local address of no interface, as Linux does not", async () => {
    const { network } = await open(fakeLabd(), scripted({}));
    const zoneless = { address: "fe80::53", port: 53 };
    const refused = new SocketError("EINVAL", "connect");
    await expect(network.sockets.udp(zoneless)).rejects.toEqual(refused);
    await expect(network.sockets.tcp(zoneless, performance.now() + 60_000)).rejects.toEqual(refused);
    expect(await network.sockets.sourceFor(zoneless)).toBeNull();
  });

  it("receive datagrams and errors in the order of their arrival", async () => {
    const { labd, id, socket, opening } = await connect("udp");
    const udp = await opening;
    if (!("receive" in udp)) throw new Error("not a UDP socket");
    expect(udp.local).toEqual(local);
    await udp.send(utf8("query"));
    expect(Buffer.from((await labd.expect(FRAME.SOCK_SEND)).payload.subarray(4)).toString()).toBe("query");
    const deadlineMs = performance.now() + 60_000;
    const first = udp.receive(deadlineMs);
    labd.say(FRAME.SOCK_DATA, id, socket, utf8("one"));
    labd.say(FRAME.SOCK_DATA, id, socket);
    labd.say(FRAME.SOCK_ERROR, id, socket, i32(111), u8(4));
    labd.say(FRAME.SOCK_DATA, id, socket, utf8("two"));
    expect(await first).toEqual(utf8("one"));
    expect(await udp.receive(deadlineMs)).toEqual(utf8(""));
    await expect(udp.receive(deadlineMs)).rejects.toEqual(new SocketError("ECONNREFUSED", "read"));
    expect(await udp.receive(deadlineMs)).toEqual(utf8("two"));
    await expect(udp.receive(performance.now() - 1)).rejects.toBeInstanceOf(DeadlineError);
    const pending = udp.receive(deadlineMs);
    udp.close();
    await expect(pending).rejects.toEqual(new SocketError("EBADF", "read"));
    expect(await labd.expect(FRAME.SOCK_CLOSE)).toMatchObject({ id });
  });

  it("read a TCP stream to its end, and stay there", async () => {
    const { labd, id, socket, opening } = await connect("tcp");
    const tcp = await opening;
    if (!("read" in tcp)) throw new Error("not a TCP socket");
    const deadlineMs = performance.now() + 60_000;
    labd.say(FRAME.SOCK_DATA, id, socket, utf8("x"));
    labd.say(FRAME.SOCK_DATA, id, socket);
    expect([await tcp.read(deadlineMs), await tcp.read(deadlineMs), await tcp.read(deadlineMs)]).toEqual([
      utf8("x"),
      utf8(""),
      utf8(""),
    ]);
  });

  it("give up a connection at its deadline", async () => {
    const labd = fakeLabd();
    const { network } = await open(labd, scripted({}));
    await expect(network.sockets.tcp(remote, performance.now() + 5)).rejects.toBeInstanceOf(DeadlineError);
    await labd.expect(FRAME.SOCK_OPEN);
    await labd.expect(FRAME.SOCK_CLOSE);
  });

  it("tell the source address towards a destination, or that there is no route", async () => {
    const labd = fakeLabd();
    const { network, id } = await open(labd, scripted({}));
    const sources = Promise.all([network.sockets.sourceFor(remote), network.sockets.sourceFor(remote)]);
    const requests = [await labd.expect(FRAME.SOURCE), await labd.expect(FRAME.SOURCE)];
    for (const [index, { payload }] of requests.entries()) {
      labd.say(FRAME.SOURCE_IS, id, payload.subarray(0, 4), i32(index === 0 ? 0 : 101), endpoint(local));
    }
    expect(await sources).toEqual(["10.0.0.53", null]);
  });
});
