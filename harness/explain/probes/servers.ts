/** What DNS may answer: the scripted servers of each probe. */
import type { DnsServer, Rule, RuleReply } from "../../fixture/dns-server.ts";
import type { Family } from "../../world/world.ts";

/** One way in which the nameservers may behave. */
export interface Behaviour {
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  readonly servers: readonly DnsServer[];
}

/** What the nameservers are asked about. */
export interface Asked {
  /** Addresses of the nameservers, in order. */
  readonly servers: readonly string[];
  /** Names that some resolver asks for while none is found, with their final dots. */
  readonly names: readonly string[];
  readonly family: Family;
}

/** Addresses for documentation (RFC 5737, RFC 3849). */
export const FOUND = { A: "192.0.2.1", AAAA: "2001:db8::1" } as const;
const REAL: RuleReply = { answers: "" };
/** At most as many names of the search list are tried alone. */
const MOST_NAMES = 4;

const answer = (type: "A" | "AAAA"): Rule => ({
  when: { type },
  reply: { answers: `@ 60 IN ${type} ${FOUND[type]}\n` },
});
const ANSWERED: readonly Rule[] = [answer("A"), answer("AAAA")];
const all = (reply: RuleReply): readonly Rule[] => [{ when: {}, reply }];
const aaaa = (reply: RuleReply): readonly Rule[] => [{ when: { type: "AAAA" }, reply }, ...ANSWERED];

/** No name exists: who asks for what, one name after the other, shows in it. */
export function missing({ servers }: Pick<Asked, "servers">): Behaviour {
  return everywhere(servers, "missing", "no such name", all({ rcode: "NXDOMAIN" }));
}

/** No server ever replies. */
export function silent({ servers }: Pick<Asked, "servers">): Behaviour {
  return {
    id: "no-reply",
    title: "no reply at all",
    servers: servers.map((address) => server(address, [], "silent")),
  };
}

/** Every question is answered. */
export function answered({ servers }: Pick<Asked, "servers">): Behaviour {
  return everywhere(servers, "answered", "every question answered", ANSWERED);
}

/** Everything else that is worth knowing of these servers and names. */
export function behavioursOf(asked: Asked): readonly Behaviour[] {
  const { servers, family } = asked;
  const rules = (id: string, title: string, list: readonly Rule[]) => everywhere(servers, id, title, list);
  return [
    ...onlyNames(asked),
    rules("no-data", "no such record", all(REAL)),
    ...(family === "ip"
      ? [
          rules("aaaa-no-data", "A ok, no AAAA record", aaaa(REAL)),
          rules("aaaa-nxdomain", "A ok, AAAA NXDOMAIN", aaaa({ rcode: "NXDOMAIN" })),
          rules("aaaa-servfail", "A ok, AAAA SERVFAIL", aaaa({ rcode: "SERVFAIL" })),
          rules("aaaa-refused", "A ok, AAAA REFUSED", aaaa({ rcode: "REFUSED" })),
          rules("aaaa-notimp", "A ok, AAAA NOTIMP", aaaa({ rcode: "NOTIMP" })),
          rules("aaaa-dropped", "A ok, AAAA no reply", aaaa({ drop: true })),
          rules(
            "aaaa-question",
            "A ok, AAAA: another question",
            aaaa({ question: "wrong", rcode: "NXDOMAIN" }),
          ),
        ]
      : []),
    rules("servfail", "SERVFAIL", all({ rcode: "SERVFAIL" })),
    rules("refused", "REFUSED", all({ rcode: "REFUSED" })),
    {
      id: "closed-port",
      title: "closed port",
      servers: servers.map((address) => server(address, [], "closed")),
    },
    rules("edns", "EDNS refused (FORMERR)", [
      { when: { edns: true }, reply: { rcode: "FORMERR" } },
      ...ANSWERED,
    ]),
    rules("over-512", "replies over 512 octets", large("A", "AAAA")),
    rules("cname", "alias (CNAME) of another name", alias()),
    rules("truncated", "truncated, TCP open", truncated()),
    {
      id: "truncated-closed",
      title: "truncated, TCP closed",
      servers: servers.map((address) => ({
        ...server(address, truncated(), "open"),
        tcp: "closed" as const,
      })),
    },
    ...firstOnly(servers),
    ...searchDomain(asked),
  ];
}

/** Only one of the names exists. */
function onlyNames({ servers, names }: Asked): readonly Behaviour[] {
  if (names.length < 2) return [];
  return names
    .slice(0, MOST_NAMES)
    .map((name) =>
      everywhere(servers, `only ${name}`, `only ${name} exists`, [
        ...ANSWERED.map(({ when, reply }) => ({ when: { ...when, name: pattern(name) }, reply })),
        ...all({ rcode: "NXDOMAIN" }),
      ]),
    );
}

/** What a search domain's servers may do to the names that are asked before the last. */
function searchDomain({ servers, names }: Asked): readonly Behaviour[] {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return [];
  const failing = (id: string, title: string, reply: RuleReply) =>
    everywhere(servers, `search-${id}`, `${first} ${title}, the next one exists`, [
      { when: { name: pattern(first) }, reply },
      ...ANSWERED,
    ]);
  return [
    failing("no-data", "has no such record", REAL),
    failing("servfail", "SERVFAIL", { rcode: "SERVFAIL" }),
    failing("refused", "REFUSED", { rcode: "REFUSED" }),
    failing("dropped", "without reply", { drop: true }),
  ];
}

/** The first server is another than the others. */
function firstOnly([first, ...others]: readonly string[]): readonly Behaviour[] {
  if (first === undefined || others.length === 0) return [];
  const rest = others.map((address) => server(address, ANSWERED));
  const failing = (id: string, title: string, rules: readonly Rule[], udp: DnsServer["udp"] = "open") => ({
    id: `first-${id}`,
    title: `first server ${title}`,
    servers: [server(first, rules, udp), ...rest],
  });
  return [
    failing("silent", "silent", [], "silent"),
    failing("closed", "closed", [], "closed"),
    failing("servfail", "SERVFAIL", all({ rcode: "SERVFAIL" })),
    failing("refused", "REFUSED", all({ rcode: "REFUSED" })),
    failing("nxdomain", "says no such name", all({ rcode: "NXDOMAIN" })),
    failing("no-data", "has no such record", all(REAL)),
  ];
}

function large(...types: readonly ("A" | "AAAA")[]): readonly Rule[] {
  return types.map((type) => {
    const { when, reply } = answer(type);
    return { when, reply: { ...reply, size: 900 } };
  });
}

function alias(): readonly Rule[] {
  return (["A", "AAAA"] as const).map((type) => ({
    when: { type },
    reply: { answers: `@ 60 IN CNAME alias.example.\nalias.example. 60 IN ${type} ${FOUND[type]}\n` },
  }));
}

function truncated(): readonly Rule[] {
  return [{ when: { transport: "udp" }, reply: { truncate: true } }, ...ANSWERED];
}

function everywhere(
  servers: readonly string[],
  id: string,
  title: string,
  rules: readonly Rule[],
): Behaviour {
  return { id, title, servers: servers.map((address) => server(address, rules)) };
}

function server(address: string, rules: readonly Rule[], state: DnsServer["udp"] = "open"): DnsServer {
  return { address, udp: state, tcp: state, delayMs: 0, zone: "", missing: "NXDOMAIN", rules };
}

/** A rule's pattern for exactly this name; none of its letters may stand for others. */
function pattern(name: string): string {
  return name.replaceAll("*", "\\042");
}
