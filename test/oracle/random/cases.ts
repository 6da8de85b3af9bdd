/** Random cases of each kind for the comparison with real Go. */
import fc from "fast-check";
import type { DnsServer } from "../../../harness/fixture/dns-server.ts";
import type { FileSpec } from "../../../harness/scenario/scenario.ts";
import { fileOfText } from "../files.ts";
import type { BuildVariant } from "../named-cases.ts";
import type { OracleCase } from "../oracle-case.ts";
import { file, hosts, nsswitch, resolvConf } from "./configuration.ts";
import { damaged } from "./messages.ts";
import { hostName, name } from "./names.ts";
import { SERVERS } from "./places.ts";
import { servers } from "./replies.ts";

export interface RandomCase {
  readonly variant: BuildVariant;
  readonly oracleCase: OracleCase;
}

const PURE: BuildVariant = { cgo: false, tags: [] };

/** Every build that a case may have; each is built once a toolchain. */
const variant = fc.constantFrom<BuildVariant>(
  PURE,
  { cgo: true, tags: [] },
  { cgo: true, tags: [] },
  { cgo: true, tags: ["netgo"] },
  { cgo: true, tags: ["netcgo"] },
  { cgo: false, tags: ["netcgo"] },
  { cgo: false, tags: [], goLine: "1.18" },
  { cgo: false, tags: [], goLine: null },
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

const hostname = fc.constantFrom("box", "box", "box.corp.test", "Box.", "b.", ".x");
const user = fc.constantFrom(0, 0, 0, 65534);

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

/** A file that is not there is not described. */
function present(files: Readonly<Record<string, FileSpec | null>>): Readonly<Record<string, FileSpec>> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, spec]) => (spec === null ? [] : [[path, spec] as const])),
  );
}

/** Everything at once. */
const wholeLookup: fc.Arbitrary<OracleCase> = fc
  .record({
    resolv: file(resolvConf),
    nss: file(nsswitch),
    hosts: file(hosts),
    mdnsAllow: fc.constantFrom<FileSpec | null>(null, null, null, fileOfText("*\n")),
    env,
    hostname,
    user,
    dns: servers,
    flags: callFlags,
    calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  })
  .map(({ resolv, nss, hosts, mdnsAllow, flags, calls, ...rest }) => ({
    ...rest,
    title: "random whole lookup",
    files: present({
      "/etc/resolv.conf": resolv,
      "/etc/nsswitch.conf": nss,
      "/etc/hosts": hosts,
      "/etc/mdns.allow": mdnsAllow,
    }),
    args: [...flags, ...calls],
  }));

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
const configurationFiles: fc.Arbitrary<OracleCase> = fc
  .record({
    resolv: resolvConf,
    nss: nsswitch,
    hosts,
    hostname: fc.constantFrom("box", "box.corp.test"),
    names: fc.uniqueArray(hostName, { minLength: 2, maxLength: 4 }),
  })
  .map(({ resolv, nss, hosts, hostname, names }) => ({
    title: "random configuration files",
    files: {
      "/etc/resolv.conf": fileOfText(resolv),
      "/etc/nsswitch.conf": fileOfText(nss),
      "/etc/hosts": fileOfText(hosts),
    },
    env: { GODEBUG: "netdns=2" },
    hostname,
    user: 0,
    dns: refusing,
    args: names.flatMap((each) => [`host=${each}`, `ipaddr=${each}`]),
  }));

/** Names that some rule of the mode knows, and others. */
const modeName = fc.oneof(
  name,
  fc.constantFrom(
    "h.test",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "localhost.localdomain",
    "box",
    "box.corp.test",
    "x.local",
    "x.Local.",
    "local",
    "gateway",
    "_gateway",
    "_OUTBOUND",
    "a%b",
    "a\\b",
    "x.onion",
  ),
);

/** Lines that distributions install, and others with the sources whose rules look at the name. */
const usualNsswitch = fc.constantFrom(
  "hosts: files dns",
  "hosts: dns files",
  "hosts: files dns myhostname",
  "hosts: myhostname dns files",
  "hosts: dns myhostname",
  "hosts: files mdns4_minimal [NOTFOUND=return] dns",
  "hosts: mdns4_minimal [NOTFOUND=return] dns files",
  "hosts: dns mdns files",
  "hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns",
  "hosts: files resolve",
  "hosts: myhostname",
);

/**
 * Builds, settings, files and names that decide between C and Go and on the order; nothing is found anywhere, and with
 * C only the lines of GODEBUG count.
 */
const modeChoice: fc.Arbitrary<RandomCase> = fc
  .record({
    variant,
    // What C does with other servers would take its time.
    resolv: file(
      fc
        .constantFrom(
          "",
          "search a.test\n",
          "options ndots:2\n",
          "options inet6\n",
          "options edns0 trust-ad\n",
          "options no-reload\n",
          "options use-vc\n",
          "options single-request rotate\n",
          "sortlist 10.0.0.0\n",
          "lookup file bind\n",
          "lookup bind\n",
          "family inet4\n",
          "NAMESERVER 127.0.0.1\n",
          "junk\n",
          "options\n",
        )
        .map((line) => `nameserver 127.0.0.1\n${line}options timeout:1 attempts:1\n`),
    ),
    nss: fc.oneof(
      file(nsswitch),
      usualNsswitch.map((line) => fileOfText(`${line}\n`)),
    ),
    mdnsAllow: fc.constantFrom<FileSpec | null>(
      null,
      null,
      fileOfText("*\n"),
      { kind: "directory", mode: 0o755, owner: 0 },
      { kind: "symlink", target: "nowhere" },
    ),
    env,
    hostname,
    user,
    flags: callFlags,
    names: fc.uniqueArray(modeName, { minLength: 1, maxLength: 5 }),
    verb: fc.constantFrom("host", "host", "ipaddr", "ip4", "cname"),
  })
  .map(({ variant, resolv, nss, mdnsAllow, flags, names, verb, ...rest }) => ({
    variant,
    oracleCase: {
      ...rest,
      title: "random mode choice",
      files: present({
        "/etc/resolv.conf": resolv,
        "/etc/nsswitch.conf": nss,
        "/etc/hosts": fileOfText("127.0.0.1 localhost\n"),
        "/etc/mdns.allow": mdnsAllow,
      }),
      dns: refusing,
      args: [...flags, ...names.map((each) => `${verb}=${each}`)],
    },
  }));

/** Replies of every shape to one name: what Go's parser makes of them. */
const replyMessages: fc.Arbitrary<OracleCase> = fc
  .record({
    rules: fc.array(damaged, { minLength: 1, maxLength: 4 }),
    verb: fc.constantFrom("host", "ip4", "ip6", "cname"),
    tcp: fc.boolean(),
  })
  .map(({ rules, verb, tcp }) => ({
    title: "random reply messages",
    files: {
      "/etc/resolv.conf": fileOfText(
        `nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions timeout:1 attempts:1${tcp ? " use-vc" : ""}\n`,
      ),
      "/etc/hosts": fileOfText("127.0.0.1 localhost\n"),
    },
    env: { GODEBUG: "netdns=2" },
    hostname: "box",
    user: 0,
    dns: refusing.map((server, index) => (index === 0 ? { ...server, rules } : server)),
    args: [`${verb}=h.test`],
  }));

/** Connections instead of lookups, and calls whose context ends while they wait. */
const dialsAndDeadlines: fc.Arbitrary<OracleCase> = fc
  .record({
    whole: wholeLookup,
    // Silence is for calls that have a deadline: without one a case would last half a minute.
    patience: fc.constantFrom<{ readonly deadline: readonly string[]; readonly silent: boolean }>(
      { deadline: [], silent: false },
      { deadline: ["-ctx=1500ms"], silent: false },
      { deadline: ["-ctx=1500ms"], silent: true },
      { deadline: ["-ctx=500ms"], silent: true },
    ),
    verb: fc.constantFrom("tcp", "tcp4", "tcp6", "resolvetcp", "host", "ip"),
    host: fc.constantFrom(
      "h.test",
      "foo",
      "foo.bar.",
      "localhost",
      "h",
      "box",
      "192.0.2.1",
      "127.0.0.1",
      "nx.test",
    ),
    port: fc.constantFrom(9, 53),
  })
  .map(({ whole, patience, verb, host, port }) => ({
    ...whole,
    title: "random dial or deadline",
    dns: patience.silent ? whole.dns.map((server) => ({ ...server, udp: "silent" as const })) : whole.dns,
    args: [
      ...whole.args.filter((arg) => arg.startsWith("-")),
      ...patience.deadline,
      verb === "host" || verb === "ip" ? `${verb}=${host}` : `${verb}=${host}:${port}`,
    ],
  }));

function pure(cases: fc.Arbitrary<OracleCase>): fc.Arbitrary<RandomCase> {
  return cases.map((oracleCase) => ({ variant: PURE, oracleCase }));
}

/** What is compared at random, by name. */
export const KINDS: readonly (readonly [string, fc.Arbitrary<RandomCase>])[] = [
  ["whole lookups", pure(wholeLookup)],
  ["mode choice", modeChoice],
  ["configuration files", pure(configurationFiles)],
  ["reply messages", pure(replyMessages)],
  ["dials and deadlines", pure(dialsAndDeadlines)],
];
