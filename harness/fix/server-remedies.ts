/** Remedies at the nameserver: what its administrator can change, for everybody who asks it. */
import type { DnsServer, Rule } from "../fixture/dns-server.ts";
import { COST, type Offer, type Paste, type Remedy, type Setting } from "./remedy.ts";

function served(
  { scenario }: Setting,
  dns: readonly DnsServer[],
  remedy: Pick<Remedy, "id" | "title" | "paste"> & { readonly cost?: number },
): Remedy {
  return { cost: COST.server, ...remedy, who: "DNS administrator", scenario: { ...scenario, dns } };
}

/** Names whose question of this type had no good end, as they were asked; with a pattern's characters left out. */
function failedNames({ cells }: Setting, type: "A" | "AAAA"): readonly string[] {
  const names = cells.flatMap(({ trace }) =>
    trace.flatMap((event) => (event.type === type && event.reply?.rcode !== "NOERROR" ? [event.name] : [])),
  );
  return [...new Set(names)].filter((name) => !/[*<>\\]/.test(name));
}

const answeredAaaa: Offer = (setting) => {
  const names = failedNames(setting, "AAAA");
  const good = new Set(
    setting.cells.flatMap(({ trace }) =>
      trace.flatMap(({ type, reply, name }) => (type === "A" && (reply?.answers ?? 0) > 0 ? [name] : [])),
    ),
  );
  const shared = names.filter((name) => good.has(name));
  if (shared.length === 0) return [];
  const rules = shared.map((name): Rule => ({ when: { name, type: "AAAA" }, reply: { rcode: "NOERROR" } }));
  const dns = setting.scenario.dns.map((server) => ({ ...server, rules: [...rules, ...server.rules] }));
  const zones = shared.map((name) => name.replace(/\.$/, ""));
  return [
    served(setting, dns, {
      id: "aaaa-nodata",
      title: "Answer AAAA of names without IPv6 with NOERROR and no record.",
      paste: [
        // filter-AAAA filters what an upstream answers; "address" asks one for AAAA, and "local" says that there is none.
        { place: "dnsmasq", text: zones.map((zone) => `local=/${zone}/\n`).join("") },
        {
          place: "CoreDNS",
          text: zones.map((zone) => `template IN AAAA ${zone} {\n  rcode NOERROR\n}\n`).join(""),
        },
      ],
    }),
  ];
};

/** Candidates of a search list that failed, or exist without an address: a plain NXDOMAIN lets everybody go on. */
const deniedSearch: Offer = (setting) => {
  const wrong = setting.cells.flatMap(({ lookup, trace }) =>
    trace.flatMap(({ name, reply }) =>
      name.toLowerCase() !== `${lookup.name.toLowerCase().replace(/\.$/, "")}.` &&
      reply !== null &&
      reply.rcode !== "NXDOMAIN" &&
      reply.answers === 0
        ? [name]
        : [],
    ),
  );
  const names = [...new Set(wrong)].filter((name) => !/[*<>\\]/.test(name));
  if (names.length === 0) return [];
  const rules = names.map((name): Rule => ({ when: { name }, reply: { rcode: "NXDOMAIN" } }));
  const dns = setting.scenario.dns.map((server) => ({ ...server, rules: [...rules, ...server.rules] }));
  const zones = names.map((name) => name.replace(/\.$/, ""));
  return [
    served(setting, dns, {
      id: "search-nxdomain",
      title: "Answer names that do not exist below a search domain with NXDOMAIN.",
      paste: [
        {
          place: "CoreDNS",
          text: zones.map((zone) => `template ANY ANY ${zone} {\n  rcode NXDOMAIN\n}\n`).join(""),
        },
        { place: "dnsmasq", text: zones.map((zone) => `local=/${zone}/\n`).join("") },
        {
          place: "unbound",
          text: zones.map((zone) => `local-zone: ${JSON.stringify(zone)} always_nxdomain\n`).join(""),
        },
      ],
    }),
  ];
};

/** [id, sentence, the server as it would be, what its administrator writes]. */
const SERVERS: readonly (readonly [string, string, (server: DnsServer) => DnsServer, readonly Paste[]])[] = [
  [
    "tcp-open",
    "Open port 53 over TCP, at the server and in every firewall before it.",
    (server) => ({
      ...server,
      tcp: "open",
      rules: server.rules.filter(
        ({ when, reply }) =>
          when.transport !== "tcp" || (reply.close === undefined && reply.drop === undefined),
      ),
    }),
    [{ place: "firewall", text: "nft add rule inet filter input tcp dport 53 accept\n" }],
  ],
  [
    "udp-open",
    "Let the server answer: start it, and open port 53 in every firewall before it.",
    (server) => ({
      ...server,
      udp: "open",
      tcp: "open",
      rules: server.rules.filter(({ reply }) => reply.drop !== true),
    }),
    [
      {
        place: "firewall",
        text: "nft add rule inet filter input udp dport 53 accept\nnft add rule inet filter input tcp dport 53 accept\n",
      },
    ],
  ],
  [
    "edns-tolerated",
    "Let the server bear EDNS0: answer queries with an OPT record as others (RFC 6891, section 7).",
    (server) => ({ ...server, rules: server.rules.filter(({ when }) => when.edns !== true) }),
    [
      {
        place: "server",
        text: "# update the server, or the load balancer before it, to one that follows RFC 6891\n",
      },
    ],
  ],
  [
    "small-replies",
    "Keep replies whole: below 512 octets, with fewer records, or in answer to EDNS0.",
    (server) => ({
      ...server,
      rules: server.rules.map(({ when, reply }) => {
        const { truncate: _, tc: __, size: ___, ...rest } = reply;
        return { when, reply: rest };
      }),
    }),
    [
      { place: "dnsmasq", text: "edns-packet-max=1232\n" },
      { place: "unbound", text: "edns-buffer-size: 1232\nminimal-responses: yes\n" },
    ],
  ],
  [
    "plain-replies",
    "Let the server answer from its zone, as the standard says: its special replies are the fault.",
    (server) => ({ ...server, rules: [] }),
    [
      {
        place: "server",
        text: "# find what rewrites, filters or refuses these questions, and take it out\n",
      },
    ],
  ],
  [
    "no-delay",
    "Let the server answer at once.",
    (server) => ({
      ...server,
      delayMs: 0,
      rules: server.rules.filter(({ reply }) => reply.delayMs === undefined),
    }),
    [{ place: "server", text: "# find what the server waits for: its own upstream, as a rule\n" }],
  ],
];

const mendedServers: Offer = (setting) =>
  SERVERS.flatMap(([id, title, change, paste], place) => {
    const dns = setting.scenario.dns.map(change);
    const isSame = JSON.stringify(dns) === JSON.stringify(setting.scenario.dns);
    return isSame ? [] : [served(setting, dns, { id, title, paste, cost: COST.server + place / 10 })];
  });

/** Every server holds what any of them holds. */
const equalServers: Offer = (setting) => {
  const { dns } = setting.scenario;
  const zones = [...new Set(dns.map(({ zone }) => zone).filter((zone) => zone.trim() !== ""))];
  if (dns.length < 2 || zones.length === 0) return [];
  const [zone = ""] = zones.sort((left, right) => right.length - left.length);
  if (dns.every((server) => server.zone === zone)) return [];
  return [
    served(
      setting,
      dns.map((server) => ({ ...server, zone })),
      {
        id: "equal-servers",
        title:
          "Let all nameservers know the same names: no resolver asks a second one about a name that the first denies.",
        cost: COST.server + 0.9,
        paste: [{ place: "server", text: "# forward the zone from every server that resolv.conf names\n" }],
      },
    ),
  ];
};

export const SERVER_OFFERS: readonly Offer[] = [answeredAaaa, deniedSearch, mendedServers, equalServers];
