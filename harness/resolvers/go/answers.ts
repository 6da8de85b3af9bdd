/** Judging a reply and reading addresses out of it (src/net/dnsclient_unix.go: checkHeader, skipToAnswer, goLookupIPCNAMEOrder). */
import { TYPE } from "../../wire/mnemonics.ts";
import {
  ADDITIONALS,
  ANSWERS,
  AUTHORITIES,
  ParseError,
  type Parser,
  type ReplyHeader,
  type Section,
} from "./dnsmessage.ts";
import type { IpAddress } from "./literals.ts";
import type { Features } from "./versions.ts";

const NOERROR = 0;
const SERVFAIL = 2;
const NXDOMAIN = 3;

/** What a reply is worth: an answer to read, the last word on its question, or a reason to ask the next server. */
export type Verdict =
  | { readonly kind: "answer" }
  | { readonly kind: "no-such-host" }
  | { readonly kind: "next-server"; readonly message: string; readonly isTemporary: boolean };

/** The lookup never comes back: these releases spin on such a reply. */
export class NeverReturns extends Error {
  override readonly name = "NeverReturns";
}

const UNMARSHAL = nextServer("cannot unmarshal DNS message");

function nextServer(message: string, isTemporary = false): Verdict {
  return { kind: "next-server", message, isTemporary };
}

/**
 * Judges a reply whose question was read and leaves `reply` at the first record of type `type` if it is an answer.
 * Throws NeverReturns where Go hangs.
 */
export function judge(reply: Parser, type: number, features: Features): Verdict {
  try {
    return judgeHeader(reply, features) ?? seekAnswer(reply, type);
  } catch (error) {
    if (error instanceof ParseError) return UNMARSHAL;
    throw error;
  }
}

/** checkHeader; null where nothing is wrong. */
function judgeHeader(reply: Parser, features: Features): Verdict | null {
  const { header } = reply;
  const { rcode, hasAdditional } = features.extendedRcode
    ? extendedRcode(reply.copy(), features)
    : { rcode: header.rcode, hasAdditional: false };
  if (rcode === NXDOMAIN) return { kind: "no-such-host" };
  const isEmpty = reply.recordHeader(ANSWERS) === null;
  if (rcode === NOERROR) {
    return isEmpty && isLame(header, features.lameNeedsNoAdditional && hasAdditional)
      ? nextServer("lame referral")
      : null;
  }
  return nextServer("server misbehaving", rcode === SERVFAIL);
}

/** A server that neither knows nor asks for us (golang/go#15434). */
function isLame({ authoritative, recursionAvailable }: ReplyHeader, hasAdditional: boolean): boolean {
  return !authoritative && !recursionAvailable && !hasAdditional;
}

/** extractExtendedRCode: the header's code and the bits of the first OPT record that can be reached. */
function extendedRcode(
  reply: Parser,
  features: Features,
): { readonly rcode: number; readonly hasAdditional: boolean } {
  const { rcode } = reply.header;
  let hasAdditional = false;
  try {
    skipAll(reply, ANSWERS);
    skipAll(reply, AUTHORITIES);
    for (;;) {
      const record = reply.recordHeader(ADDITIONALS);
      if (record === null) return { rcode, hasAdditional };
      hasAdditional = true;
      if (record.type === TYPE.OPT) return { rcode: withUpperBits(rcode, record.ttl), hasAdditional };
      skipAdditional(reply, features);
    }
  } catch (error) {
    if (error instanceof ParseError) return { rcode, hasAdditional };
    throw error;
  }
}

function skipAdditional(reply: Parser, features: Features): void {
  try {
    reply.skip(ADDITIONALS);
  } catch (error) {
    // These releases did not look at the error and met the same record again, forever.
    if (error instanceof ParseError && features.hangsOnBrokenAdditional) {
      throw new NeverReturns("a record of the additional section is cut short");
    }
    throw error;
  }
}

function skipAll(reply: Parser, section: Section): void {
  while (reply.skip(section));
}

/** RFC 6891, section 6.1.3: only version 0 says what the bits mean. */
function withUpperBits(rcode: number, ttl: number): number {
  const version = (ttl >>> 16) & 0xff;
  return version === 0 ? ((ttl >>> 24) << 4) | rcode : rcode;
}

/** skipToAnswer. */
function seekAnswer(reply: Parser, type: number): Verdict {
  for (;;) {
    const record = reply.recordHeader(ANSWERS);
    if (record === null) return { kind: "no-such-host" };
    if (record.type === type) return { kind: "answer" };
    reply.skip(ANSWERS);
  }
}

/** What the answer section holds from the first record of the asked type on. */
export interface Harvest {
  readonly addresses: readonly IpAddress[];
  /** What this reply offers for a canonical name: the first owner of an address or, from Go 1.20 on, CNAME target. */
  readonly canonicalName: string | null;
  /** A record did not parse; what came before it counts. */
  readonly broken: boolean;
}

/** Takes every A and AAAA record that follows, whatever its owner or class. */
export function harvest(reply: Parser, features: Features): Harvest {
  const addresses: IpAddress[] = [];
  let canonicalName: string | null = null;
  try {
    for (;;) {
      const record = reply.recordHeader(ANSWERS);
      if (record === null) return { addresses, canonicalName, broken: false };
      if (record.type === TYPE.A || record.type === TYPE.AAAA) {
        addresses.push({ bytes: reply.address(record.type === TYPE.A ? 4 : 16), zone: "" });
        canonicalName ??= record.name;
      } else if (record.type === TYPE.CNAME && features.asksCname) {
        const target = reply.target();
        canonicalName ??= target;
      } else {
        reply.skip(ANSWERS);
      }
    }
  } catch (error) {
    if (error instanceof ParseError) return { addresses, canonicalName, broken: true };
    throw error;
  }
}
