/** Programs on getaddrinfo that hide what it said behind words of their own. Most specific first. */

import { HOST, NOT_TOLD_CODE, REACH, row, TRY } from "./rows.ts";
import { DNS_TOOLS, FULL_NAME, type TextRow } from "./types.ts";

const NGINX = "nginx";
const MYSQL = "MySQL's or MariaDB's client library";

/** The codes' numbers, the same in musl and glibc. */
const GAI_NUMBERS: Readonly<Record<string, readonly [code: string, meaning: string]>> = {
  "-2": ["EAI_NONAME", "the name does not exist, or has no address"],
  "-3": ["EAI_AGAIN", "no usable reply from any nameserver"],
  "-4": ["EAI_FAIL", "the server answered with an error, or the reply was unusable"],
  "-5": ["EAI_NODATA", "the name exists, but has no address"],
  "-11": ["EAI_SYSTEM", "a system error, whose number the text does not show"],
};

export const TOOL_ROWS: readonly TextRow[] = [
  row(
    "curl or another program on libcurl, in an image with glibc 2.34 or newer",
    "clone3",
    /getaddrinfo\(\) thread failed to start/,
    "no thread could be started: the host's seccomp profile answers clone3 with EPERM instead of ENOSYS (a Docker or libseccomp that is too old for the image)",
    ["update Docker and libseccomp on the host"],
    { notMeaning: "nobody was asked for the name" },
  ),
  row(
    "the Go runtime",
    "clone3",
    /runtime: failed to create new OS thread \(have \d+ already; errno=1\)/,
    "no thread could be started: EPERM, mostly a seccomp profile that refuses clone3 (a Docker or libseccomp that is too old for the image)",
    ["update Docker and libseccomp on the host"],
    { lookup: "not made", notMeaning: "no lookup was made; the program did not get so far" },
  ),
  row(
    "the Go runtime",
    "threads",
    /runtime: failed to create new OS thread/,
    "no thread could be started: a limit of processes or of the container (pids.max) is reached",
    ["ulimit -u, and pids.max of the cgroup", "many cgo lookups at once each hold a thread"],
    { lookup: "not told" },
  ),
  row(
    "BusyBox, which prints this for every failure of getaddrinfo",
    "any",
    /\bbad address '(?<name>[^']*?)(?::\d+)?'/,
    "the libc's lookup failed; BusyBox does not tell why",
    [TRY, "is the quoted text a host name at all? BusyBox takes the first word that is no option for one"],
    { notMeaning: NOT_TOLD_CODE },
  ),
  row(
    "curl",
    "resolving timed out",
    /Resolving timed out after|Could not resolve .*\(Timeout while contacting/,
    "curl's own deadline passed before the lookup was done",
    [REACH, TRY],
    { notMeaning: NOT_TOLD_CODE },
  ),
  row(
    "GNU wget, curl or another downloader",
    "proxy name",
    new RegExp(`[Cc]ould not resolve proxy: (?<name>${HOST})`),
    "the name of the proxy was not found",
    ["look at http_proxy and https_proxy"],
    { notMeaning: "the name in the URL was not asked for" },
  ),
  row(
    "apt",
    "EAI_AGAIN",
    /Temporary failure resolving '(?<name>[^']*)'/,
    "glibc's getaddrinfo ended with EAI_AGAIN: no usable reply from any nameserver",
    [REACH, DNS_TOOLS],
    { notMeaning: "it does not say that the name is missing" },
  ),
  row(
    "apt",
    "EAI_NONAME",
    /Could not resolve '(?<name>[^']*)'/,
    "glibc's getaddrinfo ended with EAI_NONAME or EAI_NODATA",
    [FULL_NAME],
  ),
  row(
    "apk (Alpine), on musl's getaddrinfo",
    "EAI_AGAIN",
    /(?:https?:\/\/(?<name>[^/\s:]+)\S*: )?(?:DNS: transient error|temporary error) \(try again later\)/,
    "musl's getaddrinfo ended with EAI_AGAIN: every nameserver was silent, or answered SERVFAIL or REFUSED (apk 2 says so of every temporary error)",
    [REACH, DNS_TOOLS],
    { notMeaning: "it does not say that the name is missing" },
  ),
  row(
    "apk (Alpine), on musl's getaddrinfo",
    "EAI_NONAME",
    /(?:https?:\/\/(?<name>[^/\s:]+)\S*: )?DNS(?:: name does not exist| lookup error|: name has no usable address)/,
    "musl's getaddrinfo found no address",
    [FULL_NAME, TRY],
  ),
  row(
    NGINX,
    "any",
    /host not found in (?:upstream|resolver|"?\w+"? of the) "?(?<name>[^":\s]+)(?::\d+)?"?/,
    "getaddrinfo failed while nginx read its configuration; it does not tell why",
    [TRY, "a variable in proxy_pass, with resolver, makes nginx ask while it runs"],
    { notMeaning: NOT_TOLD_CODE },
  ),
  ...Object.entries(GAI_NUMBERS).map(([number, [code, meaning]]) =>
    row(
      MYSQL,
      code,
      new RegExp(`Unknown MySQL server host '(?<name>[^']*)' \\(${number}\\)`),
      `getaddrinfo failed; the number is its code on Linux: ${meaning}`,
      [TRY, "is a port written into the host name?"],
    ),
  ),
  row(
    MYSQL,
    "any",
    /Unknown MySQL server host '(?<name>[^']*)'/,
    "the lookup failed; the number, where there is one, is no code of getaddrinfo on Linux",
    [TRY, "is a port written into the host name?"],
    { notMeaning: NOT_TOLD_CODE },
  ),
  row(
    "librdkafka or the Kafka client (Java)",
    "not resolved",
    /No resolvable bootstrap urls given|Couldn't resolve server (?<name>[^\s:]+)/,
    "none of the bootstrap servers' names was found",
    [TRY],
  ),
  row(
    "ping of iputils before 2016, or a BSD",
    "any",
    new RegExp(`unknown host:? (?<name>${HOST})|cannot resolve (?<name2>${HOST}): Unknown host`),
    "the lookup failed; the text does not tell why",
    [TRY],
    { notMeaning: NOT_TOLD_CODE },
  ),
  row(
    "Postfix",
    "not resolved",
    new RegExp(`Name service error for name=(?<name>${HOST})`),
    "Postfix found no MX or address record, or no reply (try again)",
    ["has Postfix's chroot an etc/resolv.conf that is up to date?"],
  ),
  row(
    "glibc's or musl's hstrerror (gethostbyname)",
    "HOST_NOT_FOUND",
    /Host name lookup failure|Unknown server error|forward host lookup failed/,
    "the lookup failed, by an old interface that knows IPv4 only",
    [TRY],
  ),
  row(
    "a program that reads resolv.conf itself",
    "no resolv.conf",
    /open \/etc\/resolv\.conf: no such file or directory/,
    "there is no resolv.conf in this root filesystem",
    [
      "mount or write one; scratch and distroless images have none until the runtime writes it",
      "without it, musl and glibc ask 127.0.0.1, Go 127.0.0.1 and [::1]",
    ],
    { lookup: "not told", notMeaning: "a missing file alone ends no lookup: the resolvers have defaults" },
  ),
  row(
    "a program that reads resolv.conf itself",
    "no resolv.conf",
    /open \/etc\/resolv\.conf: (?:permission denied|too many open files)/,
    "resolv.conf could not be read by this process",
    ["ls -l /etc/resolv.conf inside the container, as the process's user"],
    { lookup: "not told" },
  ),
];
