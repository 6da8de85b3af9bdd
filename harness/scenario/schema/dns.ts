/** `dns`: the nameservers of a scenario and how each behaves. */
import { z } from "zod";
import type { NthRange } from "../../fixture/dns-server.ts";
import { WireError } from "../../wire/errors.ts";
import { nameKey } from "../../wire/names.ts";
import { mapping } from "../../yaml/allowed.ts";
import {
  address,
  base64,
  duration,
  headerRcode,
  integer,
  rcode,
  rrType,
  textLike,
  textThat,
} from "./leaves.ts";

/** Largest DNS message (RFC 1035, section 4.2.2: a two-byte length). */
const MAX_MESSAGE = 65_535;
const MAX_REPEATS = 16;

const masterFile = (what: string) => z.string({ error: `${what} in master-file form (RFC 1035, section 5)` });

const yes = z.boolean();

export const portState = z.enum(["open", "closed", "silent", "unreachable"]);

const NAME_PATTERN = 'a name pattern such as "www.example." or "*.example"';

/** A name beside the words: they have no dot. */
function isOtherName(text: string): boolean {
  if (!text.includes(".") || text.length > 1024) return false;
  try {
    return nameKey(text) !== "";
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

/** Where characters are escaped, a pattern must be a name as master files write it. */
function isNamePattern(text: string): boolean {
  if (text.length > 1024) return false;
  if (/^[\w.*-]+$/.test(text)) return true;
  try {
    return text !== "" && nameKey(text) !== "";
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

const MOST_QUERIES = 1_000_000;
const NTH_ALLOWED = `a number from 1 to ${MOST_QUERIES}, or a range such as "2..4", "7.." or "..3"`;
const RANGE = /^(\d{1,7})?\.\.(\d{1,7})?$/;

const nth = z.union(
  [
    integer(1, MOST_QUERIES, "a number"),
    textLike(NTH_ALLOWED, RANGE)
      .refine((text) => {
        const { least, most } = rangeOf(text);
        return text !== ".." && least >= 1 && least <= most && most <= MOST_QUERIES;
      }, NTH_ALLOWED)
      .transform(rangeOf),
  ],
  { error: NTH_ALLOWED },
);

function rangeOf(text: string): NthRange {
  const [, least = "1", most = String(MOST_QUERIES)] = RANGE.exec(text) ?? [];
  return { least: Number(least), most: Number(most) };
}

const match = mapping({
  name: textThat(NAME_PATTERN, isNamePattern).exactOptional().meta({
    description: "Name of the question; * stands for any characters; case and the final dot do not matter.",
  }),
  type: rrType.exactOptional().meta({ description: "Type of the question." }),
  transport: z.enum(["udp", "tcp"]).exactOptional().meta({ description: "How the query came." }),
  edns: yes.exactOptional().meta({ description: "Whether the query carries an OPT record (EDNS)." }),
  nth: nth.exactOptional().meta({
    description:
      'Only the n-th query, from 1, that fulfils the other conditions; or those from one to another: "2..4", "7..", "..3".',
  }),
  source: address.exactOptional().meta({ description: "Source address of the query." }),
});

const replyShape = {
  rcode: rcode.exactOptional().meta({ description: "Response code, by name or number." }),
  drop: yes.exactOptional().meta({ description: "true: no reply at all." }),
  delay: duration
    .exactOptional()
    .meta({ description: "Time before this reply, instead of the server's delay." }),
  truncate: z
    .union([yes, integer(0, 10_000, "a number of records")])
    .exactOptional()
    .meta({
      description: "true: TC set and no records. A number: TC set and that many answer records kept.",
    }),
  answers: masterFile("answer records").exactOptional().meta({
    description: "Records that replace the answer section; an absent owner means the question's name.",
  }),
  authority: masterFile("records").exactOptional().meta({ description: "Records of the authority section." }),
  additional: masterFile("records")
    .exactOptional()
    .meta({ description: "Records of the additional section." }),
  aa: yes.exactOptional().meta({ description: "AA bit: authoritative answer; default false." }),
  ra: yes.exactOptional().meta({ description: "RA bit: recursion available; default true." }),
  ad: yes.exactOptional().meta({ description: "AD bit: authentic data; default false." }),
  tc: yes.exactOptional().meta({ description: "TC bit alone; truncate also takes records away." }),
  qr: yes.exactOptional().meta({ description: "QR bit; false makes the reply look like a query." }),
  edns: z.enum(["echo", "none", "answer-section", "always"]).exactOptional().meta({
    description:
      "The OPT record: echoed if the query had one (default), left out, in the wrong section, or there in any case.",
  }),
  id: z.enum(["same", "wrong"]).exactOptional().meta({ description: "Message id of the reply." }),
  question: z
    .union([
      z.enum(["same", "wrong", "none", "twice", "upper-case"]),
      textThat('another name with a dot in it, such as "other.example."', isOtherName),
    ])
    .exactOptional()
    .meta({
      description: "Question section of the reply: as asked, wrong in some way, or about another name.",
    }),
  compress: yes.exactOptional().meta({
    default: true,
    description: "false: names are written out in full, without compression (RFC 1035, section 4.1.4).",
  }),
  size: integer(12, MAX_MESSAGE, "a number of bytes")
    .exactOptional()
    .meta({ description: "Pads the message to this size." }),
  cut: integer(1, MAX_MESSAGE, "a number of bytes")
    .exactOptional()
    .meta({ description: "Cuts this many bytes off the end." }),
  raw: base64(MAX_MESSAGE)
    .exactOptional()
    .meta({ description: "The whole message in base64; only its id is replaced by the query's." }),
  duplicate: integer(1, MAX_REPEATS, "a number of replies")
    .exactOptional()
    .meta({ description: "Sends the reply so many times." }),
  close: z
    .union([yes, z.literal("reset"), integer(0, MAX_MESSAGE, "a number of bytes")])
    .exactOptional()
    .meta({
      description:
        "TCP: true closes instead of answering, reset resets, a number closes after so many bytes.",
    }),
  from: address
    .exactOptional()
    .meta({ description: "Source address of the reply, where it is not the address that was asked." }),
};

const earlierReply = mapping(replyShape);

export const reply = mapping({
  ...replyShape,
  before: z
    .array(earlierReply)
    .max(MAX_REPEATS)
    .exactOptional()
    .meta({ description: "Replies sent before this one." }),
});

export const rule = mapping({
  when: match
    .exactOptional()
    .meta({ description: "Which queries; all of the conditions must hold. None: every query." }),
  reply: reply.meta({ description: "What is answered; an empty mapping is the zone's own answer." }),
});

export const server = mapping({
  udp: portState.exactOptional().meta({
    default: "open",
    description:
      "open answers, closed gives ICMP port unreachable, silent never answers, unreachable has no route (over TCP neither).",
  }),
  tcp: portState.exactOptional().meta({
    default: "open",
    description: "As udp; closed resets connections.",
  }),
  delay: duration.exactOptional().meta({ default: "0ms", description: "Time before every reply." }),
  zone: masterFile("a zone").exactOptional().meta({
    description: "What the server knows: RFC 1035 master-file text, names absolute or under $ORIGIN.",
  }),
  missing: headerRcode.exactOptional().meta({
    default: "NXDOMAIN",
    description: "Response code for names that are not in the zone.",
  }),
  rules: z
    .array(rule)
    .exactOptional()
    .meta({ description: "Special replies; the first rule that matches wins, before the zone." }),
});

export const dns = z
  .record(address, server)
  .meta({ description: "The nameservers, by address. Everything else is unreachable." });

export type ServerText = z.output<typeof server>;
export type RuleText = z.output<typeof rule>;
export type ReplyText = z.output<typeof reply>;
export type EarlierReplyText = z.output<typeof earlierReply>;
