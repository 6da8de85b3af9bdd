/** The frames in which programs print what a C library's getaddrinfo said. */

import { HOST } from "./rows.ts";
import type { ProgramRow } from "./types.ts";

const row = (program: string | null, pattern: RegExp): ProgramRow => ({ program, pattern });

/** Most specific first; the group `name` is the host name. */
export const PROGRAMS: readonly ProgramRow[] = [
  row("psycopg or another program on libpq", /could not translate host name "(?<name>[^"]*)" to address/),
  row("redis-py (Python)", new RegExp(`Error -?\\d+ connecting to (?<name>${HOST}):\\d+\\.`)),
  row(
    "Python",
    new RegExp(`Failed to resolve '(?<name>[^']+)' \\(|Cannot connect to host (?<name2>${HOST}):\\d+ ssl`),
  ),
  row("MySQL's connector for Python", /Can't connect to MySQL server on '(?<name>[^':]+)(?::\d+)?' \(-?\d+ /),
  row("Python", /gaierror|NameResolutionError|NewConnectionError|ClientConnectorError|\[Errno -?\d+\]/),
  row("PHP", /php_network_getaddresses: getaddrinfo(?: for (?<name>\S+))? failed/),
  row("Java or Kotlin on Android", /Unable to resolve host "(?<name>[^"]+)"/),
  row(
    "Java (InetAddress), from the second colon on the C library's words",
    new RegExp(`UnknownHostException: (?<name>${HOST}): `),
  ),
  row("Java (InetAddress)", new RegExp(`UnknownHostException(?:: (?<name>${HOST}))?`)),
  row("Dart or Flutter", /Failed host lookup: '(?<name>[^']*)'/),
  row(".NET (System.Net.Sockets)", new RegExp(`SocketException|\\((?<name>${HOST}):\\d+\\)$`)),
  row("Rust (std::net, ToSocketAddrs)", /failed to lookup address information/),
  row("ssh (OpenSSH)", new RegExp(`[Cc]ould not resolve hostname (?<name>${HOST})`)),
  row(
    "sudo, about this machine's own name",
    new RegExp(`unable to resolve host (?!address\\b)(?<name>${HOST})(?:: |$)`),
  ),
  row(
    "Ruby",
    new RegExp(
      `Failed to open TCP connection to (?<name>${HOST}):\\d+|\\bSocket(?:Error|::ResolutionError)\\b`,
    ),
  ),
  row(
    "gRPC (C core)",
    new RegExp(`DNS resolution failed for (?<name>${HOST})|qtype=\\w+ name=(?<name2>${HOST})`),
  ),
  row("librdkafka", new RegExp(`Failed to resolve '(?<name>${HOST})(?::\\d+)?'`)),
  row("GNU wget", /unable to resolve host address .(?<name>[^'’]+)['’]/),
  row("a .NET program", /remote name could not be resolved: '(?<name>[^']*)'/),
  row("curl", /Couldn't resolve host '(?<name>[^']*)'/),
  row("curl", new RegExp(`[Cc]ould not resolve (?:host|proxy)(?: name)?: (?<name>${HOST})`)),
  row("BusyBox's nslookup (an old one, on getaddrinfo)", /nslookup: can't resolve '(?<name>[^']*)'/),
  row(
    "ping (iputils)",
    new RegExp(`ping\\d?: (?!bad|unknown|cannot|socket|sendto|connect)(?<name>${HOST}): `),
  ),
  row("rsync", new RegExp(`rsync: .*getaddrinfo: (?<name>${HOST}) \\d+`)),
  row("mount.nfs", new RegExp(`[Ff]ailed to resolve server (?<name>${HOST})`)),
  row("nc (netcat)", /(?:nc: )?getaddrinfo for host "(?<name>[^"]+)"|nc: getaddrinfo/),
  row("telnet", new RegExp(`could not resolve (?<name>${HOST})/\\S+: `)),
  row("Perl (IO::Socket, LWP)", new RegExp(`Can't connect to (?<name>${HOST}):\\d+ \\(`)),
  row("apt", /Something wicked happened resolving '(?<name>[^':]+)/),
  row(null, /getaddrinfo/),
];
