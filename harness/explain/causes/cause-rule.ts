/** What makes a lookup fail or differ: one row of a table, found by what a cell asked, was told, and could read. */
import type { Facts } from "./facts.ts";

export interface CauseRule {
  /** Stable: reports carry it. */
  readonly id: string;
  /** One sentence, for a person who has never read a resolver's source. */
  readonly text: string;
  /** The scenario of the catalogue that shows it. */
  readonly scenario: string;
  /** Where upstream does so: a source file, manual page or RFC. */
  readonly reference: string;
  /** Whether the cell itself shows the effect, not only that the setting could have it. */
  readonly shows: (facts: Facts) => boolean;
}

export const MUSL_LOOKUP = "https://git.musl-libc.org/cgit/musl/tree/src/network/lookup_name.c?id=v1.2.5";
export const MUSL_SEND = "https://git.musl-libc.org/cgit/musl/tree/src/network/res_msend.c?id=v1.2.5";
export const MUSL_CONF = "https://git.musl-libc.org/cgit/musl/tree/src/network/resolvconf.c?id=v1.2.5";
export const GLIBC_SEND =
  "https://sourceware.org/git/?p=glibc.git;a=blob;f=resolv/res_send.c;hb=refs/tags/glibc-2.41";
export const GLIBC_INIT =
  "https://sourceware.org/git/?p=glibc.git;a=blob;f=resolv/res_init.c;hb=refs/tags/glibc-2.41";
export const GLIBC_QUERY =
  "https://sourceware.org/git/?p=glibc.git;a=blob;f=resolv/res_query.c;hb=refs/tags/glibc-2.41";
export const GLIBC_DNS_HOST =
  "https://sourceware.org/git/?p=glibc.git;a=blob;f=resolv/nss_dns/dns-host.c;hb=refs/tags/glibc-2.41";
export const GO_CLIENT = "https://github.com/golang/go/blob/go1.24.0/src/net/dnsclient_unix.go";
export const GO_CONF = "https://github.com/golang/go/blob/go1.24.0/src/net/conf.go";
export const MAN_RESOLV_CONF = "https://man7.org/linux/man-pages/man5/resolv.conf.5.html";
export const MAN_NSSWITCH = "https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html";
export const MAN_HOSTS = "https://man7.org/linux/man-pages/man5/hosts.5.html";
export const MAN_INET_ATON = "https://man7.org/linux/man-pages/man3/inet_aton.3.html";
export const RFC_1123 = "https://www.rfc-editor.org/rfc/rfc1123#section-2.1";
export const RFC_2308 = "https://www.rfc-editor.org/rfc/rfc2308#section-2";
export const RFC_6724 = "https://www.rfc-editor.org/rfc/rfc6724#section-6";
