/** A cell for tests that play labd, and what was asked of it. */
import type { CellBase } from "../../../harness/lab/cell-fields.ts";
import { FRAME } from "../../../harness/lab/frames.ts";
import { i32, PayloadReader, u8, utf8 } from "../../../harness/lab/payload.ts";
import type { FakeLabd } from "./fake-labd.ts";

export const base: CellBase = {
  pid: 42,
  root: "/images/alpine",
  hostname: "lab",
  user: 1000,
  env: { RES_OPTIONS: "ndots:2" },
  files: {
    "/etc/hosts": { kind: "absent" },
    "/etc/resolv.conf": { kind: "content", bytes: utf8("nameserver ::1\n"), mode: 0o644, owner: 7 },
  },
  syscalls: [{ name: "readv", answer: 0 }],
};

export const LOADER = "/lib/ld-musl-x86_64.so.1";
/** What the agent says first on musl. */
export const HELLO = '{"libc":"musl","version":null,"buildId":null}\n';

/** Plays a cell that writes these texts and ends like this. */
export async function play(
  labd: FakeLabd,
  stdout: string,
  stderr: string,
  kind: 0 | 1,
  value: number,
): Promise<void> {
  const { id } = await labd.expect(FRAME.CELL_RUN);
  labd.say(FRAME.CELL_OUTPUT, id, u8(1), utf8(stdout));
  labd.say(FRAME.CELL_OUTPUT, id, u8(2), utf8(stderr));
  labd.say(FRAME.CELL_EXIT, id, u8(kind), i32(value));
}

/** The fields of a cell's request as "TAG:bytes". */
export function fieldsOf(payload: Uint8Array): string[] {
  const reader = new PayloadReader(payload);
  const fields: string[] = [];
  while (!reader.done)
    fields.push(`${reader.u8()}:${Buffer.from(reader.take(reader.u32())).toString("latin1")}`);
  return fields;
}
