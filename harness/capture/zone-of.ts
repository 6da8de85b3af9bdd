/** The master-file lines behind replies, as far as replies tell them. */
import { ZoneError } from "../fixture/errors.ts";
import { parseZone } from "../fixture/zone.ts";
import { fullRcode, type ResourceRecord } from "../wire/message.ts";
import { CLASS, RCODE, rcodeMnemonic, TYPE, typeMnemonic } from "../wire/mnemonics.ts";
import { formatRdata } from "../wire/records.ts";
import type { Heard } from "./heard.ts";
import { messageOf } from "./same-reply.ts";

/** Records of all answers, whole ones first: what UDP had no room for TCP brought. */
export function zoneOf(heard: readonly Heard[]): string {
  const messages = heard
    .flatMap(({ answered }) => (answered.kind === "reply" ? [messageOf(answered.bytes)] : []))
    .filter((message) => message !== null)
    .filter((message) => fullRcode(message) === RCODE.NOERROR);
  const whole = messages.filter(({ header }) => !header.truncated);
  let zone = "";
  for (const { answers } of whole) {
    const added = answers.filter(isPlain).map(lineOf);
    const lines = [...new Set([...zone.split("\n").filter((line) => line !== ""), ...added])];
    const next = lines.map((line) => `${line}\n`).join("");
    // Two replies may contradict each other: then rules tell the second one.
    if (isZone(next)) zone = next;
  }
  return zone;
}

/** The response code for names without records: the most frequent one. */
export function missingOf(heard: readonly Heard[]): string {
  const counts = new Map<string, number>();
  for (const { answered } of heard) {
    const message = answered.kind === "reply" ? messageOf(answered.bytes) : null;
    if (message === null || message.answers.length > 0) continue;
    const rcode = rcodeMnemonic(fullRcode(message));
    if (rcode !== "NOERROR") counts.set(rcode, (counts.get(rcode) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, left], [, right]) => right - left);
  return most?.[0] ?? "NXDOMAIN";
}

/** A record as a line of a master file. Time to live is left out: no resolver here keeps anything. */
export function lineOf({ name, type, data }: ResourceRecord): string {
  return `${name} ${typeMnemonic(type)} ${formatRdata(type, data)}`;
}

function isPlain(record: ResourceRecord): boolean {
  return record.class === CLASS.IN && record.type !== TYPE.OPT;
}

function isZone(text: string): boolean {
  try {
    parseZone(text);
    return true;
  } catch (error) {
    if (error instanceof ZoneError) return false;
    throw error;
  }
}
