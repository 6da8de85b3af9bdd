/** Speaks to a real labd, frame by frame. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { type CellBase, decodeFiles, readFields, runFields } from "../../../harness/lab/cell-fields.ts";
import { encodeFrame, FRAME, type Frame, FrameDecoder, type FrameType } from "../../../harness/lab/frames.ts";
import type { NativePrograms } from "../../../harness/lab/native.ts";
import { i64, PayloadReader, u8, u16, u32, utf8 } from "../../../harness/lab/payload.ts";
import { type IpPacket, parseIpPacket } from "../../../harness/wire/ip.ts";
import type { FileResult } from "../../../harness/world/world.ts";

/** How a test starts labd. */
export interface Start {
  /** Of util-linux's unshare. */
  readonly namespaces: readonly string[];
  /** Who starts it; null for the user of the tests. */
  readonly uid: number | null;
}

export interface CellEnd {
  readonly stdout: string;
  readonly stderr: string;
  /** "exit 0", "signal 9", or what labd gave as reason. */
  readonly end: string;
}

export interface TappedPacket {
  readonly timeUs: number;
  readonly packet: IpPacket;
}

interface Waiter {
  readonly id: number;
  readonly types: readonly FrameType[];
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
}

export class Labd {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** What a UDP query is answered with, or null for silence. */
  answer: (query: Uint8Array) => Uint8Array | null = () => null;
  /** What is done after a UDP query besides; `client` is an endpoint as frames have it. */
  more: (client: Uint8Array) => readonly Uint8Array[] = () => [];
  /** Resolves with exit status or signal. */
  readonly ended: Promise<number | string>;
  readonly #decoder = new FrameDecoder();
  readonly #frames: Frame[] = [];
  readonly #waiters: Waiter[] = [];
  #lastId = 0;

  /** Starts labd and waits for its greeting. */
  static async start(programs: NativePrograms, { namespaces, uid }: Start): Promise<Labd> {
    const labd = new Labd(programs, namespaces, uid);
    await labd.next(0, FRAME.HELLO);
    return labd;
  }

  private constructor(programs: NativePrograms, namespaces: readonly string[], uid: number | null) {
    this.process = spawn("unshare", [...namespaces, programs.labd, "--agent", programs.agent], {
      stdio: ["pipe", "pipe", "inherit"],
      ...(uid === null ? {} : { uid, gid: uid }),
    });
    this.process.stdout.on("data", (chunk: Buffer) => {
      for (const frame of this.#decoder.push(chunk)) this.#receive(frame);
    });
    this.process.stdin.on("error", () => {});
    this.ended = new Promise((resolve, reject) => {
      this.process.once("error", reject);
      this.process.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    });
    this.ended.then(
      (how) => this.#fail(new Error(`labd ended: ${how}`)),
      (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))),
    );
  }

  send(type: FrameType, id: number, ...payload: readonly Uint8Array[]): void {
    this.process.stdin.write(encodeFrame(type, id, ...payload));
  }

  /** The next frame of these types about `id`, in the order of their arrival. */
  next(id: number, ...types: readonly FrameType[]): Promise<Frame> {
    const place = this.#frames.findIndex((frame) => matches(frame, id, types));
    const [frame] = place < 0 ? [] : this.#frames.splice(place, 1);
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve, reject) => this.#waiters.push({ id, types, resolve, reject }));
  }

  newId(): number {
    this.#lastId++;
    return this.#lastId;
  }

  /** Opens a network of these lines. Rejects with the reason that labd gives. */
  async openNetwork(...lines: readonly string[]): Promise<{ readonly id: number; readonly pid: number }> {
    const id = this.newId();
    this.send(FRAME.NET_OPEN, id, utf8(lines.map((line) => `${line}\n`).join("")));
    const frame = await this.next(id, FRAME.NET_READY, FRAME.FAILED);
    const reader = new PayloadReader(frame.payload);
    if (frame.type === FRAME.FAILED) throw new Error(reader.text());
    return { id, pid: reader.u32() };
  }

  /** Closes it and gives its packets. */
  async closeNetwork(id: number): Promise<readonly TappedPacket[]> {
    this.send(FRAME.NET_CLOSE, id);
    const packets: TappedPacket[] = [];
    for (;;) {
      const { type, payload } = await this.next(id, FRAME.PACKET, FRAME.NET_CLOSED);
      const reader = new PayloadReader(payload);
      if (type === FRAME.NET_CLOSED) {
        const reason = reader.text();
        if (reason !== "") throw new Error(reason);
        return packets;
      }
      const timeUs = reader.i64();
      const packet = parseIpPacket(reader.rest());
      if (packet !== null) packets.push({ timeUs, packet });
    }
  }

  /** Runs a program in a cell. */
  async run(base: CellBase, argv: readonly string[], input = ""): Promise<CellEnd> {
    const id = this.newId();
    this.send(FRAME.CELL_RUN, id, ...runFields(base, argv, utf8(input), "real"));
    return this.endOf(id);
  }

  /** What a cell that was started wrote, and how it ended. */
  async endOf(id: number): Promise<CellEnd> {
    const written = { stdout: "", stderr: "" };
    for (;;) {
      const { type, payload } = await this.next(id, FRAME.CELL_OUTPUT, FRAME.CELL_EXIT, FRAME.FAILED);
      const reader = new PayloadReader(payload);
      if (type === FRAME.FAILED) return { ...written, end: reader.text() };
      const kind = reader.u8();
      if (type === FRAME.CELL_EXIT) {
        return { ...written, end: `${kind === 0 ? "exit" : "signal"} ${reader.i32()}` };
      }
      written[kind === 1 ? "stdout" : "stderr"] += reader.text();
    }
  }

  /** Reads files of a cell. Rejects with the reason that labd gives. */
  async read(base: CellBase, ...paths: readonly string[]): Promise<readonly FileResult[]> {
    const id = this.newId();
    this.send(FRAME.CELL_READ, id, ...readFields(base, paths));
    const { type, payload } = await this.next(id, FRAME.CELL_FILES, FRAME.FAILED);
    if (type === FRAME.FAILED) throw new Error(new PayloadReader(payload).text());
    return decodeFiles(payload);
  }

  /** Ends labd by the end of its input. */
  end(): Promise<number | string> {
    this.process.stdin.end();
    return this.ended;
  }

  #receive(frame: Frame): void {
    const copy = { ...frame, payload: frame.payload.slice() };
    if (frame.type === FRAME.UDP_QUERY) this.#reply(copy);
    const place = this.#waiters.findIndex(({ id, types }) => matches(frame, id, types));
    const [waiter] = place < 0 ? [] : this.#waiters.splice(place, 1);
    if (waiter === undefined) this.#frames.push(copy);
    else waiter.resolve(copy);
  }

  /** Address index and endpoint of the query are where its reply goes from and to. */
  #reply({ id, payload }: Frame): void {
    const query = new PayloadReader(payload).u32();
    const route = payload.subarray(4, 25);
    const reply = this.answer(payload.subarray(25));
    const actions = reply === null ? [] : [action(1, 0, "udp reply", Buffer.concat([route, reply]))];
    this.send(FRAME.SCHEDULE, id, u32(query), u32(0), ...actions.flat(), ...this.more(route.subarray(2)));
  }

  #fail(error: Error): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}

const KINDS = ["udp reply", "tcp write", "tcp close"] as const;

/** One action of SCHEDULE, at once unless it has a delay. */
export function action(
  number: number,
  server: number,
  kind: (typeof KINDS)[number],
  payload: Uint8Array,
  delayUs = 0,
): readonly Uint8Array[] {
  return [u32(number), u16(server), u8(KINDS.indexOf(kind)), i64(delayUs), u32(payload.length), payload];
}

function matches(frame: Frame, id: number, types: readonly FrameType[]): boolean {
  return frame.id === id && types.some((type) => type === frame.type);
}
