/** Cases with a name: each shows one thing, and what it showed in real Go is kept in golden.jsonl. */
import type { DnsServer, Rule, RuleReply } from "../../harness/fixture/dns-server.ts";
import type { FileSpec } from "../../harness/scenario/scenario.ts";
import { fileOfText } from "./files.ts";
import type { OracleCase } from "./oracle-case.ts";
import type { OracleBuild } from "./toolchains.ts";

/** What of a build a case fixes; the toolchain comes later. */
export type BuildVariant = Omit<OracleBuild, "toolchain" | "goLine"> & {
  /** Undefined: that of the toolchain. */
  readonly goLine?: string | null;
};

export interface NamedCase {
  readonly oracleCase: OracleCase;
  readonly builds: readonly BuildVariant[];
}

const PURE: BuildVariant = { cgo: false, tags: [] };
const CGO: BuildVariant = { cgo: true, tags: [] };

interface Sketch {
  readonly resolv?: string | null;
  readonly nss?: string | null;
  readonly hosts?: string | null;
  readonly files?: Readonly<Record<string, FileSpec>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly hostname?: string;
  readonly user?: number;
  readonly dns?: readonly DnsServer[];
  readonly args: readonly string[];
  readonly builds?: readonly BuildVariant[];
}

function server(address: string, rules: readonly Rule[] = [], fields: Partial<DnsServer> = {}): DnsServer {
  return { address, udp: "open", tcp: "open", delayMs: 0, zone: "", missing: "NXDOMAIN", rules, ...fields };
}

/** Everything that was not sketched is ordinary: one server that knows nothing, files before dns. */
function named(title: string, sketch: Sketch): NamedCase {
  const {
    resolv = "nameserver 127.0.0.1\noptions timeout:1\n",
    nss = "hosts: files dns\n",
    hosts = "127.0.0.1 localhost\n",
  } = sketch;
  const texts = { "/etc/resolv.conf": resolv, "/etc/nsswitch.conf": nss, "/etc/hosts": hosts };
  const files = Object.entries(texts).flatMap(([path, text]) =>
    text === null ? [] : [[path, fileOfText(text)] as const],
  );
  return {
    builds: sketch.builds ?? [PURE],
    oracleCase: {
      title,
      files: { ...Object.fromEntries(files), ...sketch.files },
      env: { GODEBUG: "netdns=2", ...sketch.env },
      hostname: sketch.hostname ?? "box",
      user: sketch.user ?? 0,
      dns: sketch.dns ?? [server("127.0.0.1")],
      args: sketch.args,
    },
  };
}

/** A server that gives every A question this reply, and an address to nobody else. */
function replying(reply: RuleReply): readonly DnsServer[] {
  return [
    server("127.0.0.1", [{ when: { type: "A" }, reply }]),
    server("127.0.0.2", [{ when: { type: "A" }, reply: { answers: "@ 30 IN A 127.0.0.8" } }]),
  ];
}

const TWO = "nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions timeout:1\n";
const A = "@ 30 IN A 127.0.0.7";
const LABEL = "l".repeat(63);

const replies: readonly (readonly [string, RuleReply])[] = [
  ["NXDOMAIN", { rcode: "NXDOMAIN" }],
  ["NXDOMAIN with an answer", { rcode: "NXDOMAIN", answers: A }],
  ["an empty answer", { rcode: "NOERROR" }],
  ["SERVFAIL", { rcode: "SERVFAIL" }],
  ["REFUSED", { rcode: "REFUSED" }],
  ["BADVERS", { rcode: "BADVERS" }],
  ["rcode 19: NXDOMAIN but for its upper bits", { rcode: 19 }],
  ["a lame referral", { rcode: "NOERROR", ra: false, edns: "none", authority: "test. 30 IN NS ns.test." }],
  ["a lame referral with OPT", { rcode: "NOERROR", ra: false, authority: "test. 30 IN NS ns.test." }],
  ["an OPT record in the answer section", { answers: A, edns: "answer-section" }],
  ["the question in capitals", { answers: A, question: "upper-case" }],
  ["the question twice", { answers: A, question: "twice" }],
  ["a reply without question", { answers: A, question: "none" }],
  ["a reply with another id", { answers: A, id: "wrong" }],
  ["a reply that is a query", { answers: A, qr: false }],
  [
    "forgeries before the answer",
    { answers: A, before: [{ id: "wrong", answers: A }, { question: "wrong" }, { raw: new Uint8Array(4) }] },
  ],
  ["TC over UDP and TCP", { answers: A, tc: true }],
  ["TC, and TCP closed early", { answers: A, tc: true, close: 9 }],
  ["TC, and TCP reset", { tc: true, close: "reset" }],
  ["an address record cut short", { answers: A, edns: "none", cut: 2 }],
  ["a record header cut short", { answers: A, edns: "none", cut: 6 }],
  ["a second record cut short", { answers: `${A}\n${A}`, edns: "none", cut: 3 }],
  ["a reply of 513 bytes", { answers: A, size: 513 }],
  ["a reply of 1233 bytes", { answers: A, size: 1233 }],
  [
    "eighty addresses without TC",
    { answers: Array.from({ length: 80 }, (_, last) => `@ 30 IN A 127.1.0.${last}`).join("\n") },
  ],
  ["a foreign owner", { answers: "evil.test. 30 IN A 127.0.0.9" }],
  ["an alias before the address", { answers: "@ 30 IN CNAME c.test.\nc.test. 30 IN A 127.0.0.9" }],
  ["an alias without an address", { answers: "@ 30 IN CNAME c.test." }],
  ["AAAA records in the reply to A", { answers: "@ 30 IN AAAA ::1\n@ 30 IN A 127.0.0.9\n@ 30 IN AAAA ::2" }],
  ["a text record first", { answers: `@ 30 IN TXT x\n${A}` }],
  ["duplicates", { answers: `${A}\n${A}`, duplicate: 3 }],
];

/** resolv.conf by what is odd about it, with a name that shows the candidates. */
const resolvConfs: readonly (readonly [string, string | null])[] = [
  ["absent", null],
  ["empty", ""],
  ["leading blanks", "  nameserver 127.0.0.1\n\tsearch a.test\n"],
  ["comments at the end of lines", "nameserver 127.0.0.1 # c\nsearch a.test # c\noptions attempts:1 # c\n"],
  ["carriage returns", "nameserver 127.0.0.1\r\nsearch a.test\r\n"],
  [
    "addresses that are none",
    "nameserver 127.1\nnameserver localhost\nnameserver [::1]\nnameserver 127.0.0.1:53\nnameserver 127.0.0.1\n",
  ],
  ["leading zeros", "nameserver 127.0.0.01\n"],
  ["an IPv4-mapped server", "nameserver ::ffff:127.0.0.1\n"],
  ["a long spelling", "nameserver 0:0:0:0:0:0:0:1\n"],
  ["a zone that names no interface", "nameserver fe80::1%nowhere\noptions attempts:1\n"],
  ["a zone that names one", "nameserver fe80::1%lo\noptions attempts:1\n"],
  [
    "four servers",
    "nameserver 127.0.0.1\nnameserver 127.0.0.2\nnameserver ::1\nnameserver 127.0.0.4\noptions attempts:1\n",
  ],
  ["a server where nothing listens", "nameserver 127.0.0.9\n"],
  ["a server without a route", "nameserver 203.0.113.9\n"],
  ["search .", "nameserver 127.0.0.1\nsearch .\n"],
  ["domain .", "nameserver 127.0.0.1\ndomain .\n"],
  ["search with odd entries", "nameserver 127.0.0.1\nsearch .test x..y a.test. # TEST\n"],
  ["search twice", "nameserver 127.0.0.1\nsearch a.test\nsearch b.test\n"],
  ["domain behind search", "nameserver 127.0.0.1\nsearch a.test b.test\ndomain c.test d.test\n"],
  ["a bare search", "nameserver 127.0.0.1\nsearch a.test\nsearch\n"],
  ["ndots without a number", "nameserver 127.0.0.1\nsearch a.test\noptions ndots:x\n"],
  ["ndots 3", "nameserver 127.0.0.1\nsearch a.test\noptions ndots:3\n"],
  ["attempts 0", "nameserver 127.0.0.1\noptions attempts:0\n"],
  ["trust-ad, edns0 and no-reload", "nameserver 127.0.0.1\noptions trust-ad edns0 no-reload\n"],
  ["use-vc", "nameserver 127.0.0.1\noptions use-vc\n"],
  [
    "single-request and rotate",
    "nameserver 127.0.0.1\nnameserver 127.0.0.2\nnameserver ::1\noptions single-request rotate\n",
  ],
  ["an unknown option", "nameserver 127.0.0.1\noptions inet6\n"],
  ["an unknown keyword", "sortlist 10.0.0.0\nnameserver 127.0.0.1\n"],
  ["a line of 64 KiB", `nameserver 127.0.0.1\n#${"x".repeat(70_000)}\nsearch a.test\n`],
];

const nsswitches: readonly (readonly [string, string | null])[] = [
  ["absent", null],
  ["empty", ""],
  ["hosts: dns files", "hosts: dns files\n"],
  ["hosts: files", "hosts: files\n"],
  ["hosts: dns", "hosts: dns\n"],
  ["tabs", "hosts:\tdns\tfiles\n"],
  ["criteria that are standard but for the last", "hosts: dns [UNAVAIL=continue NOTFOUND=return] files\n"],
  ["criteria that are not", "hosts: dns [!UNAVAIL=return] files\n"],
  ["an unknown source first", "hosts: resolve dns files\n"],
  ["an unknown source and no dns", "hosts: resolve files\n"],
  ["an unknown source behind files", "hosts: files resolve\n"],
  ["only an unknown source", "hosts: compat\n"],
  ["two lines", "hosts: dns\nhosts: files\n"],
  ["a line without a colon", "hosts: dns files\nx\n"],
  ["an unclosed bracket", "hosts: dns files\npasswd: files [x\n"],
  ["mdns", "hosts: dns mdns4_minimal [NOTFOUND=return] files\n"],
  ["myhostname", "hosts: myhostname dns files\n"],
];

export const NAMED_CASES: readonly NamedCase[] = [
  ...replies.map(([what, reply]) =>
    named(`reply: ${what}`, { resolv: TWO, dns: replying(reply), args: ["ip4=h.test"] }),
  ),
  ...resolvConfs.map(([what, resolv]) =>
    named(`resolv.conf: ${what}`, {
      resolv: resolv === null ? null : `${resolv}options timeout:1\n`,
      hostname: "box.corp.test",
      dns: ["127.0.0.1", "127.0.0.2", "::1"].map((address) => server(address, [], { missing: "REFUSED" })),
      args: ["host=foo", "ip4=foo.bar"],
      builds: [PURE, CGO],
    }),
  ),
  ...nsswitches.map(([what, nss]) =>
    named(`nsswitch.conf: ${what}`, {
      nss,
      hosts: "192.0.2.40 h.test foo.local localhost box\n",
      dns: [server("127.0.0.1", [], { zone: "h.test. 30 IN A 127.0.0.50\nfoo.local. 30 IN A 127.0.0.51\n" })],
      args: ["ip4=h.test", "ip4=foo.local", "host=localhost", "host=BOX", "host=nothere"],
      builds: [PURE, CGO],
    }),
  ),
  named("names that are domain names or not", {
    args: [
      "-foo",
      "foo-",
      "f_o.test",
      "foo..bar",
      ".foo",
      ".",
      "..",
      "b\u00fccher.test",
      "foo bar",
      "1-2",
      "1.2.3.4a",
      "a\\b",
      "a%b",
      "*.test",
      "123",
      `${LABEL}.t`,
      `${LABEL}l.t`,
      `${LABEL}.${LABEL}.${LABEL}.${"m".repeat(61)}.`,
      "x.onion",
      "x.ONION.",
    ].map((name) => `host=${name}`),
  }),
  named("literal addresses", {
    args: [
      "192.0.2.1",
      "192.000.002.001",
      "127.1",
      "::1",
      "::FFFF:192.0.2.1",
      "fe80::1%lo",
      "fe80::1%",
      "fe80::1%a%b",
      "00001::1",
      "[::1]",
      "1.2.3.4.",
      "0x7f.0.0.1",
    ].flatMap((text) => [`host=${text}`, `ipaddr=${text}`]),
  }),
  named("no name at all", { args: ["host=", "ipaddr=", "ip4=", "cname="] }),
  named("unspecified addresses", { args: ["ip=::", "ip4=::", "ip6=::", "ip=0.0.0.0", "ip6=0.0.0.0"] }),
  named("the hosts file", {
    hosts:
      "127.0.0.2 multi\n::1 MULTI # c\n127.0.0.3 canon.test alias.test\n  127.0.0.4\tmulti multi\n127.0.0.04 multi\n127.0.0.5 x#multi\nbad multi\n::ffff:127.0.0.6 mapped\nfe80::1%lo zoned\n",
    args: [
      "host=Multi",
      "ipaddr=multi",
      "host=ALIAS.test",
      "host=alias.test.",
      "cname=alias.test",
      "host=multi.",
      "host=mapped",
      "ipaddr=mapped",
      "ip6=mapped",
      "host=zoned",
      "ipaddr=zoned",
      "ip4=canon.test",
      "ip6=canon.test",
    ],
  }),
  named("a name of the hosts file longer than any domain name", {
    hosts: `127.0.0.2 ${"q".repeat(260)}\n`,
    args: [`host=${"q".repeat(260)}`, `ipaddr=${"q".repeat(260)}`, `cname=${"q".repeat(260)}`],
  }),
  named("files that the user may not read", {
    resolv: null,
    nss: null,
    files: {
      "/etc/resolv.conf": {
        kind: "content",
        bytes: new TextEncoder().encode("nameserver 127.0.0.2\n"),
        mode: 0o600,
        owner: 0,
      },
      "/etc/nsswitch.conf": {
        kind: "content",
        bytes: new TextEncoder().encode("hosts: dns files\n"),
        mode: 0o600,
        owner: 0,
      },
    },
    user: 65534,
    args: ["host=h.test"],
    builds: [PURE, CGO],
  }),
  named("directories instead of files", {
    resolv: null,
    nss: null,
    hosts: null,
    files: Object.fromEntries(
      ["resolv.conf", "nsswitch.conf", "hosts"].map((name) => [
        `/etc/${name}`,
        { kind: "directory", mode: 0o755, owner: 0 } as const,
      ]),
    ),
    args: ["host=h.test"],
    builds: [PURE, CGO],
  }),
  named("links that lead in a circle", {
    resolv: null,
    nss: null,
    files: Object.fromEntries(
      ["resolv.conf", "nsswitch.conf"].map((name) => [
        `/etc/${name}`,
        { kind: "symlink", target: name } as const,
      ]),
    ),
    args: ["host=h.test"],
    builds: [PURE, CGO],
  }),
  named("mdns.allow", {
    nss: "hosts: files mdns4 dns\n",
    files: { "/etc/mdns.allow": fileOfText("*\n") },
    args: ["host=h.test"],
    builds: [PURE, CGO],
  }),
  named("a final dot in what is printed", { args: ["host=h.test.", "host=a%b."], builds: [PURE, CGO] }),
  ...["LOCALDOMAIN", "RES_OPTIONS", "HOSTALIASES"].map((name) =>
    named(`environment: ${name}`, {
      env: { [name]: "x" },
      nss: "hosts: dns files\n",
      args: ["host=h.test"],
      builds: [PURE, CGO],
    }),
  ),
  named("environment: LOCALDOMAIN without a value", {
    env: { LOCALDOMAIN: "" },
    args: ["host=h.test"],
    builds: [PURE, CGO],
  }),
  ...["netdns=go+2", "netdns=cgo+2", "netdns=1", "netdns=x+2", "netdns=2,netdns=1", "netdns=2#x"].map(
    (godebug) =>
      named(`GODEBUG: ${godebug}`, {
        env: { GODEBUG: godebug },
        nss: "hosts: dns files\n",
        args: ["host=h.test", "cname=h.test"],
        builds: [PURE, CGO],
      }),
  ),
  named("build tags", {
    args: ["host=h.test"],
    builds: [
      { cgo: true, tags: ["netgo"] },
      { cgo: true, tags: ["netcgo"] },
      { cgo: false, tags: ["netgo"] },
      { cgo: false, tags: ["netcgo"] },
    ],
  }),
  named("the go line of go.mod", {
    args: ["host=h.test"],
    builds: [
      { ...PURE, goLine: "1.18" },
      { ...PURE, goLine: "1.19" },
      { ...PURE, goLine: null },
    ],
  }),
  named("netedns0=0", { env: { GODEBUG: "netdns=2,netedns0=0" }, args: ["host=h.test"] }),
  named("one family fails for a while", {
    dns: [
      server("127.0.0.1", [
        { when: { type: "A" }, reply: { answers: A } },
        { when: { type: "AAAA" }, reply: { rcode: "SERVFAIL" } },
      ]),
    ],
    args: ["host=h.test", "ip6=h.test"],
  }),
  named("one family fails for a while, and StrictErrors", {
    dns: [
      server("127.0.0.1", [
        { when: { type: "A" }, reply: { answers: A } },
        { when: { type: "AAAA" }, reply: { rcode: "SERVFAIL" } },
      ]),
    ],
    args: ["-prefergo", "-strict", "host=h.test"],
  }),
  named("A and AAAA fail in different ways", {
    resolv: "nameserver 127.0.0.1\noptions attempts:1\n",
    dns: [
      server("127.0.0.1", [
        { when: { type: "A" }, reply: { rcode: "SERVFAIL" } },
        { when: { type: "AAAA" }, reply: { rcode: "NOERROR" } },
      ]),
    ],
    args: ["host=h.test", "host=h.test."],
  }),
  named("A and AAAA fail in different ways, one after the other", {
    resolv: "nameserver 127.0.0.1\noptions attempts:1 single-request\n",
    dns: [
      server("127.0.0.1", [
        { when: { type: "A" }, reply: { rcode: "SERVFAIL" } },
        { when: { type: "AAAA" }, reply: { rcode: "NOERROR" } },
      ]),
    ],
    args: ["host=h.test", "host=h.test."],
  }),
  named("a suffix fails for a while", {
    resolv: "nameserver 127.0.0.1\nsearch a.test b.test\noptions attempts:1\n",
    dns: [
      server("127.0.0.1", [
        { when: { name: "h.a.test" }, reply: { rcode: "SERVFAIL" } },
        { when: { name: "foo" }, reply: { rcode: "SERVFAIL" } },
      ]),
    ],
    args: ["host=h", "host=foo"],
  }),
  named("addresses without a route", {
    dns: [
      server("127.0.0.1", [], {
        zone: "h.test. 30 IN A 203.0.113.1\nh.test. 30 IN A 127.0.0.7\nh.test. 30 IN AAAA 2001:db8::1\nh.test. 30 IN AAAA ::1\n",
      }),
    ],
    args: ["host=h.test", "ipaddr=h.test", "tcp=h.test:9", "resolvetcp=h.test:80"],
  }),
  named("a chain of aliases", {
    dns: [
      server("127.0.0.1", [
        {
          when: { type: "A" },
          reply: { answers: "@ 30 IN CNAME c.test.\nc.test. 30 IN CNAME d.test.\nd.test. 30 IN A 127.0.0.7" },
        },
        { when: { type: "AAAA" }, reply: { answers: "@ 30 IN CNAME c.test.\nc.test. 30 IN CNAME d.test." } },
        { when: { type: "CNAME" }, reply: { answers: "@ 30 IN CNAME c.test." } },
      ]),
    ],
    args: ["host=h.test", "cname=h.test"],
  }),
  named("a canonical name that is no domain name", {
    dns: [server("127.0.0.1", [{ when: { type: "A" }, reply: { answers: "bad!.test. 30 IN A 127.0.0.7" } }])],
    args: ["cname=h.test"],
  }),
  named("silent servers", {
    resolv: "nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions timeout:1 attempts:1\n",
    dns: [server("127.0.0.1", [], { udp: "silent" }), server("127.0.0.2", [], { udp: "silent" })],
    args: ["ip4=h.test"],
  }),
  named("a context that ends", {
    dns: [server("127.0.0.1", [], { udp: "silent" })],
    // One call: whether a second one, begun with a context that has ended, still tells its order is a race of real Go.
    args: ["-ctx=300ms", "host=h.test"],
  }),
  named("Dial", {
    dns: [server("127.0.0.1", [], { zone: "h.test. 30 IN A 127.0.0.1\nh.test. 30 IN AAAA ::1\n" })],
    args: [
      "tcp=h.test:9",
      "tcp4=h.test:9",
      "tcp6=h.test:9",
      "tcp=nx.test:80",
      "tcp4=localhost:9",
      "tcp6=localhost:9",
      "tcp=[::1]:9",
      "resolvetcp=h.test:80",
      "resolvetcp=[::1]:80",
    ],
  }),
];
