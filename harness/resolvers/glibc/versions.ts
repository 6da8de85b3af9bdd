/**
 * What changed in glibc's resolver, and when: THE table. Every other file asks for a feature by name and never for a
 * version number. A version number alone does not name a resolver: distributions take changes of later releases back.
 * So a row says, beside the upstream release, which release branches and which builds of a distribution have it.
 */

/** A glibc: "2.17" with "196.el7", "2.28" with "151.el8", "2.36" alone. */
export interface GlibcBuild {
  /** Upstream release, "2.36". */
  readonly version: string;
  /**
   * The distribution's build ("196.el7_4.2", "9+deb12u14"); "upstream" for the release as it was published, without
   * what its branch got later; null for the branch's tip, which is what Debian ships.
   */
  readonly release: string | null;
}

interface Change {
  /** First upstream release that behaves so. */
  readonly since: string;
  /** Older releases whose branch got it later. */
  readonly branches?: readonly string[];
  /** First build N of 2.17-N.el7 that has it; absent: none. */
  readonly el7?: number;
  /** First build N of 2.28-N.el8 that has it; absent: none, unless the release or its branch has it. */
  readonly el8?: number;
  /** Upstream's; absent: a patch of Debian's own, which releases as others build them do not have. */
  readonly commit?: string;
  /** Where it is done. */
  readonly file: string;
  readonly what: string;
}

/** Builds of those who take Debian's patches. */
const DEBIAN_BUILD = /deb|ubuntu/;

/** RHEL 7.5 took the resolver of glibc 2.26 and its branch over as a whole (build 202). */
const REBASE = 202;
/** RHEL 7.7's checks of names (builds 274 and 275). */
const NAME_CHECKS = 274;
/** Branches that got the fixes of July 2024. */
const STABLE_2024 = ["2.34", "2.35", "2.36", "2.37", "2.38", "2.39", "2.40"] as const;
/** Branches that got nss_dns anew. */
const NEW_PARSER = ["2.34", "2.35", "2.36"] as const;

export const CHANGES = {
  // resolv.conf, and when it is read.
  unlimitedSearchList: {
    since: "2.26",
    el7: REBASE,
    commit: "3f853f22c8",
    file: "resolv/res_init.c",
    what: "lines and search lists of any length; before, 6 domains in 256 bytes, the rest cut off even inside a name",
  },
  noEmptySearchEntry: {
    since: "2.26",
    el7: REBASE,
    commit: "3f853f22c8",
    file: "resolv/res_init.c",
    what: "without any domain the search list is empty; before, it had one empty entry, and a name was asked twice",
  },
  skipsLeadingDot: {
    since: "2.21",
    el7: REBASE,
    commit: "b59d114bd1",
    file: "resolv/res_query.c",
    what: 'the leading dot of a search domain is left out, so "search ." works',
  },
  keepsTrailingDot: {
    since: "2.21",
    el7: REBASE,
    commit: "f3d945d5f2",
    file: "resolv/res_query.c",
    what: 'a name\'s final dot stays, so "x.." is invalid; before, it was taken off and "x." asked',
  },
  reloadsResolvConf: {
    since: "2.26",
    el7: REBASE,
    commit: "aef16cc8a4",
    file: "resolv/resolv_conf.c",
    what: "resolv.conf is read again when it has changed; before, once per thread",
  },
  refusesUnreadableConf: {
    since: "2.26",
    el7: REBASE,
    commit: "ea4924ce5b",
    file: "resolv/res_init.c",
    what: "a resolv.conf that cannot be read (a directory, EIO, EMFILE) fails the lookup; before, it counted as absent",
  },
  strictNumbers: {
    since: "2.29",
    branches: ["2.28"],
    el7: NAME_CHECKS,
    commit: "108bc4049f",
    file: "resolv/inet_addr.c",
    what: "nothing may follow an IPv4 address (CVE-2016-10739); before, white space and anything behind it",
  },
  laxScopeIds: {
    since: "2.25",
    el7: REBASE,
    commit: "80d8cb91de",
    file: "inet/inet6_scopeid_pton.c",
    what: "a scope id is an interface's name for link-local addresses, else a decimal number without sign",
  },
  loadsByOpenat: {
    since: "2.26",
    commit: "b41152d716",
    file: "sysdeps/unix/sysv/linux/open.c",
    what: "a service's library is opened with openat(2); before, with open(2)",
  },
  opensByOpenat: {
    since: "2.27",
    commit: "c22845744c",
    file: "sysdeps/unix/sysv/linux/not-cancel.h",
    what: "configuration files are opened with openat(2); before, with open(2)",
  },
  servicesBuiltIn: {
    since: "2.34",
    commit: "e1fcf21474",
    file: "nss/Makefile",
    what: "the services files and dns are parts of libc; before, libraries that are opened and read",
  },
  fewHexDigits: {
    since: "2.26",
    commit: "9a0cc8c1bd",
    file: "resolv/inet_pton.c",
    what: "a group of an IPv6 address has four digits at most; before, as many leading zeros as one likes",
  },
  trustAd: {
    since: "2.31",
    commit: "446997ff14",
    file: "resolv/res_init.c",
    what: "option trust-ad: queries have AD set, replies keep it",
  },
  noAaaa: {
    since: "2.36",
    commit: "f282cdbe7f",
    file: "resolv/res_init.c",
    what: "option no-aaaa: AAAA is not asked",
  },
  noAaaaAnyLength: {
    since: "2.39",
    branches: ["2.36", "2.37", "2.38"],
    commit: "bd77dd7e73",
    file: "resolv/nss_dns/dns-host.c",
    what: "with no-aaaa a reply of over 2048 bytes is read whole (CVE-2023-4527)",
  },
  clearsOptions: {
    since: "2.41",
    commit: "95f61610f3",
    file: "resolv/res_init.c",
    what: 'a "-" before an option turns it off; before, such a word did nothing',
  },
  strictError: {
    since: "2.41",
    commit: "765325951a",
    file: "resolv/res_send.c",
    what: "option strict-error: an error of one family leads to the next server",
  },
  inet6Option: {
    since: "2.17",
    commit: "3f8b44be0a",
    file: "resolv/res_init.c",
    what: "option inet6 is known and bears on gethostbyname only (gone in 2.30)",
  },

  fstatByPath: {
    since: "2.33",
    commit: "04986243d1",
    file: "sysdeps/unix/sysv/linux/fstat64.c",
    what: "fstat is newfstatat: without it no file can be read, and not even the loader starts a program",
  },
  fstatAgain: {
    since: "2.39",
    commit: "551101e824",
    file: "sysdeps/unix/sysv/linux/fstatat64.c",
    what: "fstat is a call of its own again",
  },

  // Asking.
  rotateStartsRandom: {
    since: "2.26",
    el7: REBASE,
    commit: "5b757a51b5",
    file: "resolv/res_send.c",
    what: "rotate begins with a random server; before, every process began with the second one",
  },
  smallEdns: {
    since: "2.26",
    el7: REBASE,
    commit: "e14a27723c",
    file: "resolv/res_mkquery.c",
    what: "an OPT record says 1200 bytes; before, what the buffer had room for",
  },
  noEdnsFallback: {
    since: "2.26",
    el7: REBASE,
    commit: "44500cbb25",
    file: "resolv/res_send.c",
    what: "FORMERR to a query with an OPT record is final; before, the next query went without it",
  },
  survivesHalfFailure: {
    since: "2.20",
    el7: 60,
    commit: "16b293a7a6",
    file: "resolv/res_query.c",
    what: "when one of A and AAAA fails, the other's answer counts (BZ#14308); before, only if it came first",
  },
  separateSecondBuffer: {
    since: "2.23",
    el7: 106,
    commit: "e9db92d3ac",
    file: "resolv/res_send.c",
    what: "the second answer has a buffer of its own (CVE-2015-7547); before, it shared the first one's",
  },
  scratchBuffer: {
    since: "2.24",
    el7: REBASE,
    commit: "cd065b6843",
    file: "sysdeps/posix/getaddrinfo.c",
    what: "results begin in a buffer of 1024 bytes; before, there was room for one more address",
  },
  matchesPairExactly: {
    since: "2.33",
    branches: ["2.32"],
    commit: "f1f00c0721",
    file: "resolv/res_send.c",
    what: "a reply must match id and question of the same query; before, the id of one and the question of the other did",
  },
  icmpErrors: {
    since: "2.30",
    el7: 295,
    el8: 63,
    commit: "08504de718",
    file: "resolv/res_send.c",
    what: "setsockopt(IP_RECVERR) asks for all ICMP errors, and a refusal of it fails the lookup",
  },
  needsSendmmsg: {
    since: "2.26",
    commit: "c030f70c87",
    file: "resolv/res_send.c",
    what: "built for kernels that have sendmmsg: without it no server can be asked; before, two sends took its place",
  },
  singleRequestPerLookup: {
    since: "2.40",
    branches: ["2.34", "2.35", "2.36", "2.37", "2.38", "2.39"],
    commit: "868ab8923a",
    file: "resolv/res_send.c",
    what: "asking one after the other, once taken up after a lost reply, ends when resolv.conf is read again",
  },
  shortErrorReplies: {
    since: "2.41",
    branches: STABLE_2024,
    commit: "691a3b2e9b",
    file: "resolv/res_send.c",
    what: "an error reply that is a header only is taken; before, it was ignored and waited on",
  },
  noWaitForUnsent: {
    since: "2.41",
    branches: STABLE_2024,
    commit: "af625987d6",
    file: "resolv/res_send.c",
    what: "asking one after the other, an error to the first query does not wait for a reply to the second, unsent one",
  },

  // Names.
  plainHostNames: {
    since: "2.27",
    el7: NAME_CHECKS,
    commit: "c0a25aa92b",
    file: "resolv/res-name-checking.c",
    what: "labels may begin and end with - and _; only a name must not begin with -",
  },
  checksQueryName: {
    since: "2.29",
    branches: ["2.28"],
    el7: NAME_CHECKS,
    commit: "6ca53a2453",
    file: "resolv/nss_dns/dns-host.c",
    what: "a name that is no host name is not asked for; before, it was asked for and the answer refused",
  },
  rejectsTrailingBackslash: {
    since: "2.27",
    el7: NAME_CHECKS,
    commit: "9e0ad3049d",
    file: "resolv/ns_name_pton.c",
    what: "a name that ends in a backslash is invalid",
  },
  keepsRootName: {
    since: "2.30",
    commit: "e3f454bac0",
    file: "resolv/nss_dns/dns-host.c",
    what: 'the root is called "."; before, it had no name',
  },

  // Answers.
  checksRdataLength: {
    since: "2.24",
    el7: REBASE,
    commit: "f749498fa5",
    file: "resolv/nss_dns/dns-host.c",
    what: "a record whose data do not fit its type or the message ends the reading of an answer",
  },
  retriesForSecondAnswer: {
    since: "2.23",
    el7: 78,
    commit: "e9db92d3ac",
    file: "resolv/nss_dns/dns-host.c",
    what: "a second answer that does not fit makes the lookup repeat; before, its rest was lost",
  },
  strictAnswers: {
    since: "2.37",
    branches: NEW_PARSER,
    commit: "1d495912a7",
    file: "resolv/nss_dns/dns-host.c",
    what: "only records that belong to the name or its CNAMEs, in order, count; before, those of any owner did",
  },
  alignsAddresses: {
    since: "2.30",
    commit: "5c23c82195",
    file: "resolv/nss_dns/dns-host.c",
    what: "addresses of one family begin at the next multiple of four; before, one to four bytes were left out",
  },
  canonicalNameForIpv4: {
    since: "2.19",
    el7: 78,
    commit: "5a4c6d53f5",
    file: "sysdeps/posix/getaddrinfo.c",
    what: "IPv4 lookups with AI_CANONNAME ask the services for the name; before, they went through gethostbyname2",
  },

  // Services.
  systemErrorOnlyIfInternal: {
    since: "2.18",
    el7: 55,
    commit: "3d04f5db20",
    file: "sysdeps/posix/getaddrinfo.c",
    what: "EAI_SYSTEM only for internal errors; before, for every service that is not available",
  },
  againForBothFamilies: {
    since: "2.20",
    el7: 89,
    commit: "cf26a0cb6a",
    file: "sysdeps/posix/getaddrinfo.c",
    what: "EAI_AGAIN when A and AAAA found no server; before, EAI_NONAME",
  },
  errnoOfServices: {
    since: "2.27",
    branches: ["2.26"],
    el7: REBASE,
    commit: "924b121c59",
    file: "sysdeps/posix/getaddrinfo.c",
    what: "services report into errno and h_errno: EAI_NODATA for one family, EAI_SYSTEM for a missing last service",
  },
  readErrorsOfHosts: {
    since: "2.28",
    commit: "916124ed84",
    file: "nss/nss_files/files-XXX.c",
    what: "a hosts file that cannot be read is UNAVAIL; before, it counted as empty",
  },
  missingHostsFindsNothing: {
    since: "2.31",
    file: "nss/nss_files/files-hosts.c",
    what: "Debian's: where the hosts file cannot be opened the name is not found; elsewhere it is one without addresses",
  },
  reloadsNsswitch: {
    since: "2.33",
    commit: "f8847d83e1",
    file: "nss/nss_database.c",
    what: 'nsswitch.conf is read again when it changes; "#" begins a comment at a line\'s start only; a syntax error fails every lookup',
  },
  filesFirst: {
    since: "2.35",
    branches: ["2.34"],
    commit: "b99b0f93ee",
    file: "nss/nss_database.c",
    what: 'without a hosts line: "files dns"; before, "dns [!UNAVAIL=return] files"',
  },
  freshStartPerService: {
    since: "2.36",
    branches: ["2.34", "2.35"],
    commit: "1c37b8022e",
    file: "nss/getaddrinfo.c",
    what: "continue discards what an earlier service found, merge fails; before, both added to it",
  },
} as const satisfies Readonly<Record<string, Change>>;

export type FeatureName = keyof typeof CHANGES;
/** Which behaviours a build has. */
export type Features = Readonly<Record<FeatureName, boolean>>;

/** Upstream releases that the table covers. */
export const OLDEST_MINOR = 17;
export const NEWEST_MINOR = 43;

const featuresByBuild = new Map<string, Features>();

/** Whether the table covers an upstream release such as "2.36". */
export function isKnownGlibc(version: string): boolean {
  const minor = minorOf(version);
  return minor !== null && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR;
}

/** Which behaviours a build has. Throws RangeError for a version that the table does not cover. */
export function featuresOf(build: GlibcBuild): Features {
  const key = `${build.version}-${build.release ?? ""}`;
  const known = featuresByBuild.get(key);
  if (known !== undefined) return known;
  if (!isKnownGlibc(build.version)) {
    throw new RangeError(
      `glibc version ${JSON.stringify(build.version)}: expected 2.${OLDEST_MINOR} to 2.${NEWEST_MINOR}`,
    );
  }
  const entries = Object.entries<Change>(CHANGES).map(([name, change]) => [name, applies(change, build)]);
  // fromEntries forgets that the keys are exactly those of CHANGES.
  const features = Object.freeze(Object.fromEntries(entries)) as Features;
  featuresByBuild.set(key, features);
  return features;
}

function applies(change: Change, { version, release }: GlibcBuild): boolean {
  const { since, branches = [], el7, el8, commit } = change;
  if (commit === undefined && release !== null && !DEBIAN_BUILD.test(release)) return false;
  if ((minorOf(since) ?? 0) <= (minorOf(version) ?? 0)) return true;
  const build = /^([0-9]+)(?:\.[0-9]+)*\.el([78])/.exec(release ?? "");
  if (build?.[2] === "7") return el7 !== undefined && Number(build[1]) >= el7;
  if (build?.[2] === "8" && el8 !== undefined && Number(build[1]) >= el8) return true;
  return release !== "upstream" && branches.includes(version);
}

function minorOf(version: string): number | null {
  const digits = /^2\.([0-9]{1,3})$/.exec(version)?.[1];
  return digits === undefined ? null : Number(digits);
}
