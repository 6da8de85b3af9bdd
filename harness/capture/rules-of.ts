/** Rules for what a server's zone does not say. As few and as wide as hold for everything that was heard. */
import type { DnsServer, Rule, RuleMatch, RuleReply } from "../fixture/dns-server.ts";
import { createFixture } from "../fixture/fixture.ts";
import { fullRcode } from "../wire/message.ts";
import { rcodeMnemonic } from "../wire/mnemonics.ts";
import type { Heard } from "./heard.ts";
import { isSameReply, messageOf } from "./same-reply.ts";
import { lineOf } from "./zone-of.ts";

/** Any address from which queries come. */
const SOURCE = "10.0.0.1";
const LENGTH_BYTES = 2;

/** Whether the server as described says what was heard. */
export function says(server: DnsServer, { asked, answered }: Heard): boolean {
  if (answered.kind !== "reply" && server[asked.transport] !== "open") return true;
  const actions = createFixture([server]).answer(server.address, asked.transport, SOURCE, asked.query);
  if (answered.kind !== "reply") return actions.length === 0;
  const [action, second] = actions;
  if (action?.kind !== "send" || second !== undefined) return false;
  const bytes = asked.transport === "tcp" ? action.bytes.subarray(LENGTH_BYTES) : action.bytes;
  return isSameReply(bytes, answered.bytes);
}

/** The server with rules for all that it does not say yet. */
export function withRules(server: DnsServer, heard: readonly Heard[]): DnsServer {
  let described = server;
  for (const one of heard) {
    if (says(described, one)) continue;
    described = bestOf(
      described,
      one,
      heard.filter((other) => says(described, other)),
    );
  }
  return described;
}

/** The server with one rule more, the widest of the simplest replies that takes nothing of `said` back. */
function bestOf(server: DnsServer, one: Heard, said: readonly Heard[]): DnsServer {
  for (const reply of repliesFor(one)) {
    for (const when of matchesFor(one)) {
      const rule: Rule = { when, reply };
      const next = { ...server, rules: isNarrow(when) ? [rule, ...server.rules] : [...server.rules, rule] };
      if (says(next, one) && said.every((other) => says(next, other))) return next;
    }
  }
  // It says something else each time, or nothing that a rule can say.
  return server;
}

function isNarrow({ name }: RuleMatch): boolean {
  return name !== undefined;
}

/** From the widest to the one for this question alone. */
function matchesFor({ asked: { name, type, transport, edns } }: Heard): readonly RuleMatch[] {
  return [
    { type },
    { edns },
    { transport },
    { type, edns },
    { type, transport },
    ...suffixesOf(name).flatMap((suffix) => [{ name: `*.${suffix}` }, { name: `*.${suffix}`, type }]),
    { name },
    { name, type },
    { name, type, edns },
    { name, type, transport },
    { name, type, transport, edns },
  ];
}

/** What stands behind the first label, the shortest first; at least two labels: top-level domains are nobody's rule. */
function suffixesOf(name: string): readonly string[] {
  const labels = name.replace(/\.$/, "").split(".");
  return labels.slice(1, -1).map((_, index) => `${labels.slice(-2 - index).join(".")}.`);
}

/** From the simplest to the message itself. */
function repliesFor({ answered }: Heard): readonly RuleReply[] {
  if (answered.kind !== "reply") return [{ drop: true }];
  const raw: RuleReply = { raw: answered.bytes };
  const message = messageOf(answered.bytes);
  if (message === null) return [raw];
  const { header, answers } = message;
  const rcode = rcodeMnemonic(fullRcode(message));
  const flags = header.recursionAvailable ? {} : { ra: false, ...(header.authoritative ? { aa: true } : {}) };
  if (answers.length === 0)
    return [...(header.truncated ? [{ truncate: true, ...flags }] : []), { rcode, ...flags }, raw];
  const ofZone: readonly RuleReply[] = header.truncated
    ? [{ truncate: answers.length, ...flags }]
    : [{ compress: false }];
  const lines = answers.map((record) => `${lineOf(record)}\n`).join("");
  const failure = rcode === "NOERROR" ? {} : { rcode };
  const truncated = header.truncated ? { tc: true } : {};
  const told: RuleReply = { answers: lines, ...failure, ...truncated, ...flags };
  return [...ofZone, told, { ...told, compress: false }, raw];
}
