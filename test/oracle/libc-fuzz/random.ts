/** Random cases for the comparison with real libcs, from the parts that Go's cases are made of and some of their own. */
import fc from "fast-check";
import type { DnsServer, RuleReply } from "../../../harness/fixture/dns-server.ts";
import type { FileSpec, HostProfile } from "../../../harness/scenario/scenario.ts";
import type { Family } from "../../../harness/world/world.ts";
import { fileOfText } from "../files.ts";
import { file, hosts, nsswitch, resolvConf } from "../random/configuration.ts";
import { name } from "../random/names.ts";
import { servers } from "../random/replies.ts";
import type { FuzzCase } from "./fuzz-case.ts";

const ABSENT: FileSpec = { kind: "absent" };

/** Servers of a case, and a resolv.conf that names them: without it most lookups would only wait. */
const plainResolvConf = fc
  .tuple(
    fc.shuffledSubarray(["127.0.0.1", "127.0.0.2", "::1"], { minLength: 1 }),
    fc.constantFrom("", "", "search a.test b.test\n", "domain a.test\n", "search test a.test.\n"),
    fc.constantFrom(
      "",
      "options timeout:1\n",
      "options timeout:1 attempts:1\n",
      "options ndots:2 timeout:2 attempts:3\n",
      "options timeout:0\n",
      "options attempts:0\n",
      "options timeout:3 attempts:7\n",
      "options ndots:0 edns0\n",
      "options rotate\n",
      "options single-request timeout:1\n",
      "options use-vc\n",
      "options no-aaaa\n",
    ),
  )
  .map(([addresses, search, options]) => {
    return `${addresses.map((address) => `nameserver ${address}\n`).join("")}${search}${options}`;
  });

/** Lines at the edges of buffers, bytes that end strings, text after what counts. */
const edgeResolvConf = fc
  .tuple(
    plainResolvConf,
    fc.constantFrom(
      `search ${"a".repeat(239)}.test\n`,
      `search ${"a.test ".repeat(35)}\n`,
      `search ${"a.test ".repeat(36)}x\n`,
      `# ${"c".repeat(251)}\n`,
      `# ${"c".repeat(252)}\n`,
      `# ${"c".repeat(253)}\n`,
      `${" ".repeat(240)}nameserver 127.0.0.2\n`,
      "search a.test\0b.test\nsearch b.test\n",
      "options ndots:3\0\noptions timeout:1\n",
      "search",
      "search ",
      "search b.test",
      "nameserver 127.0.0.2",
      "nameserver 127.0.0.2 junk\n",
      "nameserver 127.0.0.2#junk\n",
      "nameserver fe80::1%lo\n",
      "nameserver fe80::1%1\n",
      "nameserver ::ffff:127.0.0.2\n",
      "nameserver 127.2\n",
      "nameserver 0177.0.0.1\n",
      "options timeout:.5 attempts:x\n",
      "options xndots:2\n",
      "options ndots:99 attempts:99 timeout:2\n",
      "options ndots: 3\n",
      "search . a.test\n",
      "sortlist 127.0.0.0/255.0.0.0 192.0.2.0\n",
      "sortlist 300.0.0.0/8\n",
      "sortlist 192.0.2.0\r\n",
      "search\ta.test\vb.test\fc.test\r\n",
    ),
    fc.boolean(),
  )
  .map(([text, edge, first]) => (first ? `${edge}${edge.endsWith("\n") ? "" : "\n"}${text}` : text + edge));

const edgeHosts = fc
  .tuple(
    hosts,
    fc.constantFrom(
      `${"#".padEnd(505, "x")}\n192.0.2.8 h.test\n`,
      `192.0.2.8 ${"a ".repeat(248)}h.test h\n`,
      `192.0.2.8 ${"a ".repeat(252)}h.test h\n`,
      `192.0.2.8 ${"x".repeat(505)} h.test h\n`,
      "192.0.2.8 foo.bar h.test\n192.0.2.9 h.test alias\n2001:db8::9 six h.test\n",
      "2001:db8::9 six h.test\n192.0.2.8 four h.test\n",
      "2001:db8::9 h.test\n",
      "192.0.2.8\0 h.test\n",
      "192.0.2.8 h.te\0st h.test\n",
      "junk h.test\n192.0.2.8 h.test",
      "192.0.2.8 _odd h.test\n",
      "192.0.2.8 h.test#c\n",
      "fe80::8%lo h.test\n",
      "fe80::8%nolink h.test\n",
      "::ffff:192.0.2.8 h.test\n",
      Array.from({ length: 60 }, (_, last) => `192.0.2.${last} h.test\n`).join(""),
    ),
    fc.boolean(),
  )
  .map(([text, edge, first]) => (first ? edge + text : `${text}\n${edge}`));

const network: fc.Arbitrary<Partial<HostProfile>> = fc.oneof(
  { weight: 14, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Partial<HostProfile>>(
      { id: "readv-0", syscalls: { readv: 0 } },
      { id: "readv-eperm", syscalls: { readv: "EPERM" } },
      { id: "ipv6-disabled", sysctls: { "net.ipv6.conf.all.disable_ipv6": "1" } },
      { id: "bind-eperm", syscalls: { bind: "EPERM" } },
      { id: "setsockopt-eperm", syscalls: { setsockopt: "EPERM" } },
      { id: "sendmmsg-enosys", syscalls: { sendmmsg: "ENOSYS" } },
      { id: "getsockname-eperm", syscalls: { getsockname: "EPERM" } },
    ),
  },
);

const env = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { LOCALDOMAIN: "" },
      { LOCALDOMAIN: "b.test a.test" },
      { RES_OPTIONS: "ndots:3 timeout:1" },
      { RES_OPTIONS: "attempts:1 rotate" },
      { RES_OPTIONS: "" },
    ),
  },
);

/** Whatever a libc reads; null where the file is not there. */
const FILES: Readonly<Record<string, fc.Arbitrary<FileSpec | null>>> = {
  "/etc/resolv.conf": file(
    fc.oneof(
      { weight: 3, arbitrary: plainResolvConf },
      { weight: 1, arbitrary: edgeResolvConf },
      { weight: 2, arbitrary: resolvConf },
    ),
  ),
  "/etc/hosts": file(fc.oneof({ weight: 3, arbitrary: hosts }, { weight: 1, arbitrary: edgeHosts })),
  "/etc/nsswitch.conf": fc.oneof(
    { weight: 4, arbitrary: fc.constant(fileOfText("hosts: files dns\n")) },
    { weight: 2, arbitrary: file(nsswitch) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  "/etc/host.conf": fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          "multi on\n",
          "multi off\n",
          "order hosts,bind\nmulti on\n",
          "trim .test\nmulti on\n",
          "multi\n",
        )
        .map(fileOfText),
    },
  ),
  "/etc/gai.conf": fc.constant(null),
};

/**
 * Delays that put replies of several servers in an order that is always the same, and that no small multiple of them
 * meets a multiple of a timeout: what happens at one time may happen in any order.
 */
const timed: fc.Arbitrary<readonly DnsServer[]> = fc
  .tuple(servers, fc.constantFrom([0, 0, 0], [0, 0, 0], [0, 307, 631], [631, 307, 0], [1213, 0, 2383]))
  .map(([all, delays]) => all.map((server, index) => ({ ...server, delayMs: delays[index] ?? 0 })));

/** The name that most servers and files know, in some of its spellings, or any other. */
const askedName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("h.test", "h.test.", "h", "foo", "foo.bar", "H.test") },
  { weight: 2, arbitrary: name },
);

/** What a server says of h.test to one type of question. */
const plainReply = fc.constantFrom<RuleReply>(
  { answers: "@ A 192.0.2.1\n@ A 192.0.2.2" },
  { answers: "@ AAAA 2001:db8::1\n@ AAAA ::1" },
  { answers: "@ A 127.0.0.1\n@ AAAA 2001:db8::1" },
  { answers: "@ CNAME four.test.\nfour.test. A 192.0.2.4" },
  { answers: "@ CNAME six.test.\nsix.test. AAAA 2001:db8::6" },
  { answers: "@ CNAME x_y.test.\nx_y.test. A 192.0.2.4" },
  { answers: "" },
  { answers: "" },
  { rcode: "NXDOMAIN" },
  { rcode: "NXDOMAIN", answers: "@ CNAME gone.test." },
  { rcode: "SERVFAIL" },
  { rcode: "REFUSED" },
  { rcode: "NOERROR", answers: "@ A 192.0.2.9", tc: true },
  { answers: Array.from({ length: 40 }, (_, last) => `@ A 10.9.0.${last}`).join("\n") },
  { answers: Array.from({ length: 70 }, (_, last) => `@ A 10.9.0.${last}`).join("\n") },
  { answers: "@ A 192.0.2.1", size: 600 },
);
const plainServers: fc.Arbitrary<readonly DnsServer[]> = fc.tuple(
  ...["127.0.0.1", "127.0.0.2", "::1"].map((address) =>
    fc
      .record({ a: plainReply, aaaa: plainReply, searched: plainReply, delayMs: fc.constantFrom(0, 0, 307) })
      .map(
        ({ a, aaaa, searched, delayMs }): DnsServer => ({
          ...{ address, udp: "open", tcp: "open", delayMs, zone: "", missing: "NXDOMAIN" },
          rules: [
            // What is truncated is whole over TCP.
            { when: { name: "h.test.", type: "A", transport: "tcp" }, reply: { answers: "@ A 192.0.2.3" } },
            { when: { name: "h.test.", type: "A" }, reply: a },
            { when: { name: "h.test.", type: "AAAA" }, reply: aaaa },
            { when: { name: "*.a.test." }, reply: searched },
          ],
        }),
      ),
  ),
);
const plainHosts = fc.constantFrom("127.0.0.1 localhost\n", "", "192.0.2.7 other.test\n");

/** Cases that end in what DNS says of one name, and cases of every kind. */
const parts = fc.oneof(
  fc.record({
    files: fc.record({
      ...FILES,
      "/etc/resolv.conf": plainResolvConf.map(fileOfText),
      "/etc/hosts": plainHosts.map(fileOfText),
    }),
    dns: plainServers,
    name: fc.constantFrom("h.test", "h.test.", "h", "h.test..", "foo"),
  }),
  fc.record({ files: fc.record(FILES), dns: timed, name: askedName }),
);

/** Any case. */
export const randomCase: fc.Arbitrary<FuzzCase> = fc
  .record({
    parts,
    env,
    hostname: fc.constantFrom("box", "box", "box.corp.test", "h.test"),
    user: fc.constantFrom(0, 0, 0, 65534),
    network,
    family: fc.constantFrom<Family>("ip", "ip", "ip4", "ip6"),
  })
  .map(({ parts: { files, dns, name: asked }, network: changes, family, ...rest }) => ({
    ...rest,
    dns,
    files: Object.fromEntries(Object.entries(files).map(([path, spec]) => [path, spec ?? ABSENT])),
    host: {
      ...{
        id: "default",
        title: "",
        imitates: "",
        refs: [],
        syscalls: {},
        sysctls: {},
        user: null,
        files: {},
      },
      ...changes,
    },
    lookup: { name: asked, family },
  }));
