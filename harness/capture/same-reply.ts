/** Whether a reply says to every resolver what another one does. */
import { decodeMessage, fullRcode, type Message, type ResourceRecord } from "../wire/message.ts";
import { formatRdata } from "../wire/records.ts";

/** A message that is longer does not fit every resolver's buffer (RFC 1035, section 4.2.1). */
const SHORT = 512;

/**
 * Ids and TTLs may differ, and what no resolver looks at: AD, the authority section, what is additional, and how long
 * it is as long as it is short. Where RA is clear Go takes it for a referral (src/net/dnsclient_unix.go, checkHeader),
 * and so all of the message counts.
 */
export function isSameReply(left: Uint8Array, right: Uint8Array): boolean {
  if (Math.max(left.length, right.length) > SHORT && left.length !== right.length) return false;
  const [one, other] = [meaningOf(left), meaningOf(right)];
  return one === null || other === null ? isEqual(left, right) : one === other;
}

/** null for what is no message. */
export function messageOf(bytes: Uint8Array): Message | null {
  try {
    return decodeMessage(bytes);
  } catch {
    // Whatever is wrong with it, it is copied byte for byte then.
    return null;
  }
}

function meaningOf(bytes: Uint8Array): string | null {
  const message = messageOf(bytes);
  if (message === null) return null;
  const { header, questions, answers, authority, additional } = message;
  const { truncated, reply, recursionAvailable } = header;
  const common = [fullRcode(message), truncated, reply, recursionAvailable, questions, answers.map(textOf)];
  const referral = recursionAvailable
    ? []
    : [header.authoritative, authority.map(textOf), additional.map(textOf)];
  return JSON.stringify([...common, ...referral]);
}

function textOf({ name, type, class: cls, data }: ResourceRecord): string {
  return `${name} ${cls} ${type} ${formatRdata(type, data)}`;
}

/** Without the id. */
function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => index < 2 || byte === right[index]);
}
