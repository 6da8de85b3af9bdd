/** Random machines, servers and calls for the comparison with real Go. */
import fc from "fast-check";
import type { DnsServer, Rule, RuleReply } from "../../harness/fixture/types.ts";
import type { FileSpec } from "../../harness/scenario/types.ts";
import { encodeMessage, header, optRecord } from "../../harness/wire/message.ts";
import { CLASS, TYPE } from "../../harness/wire/mnemonics.ts";
import { parseRdata } from "../../harness/wire/records.ts";
import { fileOfText } from "./files.ts";
import type { OracleCase } from "./oracle-case.ts";

/** Addresses of the lab: three servers, and one address where nothing listens. */
const SERVERS = ["127.0.0.1", "127.0.0.2", "::1"] as const;
const CLOSED = "127.0.0.9";

const blank = fc.constantFrom(" ", "  ", "\t", " \t ");
const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n", " \n", "\n\n");

/** Text of a configuration file: lines, the last one perhaps without its newline. */
function fileText(line: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: most }), fc.boolean())
    .map(([lines, ended]) => {
      const text = lines.map((parts) => parts.join("")).join("");
      return ended ? text : text.replace(/\n$/, "");
    });
}

const oddAddress = fc.constantFrom(
  "127.1",
  "localhost",
  "127.0.0.02",
  "::ffff:127.0.0.2",
  "0:0:0:0:0:0:0:1",
  "00001::1",
  "fe80::1%lo",
  "fe80::1%",
  "fe80::1%a%b",
  "[::1]",
  "127.0.0.1;x",
  "127.0.0.1:53",
  "1.2.3.4.5",
  "::1.2.3.4",
  "1::2::3",
  "12345::",
  "0x7f.0.0.1",
  "203.0.113.53",
  CLOSED,
);
const serverAddress = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SERVERS) },
  { weight: 1, arbitrary: oddAddress },
);

const suffix = fc.constantFrom(
  "a.test",
  "b.test",
  "a.test.",
  ".",
  "..",
  ".test",
  "x..y",
  "#",
  "onion",
  "TEST",
  "local",
  `${"l".repeat(64)}.test`,
  `${"m".repeat(60)}.${"n".repeat(60)}.${"o".repeat(60)}.${"p".repeat(60)}`,
  "b\u00fccher.test",
);
const option = fc.oneof(
  fc.constantFrom(
    "rotate",
    "single-request",
    "single-request-reopen",
    "use-vc",
    "usevc",
    "tcp",
    "edns0",
    "trust-ad",
    "no-reload",
    "inet6",
    "no-aaaa",
    "debug",
    "#",
    "ROTATE",
    "ndots:",
    "ndots:abc",
    "ndots:-1",
    "ndots:2x",
    "ndots:99",
    "attempts:0",
    "attempts:x",
    "ndots",
    "constructor",
  ),
  fc.integer({ min: 0, max: 4 }).map((ndots) => `ndots:${ndots}`),
  fc.integer({ min: 1, max: 3 }).map((attempts) => `attempts:${attempts}`),
);
const resolvLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(blank, serverAddress).map(([gap, address]) => `nameserver${gap}${address}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(blank, fc.array(suffix, { maxLength: 3 }))
      .map(([gap, suffixes]) => `search${gap}${suffixes.join(gap)}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(blank, suffix, fc.boolean())
      .map(([gap, domain, more]) => `domain${gap}${domain}${more ? " x" : ""}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(blank, fc.array(option, { maxLength: 3 }))
      .map(([gap, options]) => `options${gap}${options.join(gap)}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "# nameserver 127.0.0.4",
      ";x",
      "",
      "  ",
      "\t",
      "nameserver",
      "domain",
      "search",
      "options",
      "sortlist 10.0.0.0",
      "lookup file bind",
      "NAMESERVER 127.0.0.1",
      "family inet",
      "nameserver 127.0.0.1 # c",
      "search a.test # c",
      "\u00a0nameserver 127.0.0.1",
      "nameserver\u000b127.0.0.1",
    ),
  },
);
const indented = fc
  .tuple(fc.constantFrom("", "", "", "", " ", "\t"), resolvLine)
  .map((parts) => parts.join(""));
/** No case waits for long: one second and few attempts. */
const resolvConf = fc
  .tuple(fileText(indented, 7), fc.constantFrom("", "", "options attempts:1\n"))
  .map(
    ([text, more]) => `${text}${text.endsWith("\n") || text === "" ? "" : "\n"}${more}options timeout:1\n`,
  );

const criterion = fc.constantFrom(
  "NOTFOUND=return",
  "notfound=continue",
  "SUCCESS=return",
  "SUCCESS=continue",
  "SUCCESS=merge",
  "UNAVAIL=continue",
  "TRYAGAIN=return",
  "!UNAVAIL=return",
  "!NOTFOUND=continue",
  "X=return",
  "NOTFOUND=",
  "=return",
  "a=",
  "NOTFOUND",
  "[",
  "!",
);
const criteria = fc
  .tuple(
    fc.array(criterion, { maxLength: 3 }),
    fc.constantFrom(" ", "  ", "\t"),
    fc.constantFrom("]", "]", "]", "", " ]", "]]"),
  )
  .map(([items, gap, end]) => `[${items.join(gap)}${end}`);
const source = fc.tuple(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("files", "dns") },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        "myhostname",
        "mdns4_minimal",
        "mdns",
        "mdns6",
        "resolve",
        "compat",
        "FILES",
        "db",
        "dns,files",
        "wins",
      ),
    },
  ),
  fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: criteria }),
  fc.constantFrom(" ", " ", " ", "", "\t"),
);
const nssLine = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom("hosts:", "hosts:", "hosts :", " hosts:", "hosts:\t", "Hosts:"),
        fc.array(source, { maxLength: 4 }),
        fc.constantFrom(" ", " ", " ", "  ", "\t"),
      )
      .map(
        ([database, sources, gap]) =>
          `${database} ${sources.map(([name, block, before]) => (block === "" ? name : `${name}${before}${block}`)).join(gap)}`,
      ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "passwd: files",
      "# hosts: dns",
      "",
      "hosts:",
      "hosts: files # dns",
      "passwd: compat [x",
      "group: files [NOTFOUND=return] nis",
      "nothing here",
      ":",
      "hosts:dns",
    ),
  },
);
const nsswitch = fileText(nssLine, 4);

const hostName = fc.constantFrom(
  "h",
  "H",
  "h.test",
  "h.test.",
  "Foo.Bar",
  "localhost",
  "localhost.",
  "box",
  "123",
  "-x",
  "a_b",
  "x.onion",
  "foo.local",
  "b\u00fccher.test",
  "only6",
  "only4",
  `${"q".repeat(260)}`,
);
const hostAddress = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "127.0.0.1",
      "127.0.0.2",
      "127.0.0.3",
      "::1",
      "192.0.2.7",
      "2001:db8::7",
      "10.0.0.1",
      "169.254.1.1",
    ),
  },
  { weight: 2, arbitrary: oddAddress },
);
const hostsLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom("", "", " ", "\t"),
        hostAddress,
        blank,
        fc.array(hostName, { maxLength: 3 }),
        fc.constantFrom("", "", " # c", "#c", " "),
      )
      .map(([start, address, gap, names, end]) => `${start}${address}${gap}${names.join(gap)}${end}`),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "# comment", "junk", "127.0.0.1", "h 127.0.0.1") },
);
const hosts = fileText(hostsLine, 6);

const label = fc.constantFrom(
  "a",
  "B",
  "foo",
  "x-y",
  "_srv",
  "1",
  "9z",
  "-a",
  "a-",
  "",
  "\u00fc",
  "a b",
  "%",
  "\\",
  "*",
  "l".repeat(63),
  "l".repeat(64),
);
const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "h",
      "h.test",
      "h.test.",
      "foo",
      "foo.bar",
      "Foo.Bar.",
      "localhost",
      "box",
      "BOX.",
      "foo.local",
      "foo.LOCAL.",
      "x.onion",
      "x.onion.",
      "x.localhost",
      "_gateway",
      "gateway",
      "_outbound",
      "a.b.c",
      ".",
      "1-2",
      "123",
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "", "."))
      .map(([labels, dot]) => labels.join(".") + dot),
  },
  { weight: 1, arbitrary: oddAddress },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "::",
      "0.0.0.0",
      "::1",
      "192.0.2.1",
      "::ffff:192.0.2.1",
      "::FFFF:192.0.2.1",
      "fe80::1%lo",
      "1.2.3",
      "1.2.3.4.",
      "",
    ),
  },
);

const recordName = fc.constantFrom(
  "@",
  "@",
  "@",
  "c.test.",
  "d.test.",
  "evil.example.",
  "x_y.test.",
  "bad!.test.",
);
const record = fc.oneof(
  fc
    .tuple(recordName, fc.constantFrom("127.0.0.1", "127.0.0.2", "192.0.2.1", "10.1.2.3", "127.0.0.1"))
    .map(([owner, address]) => `${owner} 30 IN A ${address}`),
  fc
    .tuple(
      recordName,
      fc.constantFrom(
        "::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:192.0.2.9",
        "fe80::1",
        "fec0::1",
        "2002::1",
        "::2",
      ),
    )
    .map(([owner, address]) => `${owner} 30 IN AAAA ${address}`),
  fc
    .tuple(recordName, fc.constantFrom("c.test.", "d.test.", ".", "-.test.", "bad!.test."))
    .map(([owner, target]) => `${owner} 30 IN CNAME ${target}`),
  fc.constantFrom("@ 30 IN TXT x", "@ 30 IN MX 5 m.test."),
);
const records = fc.array(record, { maxLength: 4 }).map((lines) => lines.join("\n"));

const flags: fc.Arbitrary<RuleReply> = fc.record(
  {
    aa: fc.boolean(),
    ra: fc.boolean(),
    edns: fc.constantFrom<"echo" | "none" | "answer-section">("echo", "none", "answer-section"),
    authority: fc.constantFrom("test. 30 IN NS ns.test.", ""),
    additional: fc.constantFrom("x.test. 30 IN A 192.0.2.3", ""),
  },
  { requiredKeys: [] },
);
const oddities: fc.Arbitrary<RuleReply> = fc.oneof(
  fc.record({
    question: fc.constantFrom<"none" | "twice" | "wrong" | "upper-case">(
      "none",
      "twice",
      "wrong",
      "upper-case",
    ),
  }),
  fc.record({ id: fc.constant<"wrong">("wrong") }),
  fc.record({ qr: fc.constant(false) }),
  fc.record({ tc: fc.constant(true) }),
  fc.record({ truncate: fc.constantFrom<boolean | number>(true, 1) }),
  fc.record({ cut: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ size: fc.constantFrom(511, 513, 1231, 1233, 1300, 3000) }),
  fc.record({
    close: fc.constantFrom<true | "reset" | number>(true, "reset", 1, 2, 9),
    tc: fc.constant(true),
  }),
  fc.record({ duplicate: fc.constant(2) }),
  fc.record({ raw: fc.uint8Array({ maxLength: 30 }) }),
  fc.record({
    before: fc.array(
      fc.constantFrom<RuleReply>(
        { id: "wrong", answers: "@ 30 IN A 127.0.0.7" },
        { question: "wrong" },
        { raw: new Uint8Array(5) },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({ delayMs: fc.constantFrom(60, 120) }),
);
const rcode = fc.constantFrom(
  "NOERROR",
  "NOERROR",
  "NXDOMAIN",
  "NXDOMAIN",
  "SERVFAIL",
  "REFUSED",
  "FORMERR",
  "NOTIMP",
  "BADVERS",
  9,
  19,
  3841,
);
const content: fc.Arbitrary<RuleReply> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(rcode, records).map(([code, answers]) => ({ rcode: code, answers })) },
  { weight: 3, arbitrary: records.map((answers) => ({ answers })) },
  { weight: 2, arbitrary: rcode.map((code) => ({ rcode: code })) },
);
const reply: fc.Arbitrary<RuleReply> = fc
  .tuple(
    content,
    flags,
    fc.oneof({ weight: 3, arbitrary: fc.constant<RuleReply>({}) }, { weight: 1, arbitrary: oddities }),
  )
  .map(([first, second, third]) => ({ ...first, ...second, ...third }));

/** A whole message, sound or damaged: what the parser makes of it shows in the outcome. */
const damaged: fc.Arbitrary<Rule> = fc
  .record({
    type: fc.constantFrom<"A" | "AAAA">("A", "AAAA"),
    answers: fc.array(
      fc.record({
        name: fc.constantFrom("h.test.", "c.test.", "d\\.e.test."),
        type: fc.constantFrom<"A" | "AAAA" | "CNAME">("A", "AAAA", "CNAME"),
      }),
      { maxLength: 4 },
    ),
    authority: fc.boolean(),
    opt: fc.constantFrom<number | null>(null, 0, 1, 240),
    flags: fc.constantFrom(0, 0, 0, 2, 3),
    compress: fc.boolean(),
    damage: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant("set" as const),
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          value: fc.constantFrom(0, 1, 4, 16, 0x40, 0x80, 0xc0, 0xff, 12, 30, 46),
        }),
        fc.record({
          kind: fc.constant("cut" as const),
          at: fc.double({ min: 0.3, max: 1, noNaN: true }),
          value: fc.constant(0),
        }),
      ),
      { maxLength: 3 },
    ),
  })
  .map(({ type, answers, authority, opt, flags, compress, damage }) => {
    const data = {
      A: parseRdata(TYPE.A, ["127.0.0.1"]),
      AAAA: parseRdata(TYPE.AAAA, ["::1"]),
      CNAME: parseRdata(TYPE.CNAME, ["c.test."]),
    };
    const bytes = encodeMessage(
      {
        header: header({ reply: true, recursionDesired: true, recursionAvailable: true, rcode: flags }),
        questions: [{ name: "h.test.", type: TYPE[type], class: CLASS.IN }],
        answers: answers.map((each) => ({
          name: each.name,
          type: TYPE[each.type],
          class: CLASS.IN,
          ttl: 30,
          data: data[each.type],
        })),
        authority: authority
          ? [{ name: "test.", type: TYPE.NS, class: CLASS.IN, ttl: 30, data: data.CNAME }]
          : [],
        additional: opt === null ? [] : [optRecord({ udpSize: 1232, extendedRcode: opt })],
      },
      { compress },
    );
    return { when: { name: "h.test.", type }, reply: { raw: damage.reduce(harm, bytes) } };
  });

function harm(
  bytes: Uint8Array,
  { kind, at, value }: { readonly kind: "set" | "cut"; readonly at: number; readonly value: number },
): Uint8Array {
  // The first twelve bytes and the question decide whether a reply is looked at; most damage is to be done behind them.
  const start = Math.min(bytes.length, 24);
  const offset = start + Math.floor(at * Math.max(bytes.length - start - 1, 0));
  if (kind === "cut") return bytes.slice(0, offset);
  const harmed = new Uint8Array(bytes);
  if (offset < harmed.length) harmed[offset] = value;
  return harmed;
}

const askedName = fc.constantFrom(
  "h.test.",
  "h.test.",
  "h.a.test.",
  "foo.a.test.",
  "foo.",
  "foo.bar.",
  "*",
  "*.test.",
  "*.b.test.",
);
const rule: fc.Arbitrary<Rule> = fc
  .record({
    name: askedName,
    type: fc.constantFrom<"A" | "AAAA" | "CNAME" | null>("A", "AAAA", "CNAME", null),
    transport: fc.constantFrom<"udp" | "tcp" | null>(null, null, null, "udp", "tcp"),
    nth: fc.constantFrom<number | null>(null, null, null, 1, 2),
    edns: fc.constantFrom<boolean | null>(null, null, null, true),
    reply,
  })
  .map(({ name, type, transport, nth, edns, reply }) => ({
    when: {
      name,
      ...(type === null ? {} : { type }),
      ...(transport === null ? {} : { transport }),
      // Which of A and AAAA comes first is not certain, so only one of them is counted.
      ...(nth === null || type === null ? {} : { nth }),
      ...(edns === null ? {} : { edns }),
    },
    reply,
  }));

/** Servers of one case. Silence costs a second each time, so it is rare. */
const servers: fc.Arbitrary<readonly DnsServer[]> = fc.tuple(
  ...SERVERS.map((address) =>
    fc
      .record({
        rules: fc.array(fc.oneof({ weight: 6, arbitrary: rule }, { weight: 1, arbitrary: damaged }), {
          maxLength: 4,
        }),
        missing: fc.constantFrom("NXDOMAIN", "NXDOMAIN", "NXDOMAIN", "REFUSED", "SERVFAIL"),
        tcp: fc.constantFrom<"open" | "closed">("open", "open", "open", "closed"),
        udp: fc.constantFrom<"open" | "closed" | "silent">(
          ...new Array<"open">(30).fill("open"),
          "closed",
          "closed",
          "silent",
        ),
        known: fc.boolean(),
      })
      .map(
        ({ rules, missing, tcp, udp, known }): DnsServer => ({
          address,
          udp,
          tcp,
          delayMs: 0,
          zone: known
            ? "h.test. 30 IN A 127.0.0.4\nh.test. 30 IN AAAA ::1\nfoo.bar. 30 IN A 127.0.0.5\n"
            : "",
          missing,
          rules,
        }),
      ),
  ),
);

const env = fc
  .tuple(
    fc.constantFrom(
      "netdns=2",
      "netdns=2",
      "netdns=2",
      "netdns=go+2",
      "netdns=cgo+2",
      "netdns=2+go",
      "netdns=1",
      "netdns=x+2",
      "netdns=go",
      "netdns=2,netedns0=0",
      "netedns0=0,netdns=2",
      "netdns=1,netdns=2",
      "netdns=2,netdns=go+1",
      "netdns=2#x",
      "x=1,netdns=2+",
    ),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Record<string, string>>(
          { LOCALDOMAIN: "" },
          { LOCALDOMAIN: "x.test" },
          { RES_OPTIONS: "ndots:3" },
          { RES_OPTIONS: "" },
          { HOSTALIASES: "/x" },
          { ASR_CONFIG: "/x" },
        ),
      },
    ),
  )
  .map(([godebug, more]) => ({ ...more, GODEBUG: godebug }));

function file(text: fc.Arbitrary<string>): fc.Arbitrary<FileSpec | null> {
  return fc.oneof(
    { weight: 12, arbitrary: text.map(fileOfText) },
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<FileSpec>(
        { kind: "directory", mode: 0o755, owner: 0 },
        { kind: "symlink", target: "nowhere" },
        {
          kind: "content",
          bytes: new TextEncoder().encode("hosts: dns files\nnameserver 127.0.0.2\noptions timeout:1\n"),
          mode: 0o600,
          owner: 0,
        },
      ),
    },
  );
}

const call = fc
  .tuple(fc.constantFrom("host", "host", "ipaddr", "ipaddr", "ip4", "ip6", "ip", "cname"), name)
  .map(([verb, value]) => `${verb}=${value}`);
const callFlags = fc.constantFrom<readonly string[]>(
  [],
  [],
  [],
  [],
  ["-strict"],
  ["-prefergo"],
  ["-prefergo", "-strict"],
);

/** Everything at once. */
export const anyCase: fc.Arbitrary<OracleCase> = fc
  .record({
    resolv: file(resolvConf),
    nss: file(nsswitch),
    hosts: file(hosts),
    mdnsAllow: fc.constantFrom<FileSpec | null>(null, null, null, fileOfText("*\n")),
    env,
    hostname: fc.constantFrom("box", "box", "box.corp.test", "Box.", "b.", ".x"),
    user: fc.constantFrom(0, 0, 0, 65534),
    dns: servers,
    flags: callFlags,
    calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  })
  .map(({ resolv, nss, hosts, mdnsAllow, flags, calls, ...rest }) => ({
    ...rest,
    title: "random",
    files: present({
      "/etc/resolv.conf": resolv,
      "/etc/nsswitch.conf": nss,
      "/etc/hosts": hosts,
      "/etc/mdns.allow": mdnsAllow,
    }),
    args: [...flags, ...calls],
  }));

/** A file that is not there is not described. */
function present(files: Readonly<Record<string, FileSpec | null>>): Readonly<Record<string, FileSpec>> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, spec]) => (spec === null ? [] : [[path, spec] as const])),
  );
}

/** Servers that refuse everything: what is asked, of whom and how often shows what the files were taken to mean. */
const refusing: readonly DnsServer[] = SERVERS.map((address) => ({
  address,
  udp: "open",
  tcp: "open",
  delayMs: 0,
  zone: "",
  missing: "REFUSED",
  rules: [],
}));

/** Files of all kinds, and names that show what was read in them. */
export const filesCase: fc.Arbitrary<OracleCase> = fc
  .record({
    resolv: resolvConf,
    nss: nsswitch,
    hosts,
    hostname: fc.constantFrom("box", "box.corp.test"),
    names: fc.uniqueArray(hostName, { minLength: 2, maxLength: 4 }),
  })
  .map(({ resolv, nss, hosts, hostname, names }) => ({
    title: "random files",
    files: {
      "/etc/resolv.conf": fileOfText(resolv),
      "/etc/nsswitch.conf": fileOfText(nss),
      "/etc/hosts": fileOfText(hosts),
    },
    env: { GODEBUG: "netdns=2" },
    hostname,
    user: 0,
    dns: refusing,
    args: names.flatMap((name) => [`host=${name}`, `ipaddr=${name}`]),
  }));
