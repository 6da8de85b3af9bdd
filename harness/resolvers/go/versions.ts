/**
 * What changed in Go's resolver, and when: THE table. Every other file asks for a feature by name and never for a
 * version number. File names are those of golang/go; `since` and `until` name the first release of each branch that
 * has, or no longer has, the behaviour.
 */

/** A release: `patch` is Infinity where only "1.24" was said. */
export interface GoVersion {
  readonly minor: number;
  readonly patch: number;
}

interface Change {
  /** First release that behaves so, one per branch that got it; absent: always did. */
  readonly since?: readonly string[];
  /** First release that no longer behaves so, one per branch; absent: still does. */
  readonly until?: readonly string[];
  /** Where upstream does it. */
  readonly file: string;
  readonly what: string;
}

/** Oldest and newest minor release that the table covers: raise the newest when every change of a release has its row. */
export const OLDEST_MINOR = 11;
export const NEWEST_MINOR = 27;

export const CHANGES = {
  // Choosing between cgo and Go, and the order of files and DNS.
  filesFirstWithoutNsswitch: {
    since: ["1.16"],
    file: "src/net/conf.go",
    what: "no nsswitch.conf, or no hosts line in it: files before dns (golang/go#35305); before, dns came first",
  },
  liveOrder: {
    since: ["1.20"],
    file: "src/net/conf.go",
    what: "the order follows the present resolv.conf and nsswitch.conf instead of those of the first lookup",
  },
  pureOrderFollowsNsswitch: {
    since: ["1.21"],
    file: "src/net/conf.go",
    what: "without cgo the order follows nsswitch.conf whatever else is odd; before, anything odd meant files,dns",
  },
  underscoreGateway: {
    since: ["1.20"],
    file: "src/net/conf.go",
    what: "myhostname answers for _gateway and _outbound; before, for gateway",
  },
  localNeedsMdnsSource: {
    since: ["1.23"],
    file: "src/net/conf.go",
    what: ".local names go to cgo only if nsswitch.conf lists an mdns source (golang/go#63978); before, always",
  },
  printsConfVal: {
    since: ["1.19"],
    file: "src/net/conf.go",
    what: "GODEBUG=netdns=2 prints confVal.netCgo and confVal.netGo",
  },
  tellsIgnoredNetdns: {
    since: ["1.24"],
    file: "src/net/conf.go",
    what: "GODEBUG=netdns=1 tells of a mode that is unknown or that the binary cannot follow",
  },

  // resolv.conf and nsswitch.conf.
  knowsSequentialAndTcpOptions: {
    since: ["1.13"],
    file: "src/net/dnsconfig_unix.go",
    what: "options single-request, single-request-reopen, use-vc, usevc and tcp are known",
  },
  knowsResolvedOptions: {
    since: ["1.20"],
    file: "src/net/dnsconfig_unix.go",
    what: "options edns0, trust-ad and no-reload are known (golang/go#51152)",
  },
  dropsSearchDot: {
    since: ["1.20"],
    file: "src/net/dnsconfig_unix.go",
    what: 'an entry "." of a search line is dropped (golang/go#54124)',
  },
  rechecksDefaultServers: {
    since: ["1.27"],
    file: "src/net/dnsclient_unix.go",
    what: "resolv.conf is looked at before every lookup while the built-in default servers are in use",
  },
  readsNsswitchByLine: {
    since: ["1.20"],
    file: "src/net/nss.go",
    what: "nsswitch.conf is read line by line: a directory reads as empty, a line above 64 KiB ends it",
  },

  // Names and literal addresses.
  hyphenIsNotNumeric: {
    since: ["1.12"],
    file: "src/net/dnsclient.go",
    what: 'a name of digits, dots and hyphens ("1-2") is a domain name',
  },
  rootIsDomainName: {
    since: ["1.18"],
    file: "src/net/dnsclient.go",
    what: 'the name "." is allowed (golang/go#45715)',
  },
  asksLongestRootedName: {
    since: ["1.20"],
    file: "src/net/dnsclient_unix.go",
    what: "a rooted name of 254 bytes is asked; before, it had no candidate and no error",
  },
  onionPerCandidate: {
    since: ["1.22"],
    file: "src/net/dnsclient_unix.go",
    what: ".onion is kept out of DNS per candidate name instead of for the whole lookup",
  },
  strictOctets: {
    since: ["1.17"],
    file: "src/net/ip.go",
    what: "an IPv4 octet with a leading zero is no address (golang/go#30999)",
  },
  netipLiterals: {
    since: ["1.21"],
    file: "src/net/netip/netip.go",
    what: "literals are those of net/netip: an empty zone is refused, the zone begins at the first percent sign",
  },
  fourDigitGroups: {
    since: ["1.23"],
    file: "src/net/netip/netip.go",
    what: "an IPv6 group of more than four digits is no address",
  },

  // The hosts file.
  noticesRemovedHosts: {
    since: ["1.21"],
    file: "src/net/hosts.go",
    what: "a hosts file that vanished or became unreadable counts as empty; before, its old content stayed",
  },
  keepsCanonicalHost: {
    since: ["1.20"],
    file: "src/net/hosts.go",
    what: "LookupCNAME of a name of the hosts file gives the first name of its line",
  },
  filesMissIsError: {
    since: ["1.20"],
    file: "src/net/dnsclient_unix.go",
    what: 'order "files" without a hit is "no such host"; before, an empty list without an error',
  },

  // Questions and replies.
  asksOneFamily: {
    since: ["1.17"],
    file: "src/net/dnsclient_unix.go",
    what: 'networks that end in "4" ask only A, those in "6" only AAAA; before, both, filtered later',
  },
  asksCname: {
    since: ["1.20"],
    file: "src/net/dnsclient_unix.go",
    what: "LookupCNAME also asks for CNAME and needs no address",
  },
  edns0: {
    since: ["1.19"],
    file: "src/net/dnsclient_unix.go",
    what: "every query carries an OPT record of size 1232 (golang/go#51153)",
  },
  netedns0Setting: {
    since: ["1.21.12", "1.22.5"],
    file: "src/internal/godebugs/table.go",
    what: "GODEBUG=netedns0=0 leaves the OPT record out; the default where go.mod says go < 1.19",
  },
  largeUdpBuffer: {
    since: ["1.18"],
    file: "src/net/dnsclient_unix.go",
    what: "replies of up to 1232 bytes are read over UDP; before, 512",
  },
  extendedRcode: {
    since: ["1.22"],
    file: "src/net/dnsclient_unix.go",
    what: "the OPT record's upper bits belong to the response code",
  },
  hangsOnBrokenAdditional: {
    since: ["1.22"],
    until: ["1.22.3"],
    file: "src/net/dnsclient_unix.go",
    what: "an additional record cut short makes the lookup spin forever (CVE-2024-24788)",
  },
  lameNeedsNoAdditional: {
    since: ["1.23"],
    file: "src/net/dnsclient_unix.go",
    what: "an empty reply with AA and RA clear is a lame referral only if it has no additional record",
  },
  takesTruncatedTcp: {
    since: ["1.23"],
    file: "src/net/dnsclient_unix.go",
    what: "a TCP reply with TC set is used (golang/go#64896)",
  },
  saysUnmarshal: {
    since: ["1.22"],
    file: "src/net/dnsclient_unix.go",
    what: 'broken answers are "cannot unmarshal DNS message"; before, "cannot marshal DNS message"',
  },
  refusesDotsInLabels: {
    since: ["1.21"],
    file: "src/vendor/golang.org/x/net/dns/dnsmessage/message.go",
    what: "a label with a dot in it, or a name of 255 characters, does not parse (golang/go#56246)",
  },

  // Errors.
  hasIsNotFound: {
    since: ["1.13"],
    file: "src/net/net.go",
    what: "DNSError.IsNotFound exists",
  },
  contextErrorsAreDnsErrors: {
    since: ["1.18"],
    file: "src/net/lookup.go",
    what: 'LookupIPAddr wraps a context\'s end: "lookup NAME: i/o timeout"; before, bare "i/o timeout"',
  },
  refusesEmptyLookupIP: {
    since: ["1.20"],
    file: "src/net/lookup.go",
    what: 'LookupIP of "" is "no such host"; before, one nil address',
  },
  validatesCname: {
    since: ["1.15.13", "1.16.5"],
    file: "src/net/lookup.go",
    what: "LookupCNAME refuses a canonical name that is no domain name",
  },
  filtersInvalidRecords: {
    since: ["1.15.14", "1.16.6"],
    file: "src/net/lookup.go",
    what: 'that refusal reads "DNS response contained records which contain invalid names"',
  },

  // Address order.
  probesPort53: {
    since: ["1.23"],
    file: "src/net/addrselect.go",
    what: "the source address of a destination is found towards port 53; before, 9",
  },
  mappedLoopbackIsGlobal: {
    since: ["1.21"],
    until: ["1.21.11", "1.22.4"],
    file: "src/net/netip/netip.go",
    what: "::ffff:127.0.0.1 and ::ffff:169.254.0.0/112 have global scope (CVE-2024-24790)",
  },

  // The cgo path.
  cgoPassesFamily: {
    since: ["1.12"],
    file: "src/net/cgo_unix.go",
    what: 'networks that end in "4" or "6" pass AF_INET or AF_INET6 to getaddrinfo; before, AF_UNSPEC',
  },
  againIsTemporary: {
    since: ["1.13"],
    file: "src/net/cgo_unix.go",
    what: "EAI_AGAIN sets DNSError.IsTemporary",
  },
  nodataIsNotFound: {
    since: ["1.21"],
    file: "src/net/cgo_unix.go",
    what: 'EAI_NODATA is "no such host"; before, gai_strerror\'s text',
  },
  errnoSetsFlags: {
    since: ["1.23"],
    file: "src/net/cgo_unix.go",
    what: "the errno behind EAI_SYSTEM sets the timeout and temporary flags",
  },
  refusesNulInName: {
    since: ["1.21"],
    file: "src/net/cgo_unix.go",
    what: 'a NUL in the name is "invalid argument"; before, C saw the name up to it',
  },
  cgoKeepsToItself: {
    since: ["1.21"],
    file: "src/net/lookup_unix.go",
    what: "a context that ends during getaddrinfo ends the lookup; before, the Go resolver was tried",
  },
  cgoContextErrorsAreDnsErrors: {
    since: ["1.23"],
    file: "src/net/cgo_unix.go",
    what: 'LookupHost wraps a context\'s end during getaddrinfo; before, bare "i/o timeout"',
  },
  cnameBySearch: {
    since: ["1.20"],
    file: "src/net/cgo_unix.go",
    what: "LookupCNAME calls res_search and asks by itself if that fails; before, getaddrinfo's canonical name",
  },

  // GODEBUG.
  lastSettingWins: {
    since: ["1.20"],
    file: "src/internal/godebug/godebug.go",
    what: "of several settings of one name in GODEBUG the last counts; before, the first",
  },
  bisectSettings: {
    since: ["1.21"],
    file: "src/internal/godebug/godebug.go",
    what: 'what follows "#" in a setting is not part of its value',
  },
} as const satisfies Readonly<Record<string, Change>>;

export type FeatureName = keyof typeof CHANGES;
/** Which behaviours a release has. */
export type Features = Readonly<Record<FeatureName, boolean>>;

const featuresByVersion = new Map<string, Features>();

/** A version such as "1.24" or "1.22.5"; null for anything else and for releases that the table does not cover. */
export function parseGoVersion(text: string): GoVersion | null {
  const match = /^1\.([0-9]{1,3})(?:\.([0-9]{1,3}))?$/.exec(text);
  if (match === null) return null;
  const minor = Number(match[1]);
  if (minor < OLDEST_MINOR || minor > NEWEST_MINOR) return null;
  return { minor, patch: match[2] === undefined ? Number.POSITIVE_INFINITY : Number(match[2]) };
}

/** Which behaviours a build's release has. Throws RangeError for a version that parseGoVersion refuses. */
export function featuresOf({ version }: { readonly version: string }): Features {
  const known = featuresByVersion.get(version);
  if (known !== undefined) return known;
  const parsed = parseGoVersion(version);
  if (parsed === null) {
    throw new RangeError(
      `Go version ${JSON.stringify(version)}: expected 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}, or a patch release of one`,
    );
  }
  const entries = Object.entries<Change>(CHANGES).map(([name, change]) => [name, applies(change, parsed)]);
  // fromEntries forgets that the keys are exactly those of CHANGES.
  const features = Object.freeze(Object.fromEntries(entries)) as Features;
  featuresByVersion.set(version, features);
  return features;
}

function applies({ since, until }: Change, version: GoVersion): boolean {
  return (
    (since === undefined || reached(since, version)) && !(until !== undefined && reached(until, version))
  );
}

function reached(releases: readonly string[], { minor, patch }: GoVersion): boolean {
  const parsed = releases.map((text) => {
    const [, releaseMinor = "", releasePatch = "0"] = text.split(".");
    return { minor: Number(releaseMinor), patch: Number(releasePatch) };
  });
  const sameBranch = parsed.find((release) => release.minor === minor);
  if (sameBranch !== undefined) return patch >= sameBranch.patch;
  return parsed.some((release) => release.minor < minor);
}
