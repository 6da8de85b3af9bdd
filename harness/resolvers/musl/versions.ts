/**
 * What changed in musl's resolver, and when: THE table. Every other file asks for a feature by name and never for a
 * version. `since` is the first release that has the behaviour, `until` the first that no longer has it; the commit is
 * upstream's (git.musl-libc.org) and its day decides for snapshots such as 1.2.4_git20230717.
 */
import { compareReleases, compareVersions, type Release } from "../version-order.ts";

interface Change {
  readonly since?: string;
  readonly until?: string;
  /** Packages of Alpine that took the change before a release had it: these and later ones of their versions. */
  readonly backports?: readonly Release[];
  readonly commit: string;
  /** Day of the commit, YYYYMMDD. */
  readonly day: string;
  readonly file: string;
  readonly what: string;
}

export const OLDEST: Release = { version: "1.1.13", release: null };

/** Packages of Alpine that were seen to have changes of later releases; null: all packages of that version. */
const ALPINE_3_6: Release = { version: "1.1.16", release: "r15" };
const ALPINE_3_9: Release = { version: "1.1.20", release: "r5" };
const ALPINE_3_18: Release = { version: "1.2.4", release: "r2" };
const ALPINE_3_19: Release = { version: "1.2.4_git20230717", release: null };

export const CHANGES = {
  // Files.
  readsByReadv: {
    until: "1.1.20",
    commit: "e7eeeb9f",
    day: "20180224",
    file: "src/stdio/__stdio_read.c",
    what: "files are read through readv with an empty first buffer; since, through read",
  },
  readsAttempts: {
    since: "1.1.17",
    backports: [ALPINE_3_6],
    commit: "1a7fa5e5",
    day: "20170421",
    file: "src/network/resolvconf.c",
    what: "options attempts:N is read; before, its number was looked for in the wrong place and never found",
  },
  hostsOfOtherFamily: {
    since: "1.1.15",
    commit: "6d70c08a",
    day: "20160302",
    file: "src/network/lookup_name.c",
    what: "lines of the other family in /etc/hosts give no address; before, each gave an entry that nobody had written",
  },
  firstHostsNameIsCanonical: {
    since: "1.2.2",
    commit: "20c6d83f",
    day: "20200804",
    file: "src/network/lookup_name.c",
    what: "the first line of /etc/hosts gives the canonical name; before, the last one",
  },
  otherFamilyNamesHosts: {
    since: "1.2.2",
    commit: "f1198ea3",
    day: "20200805",
    file: "src/network/lookup_name.c",
    what: "a line of the other family in /etc/hosts gives the canonical name too",
  },

  // Names.
  refusesImpossibleNames: {
    since: "1.1.15",
    commit: "04bced40",
    day: "20160629",
    file: "src/network/lookup_name.c",
    what: "a name that fits no query (a label of 0 or over 63 bytes) is EAI_NONAME; before, nothing was sent and the timeout waited for",
  },
  passesOverImpossibleNames: {
    since: "1.2.4",
    commit: "1e7fb12f",
    day: "20220919",
    file: "src/network/lookup_name.c",
    what: "a name that fits no query counts as not found, so that the search goes on",
  },
  refusesFinalDots: {
    since: "1.1.20",
    commit: "63e2e40e",
    day: "20180626",
    file: "src/network/lookup_name.c",
    what: 'a final dot is left out of the canonical name; two of them, and the name ".", are EAI_NONAME',
  },
  queriesRefuseFinalDots: {
    since: "1.2.4",
    commit: "001c1afb",
    day: "20220919",
    file: "src/network/res_mkquery.c",
    what: "a name that ends in two dots fits no query; before, the query was malformed",
  },
  knowsNoData: {
    since: "1.2.4",
    commit: "85050ac5",
    day: "20220920",
    file: "src/network/lookup_name.c",
    what: "a name without addresses of the wanted family is EAI_NODATA; before, EAI_NONAME",
  },

  asksWithoutIpv6: {
    since: "1.2.4",
    commit: "d8fddb96",
    day: "20220824",
    file: "src/network/res_msend.c",
    what: "on a machine without IPv6 sockets the servers of IPv4 are asked though others are of IPv6; before, EAI_SYSTEM",
  },

  // Replies.
  judgesEachReply: {
    since: "1.2.1",
    commit: "5cf1ac24",
    day: "20200519",
    file: "src/network/lookup_name.c",
    what: "A and AAAA must both be answered; before, addresses of either were enough, and without any the reply to the first question decided",
  },
  triesTcp: {
    since: "1.2.4",
    commit: "51d4669f",
    day: "20220922",
    file: "src/network/res_msend.c",
    what: "a truncated reply is asked for again over TCP; before, what it held was taken",
  },
  buffer768: {
    since: "1.2.4",
    commit: "8c408937",
    day: "20221019",
    file: "src/network/lookup_name.c",
    what: "replies of up to 768 bytes are held; before, 512, and what was larger was cut off",
  },
  buffer4800: {
    since: "1.2.5",
    backports: [ALPINE_3_18, ALPINE_3_19],
    commit: "a4ecaf89",
    day: "20230704",
    file: "src/network/lookup_name.c",
    what: "replies of up to 4800 bytes are held",
  },
  takesFarPointers: {
    since: "1.2.5",
    backports: [ALPINE_3_18, ALPINE_3_19],
    commit: "83b858f8",
    day: "20230717",
    file: "src/network/dns_parse.c",
    what: "a compression pointer may point beyond byte 511; before, the reply ended at such a record",
  },
  takesManyRecords: {
    since: "1.2.5",
    backports: [ALPINE_3_18, ALPINE_3_19],
    commit: "8c086e76",
    day: "20231106",
    file: "src/network/dns_parse.c",
    what: "questions and answers together may be more than 64; before, such a reply held nothing",
  },
  checksRecordEnds: {
    since: "1.2.4",
    commit: "12590c8b",
    day: "20230227",
    file: "src/network/dns_parse.c",
    what: "a record must lie inside the reply as a whole; before, its data could begin up to 10 bytes before the end",
  },
  expandsToReplyEnd: {
    since: "1.2.4",
    commit: "9b132e55",
    day: "20230227",
    file: "src/network/lookup_name.c",
    what: "a CNAME is read up to the end of the reply; before, within its first 512 bytes",
  },
  takesAskedTypeOnly: {
    since: "1.2.4",
    commit: "41603c77",
    day: "20221019",
    file: "src/network/lookup_name.c",
    what: "the reply to A gives IPv4 addresses only, the one to AAAA IPv6 addresses only; before, either gave both",
  },
  keepsFirstAddresses: {
    since: "1.2.4",
    commit: "0a7b4323",
    day: "20221019",
    file: "src/network/lookup_name.c",
    what: "more than 48 addresses do not end the reading of a reply, whose CNAME may come later",
  },
  readsAaaaFirst: {
    since: "1.2.4",
    commit: "63402be2",
    day: "20221019",
    file: "src/network/lookup_name.c",
    what: "the reply to AAAA is read before the one to A: IPv6 addresses come first where sorting does not decide",
  },

  // Order and hints.
  leavesIpv4Alone: {
    since: "1.1.17",
    commit: "1ca59755",
    day: "20170411",
    file: "src/network/lookup_name.c",
    what: "addresses of IPv4 only keep their order; before, they were sorted by RFC 6724 like others",
  },
  probesIpv4Itself: {
    since: "1.1.20",
    commit: "4f35eb75",
    day: "20180711",
    file: "src/network/lookup_name.c",
    what: "sorting looks for a way to IPv4 addresses through IPv4 sockets; before, through IPv6 sockets",
  },
  knowsAddrconfig: {
    since: "1.1.20",
    commit: "187bcc3b",
    day: "20180714",
    file: "src/network/getaddrinfo.c",
    what: "AI_ADDRCONFIG leaves out a family without a loopback address; before, it did nothing",
  },
  addrconfigWithoutAddress: {
    since: "1.1.21",
    backports: [ALPINE_3_9],
    commit: "f381c118",
    day: "20180919",
    file: "src/network/getaddrinfo.c",
    what: "AI_ADDRCONFIG takes a loopback without address or route for no family; before, for EAI_SYSTEM",
  },
} as const satisfies Readonly<Record<string, Change>>;

export type Feature = keyof typeof CHANGES;

/** Which of the behaviours a version has. */
export type Features = Readonly<Record<Feature, boolean>>;

const known = new Map<string, Features>();

/** What a version does. A release of 1.1.13 or later, or a snapshot "1.2.4_git20230717". */
export function featuresOf({ version, release }: Release): Features {
  const key = `${version} ${release ?? ""}`;
  const found = known.get(key) ?? compute({ version, release });
  known.set(key, found);
  return found;
}

/** Whether the model knows so old a version. */
export function isModelled(release: Release): boolean {
  return compareReleases(release, OLDEST) >= 0;
}

function compute(release: Release): Features {
  const has = ({ since, until, backports = [], day }: Change) =>
    (since === undefined ||
      reaches(release, since, day) ||
      backports.some((backport) => isBackport(release, backport))) &&
    (until === undefined || !reaches(release, until, day));
  const found: Partial<Record<Feature, boolean>> = {};
  for (const feature of FEATURES) found[feature] = has(CHANGES[feature]);
  return found as Features;
}

const FEATURES = Object.keys(CHANGES) as readonly Feature[];

/** Whether a version is `first` or later, or a snapshot of `day` or later on the way to `first`. */
function reaches({ version }: Release, first: string, day: string): boolean {
  if (compareVersions(version, first) >= 0) return true;
  const snapshot = /_git([0-9]{8})$/.exec(version)?.[1];
  return snapshot !== undefined && snapshot >= day;
}

function isBackport(release: Release, backport: Release): boolean {
  if (release.version !== backport.version) return false;
  return backport.release === null || (release.release !== null && compareReleases(release, backport) >= 0);
}
