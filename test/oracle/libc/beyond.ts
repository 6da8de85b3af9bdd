/** What a scenario file cannot say of a recorded scenario. A lab passes over these; a model may play them. */

export type Beyond =
  | {
      /** The machine had more than loopback. */
      readonly kind: "network";
      /** With the length of their prefix. */
      readonly addresses: readonly string[];
      /** Families with a default route. */
      readonly routes: readonly ("ip4" | "ip6")[];
      /** socket(AF_INET6) was refused with EAFNOSUPPORT. */
      readonly refusesIpv6Sockets?: true;
    }
  | { readonly kind: "no-ipv6-sockets" }
  | {
      /** Hints of getaddrinfo other than Go's AI_CANONNAME | AI_V4MAPPED | AI_ALL. */
      readonly kind: "flags";
      readonly flags: readonly ("AI_V4MAPPED" | "AI_ADDRCONFIG")[];
    }
  | { readonly kind: "file-error"; readonly path: string; readonly errno: string }
  | {
      /** After a while the process looked the same name up again, with a file changed in between. */
      readonly kind: "second-lookup";
      readonly changedAfterMs: number;
      readonly lookedUpAfterMs: number;
      readonly files: Readonly<Record<string, string>>;
    }
  | {
      /** System calls that answered with an errno, and no host profile does so: the loader of glibc needs them, too. */
      readonly kind: "syscalls";
      readonly syscalls: Readonly<Record<string, string>>;
    }
  | {
      /** Names in replies were written out in full, which makes them larger. */
      readonly kind: "uncompressed-replies";
    };

const IP4 = "198.51.100.5/24";
const IP6 = "2001:db8:1::5/64";
const SECOND = {
  kind: "second-lookup",
  changedAfterMs: 600,
  lookedUpAfterMs: 1500,
  files: { "/etc/resolv.conf": "nameserver 10.0.0.54\n" },
} as const;

/** By the scenario's id. */
export const BEYOND: Readonly<Record<string, Beyond>> = {
  "address-order/gaiconf-v4first": { kind: "network", addresses: [IP4, IP6], routes: ["ip4", "ip6"] },
  "address-order/ula-both": {
    kind: "network",
    addresses: ["10.1.2.3/24", "fd12:3456::5/64"],
    routes: ["ip4", "ip6"],
  },
  "address-order/v4-prefix": { kind: "network", addresses: [IP4], routes: ["ip4"] },
  "address-order/v4-prefix-with6": { kind: "network", addresses: [IP4, IP6], routes: ["ip4", "ip6"] },
  "address-order/without-ipv6-sockets": {
    kind: "network",
    addresses: [IP4],
    routes: ["ip4"],
    refusesIpv6Sockets: true,
  },
  "exchange/cname17": { kind: "uncompressed-replies" },
  "flags/addrconfig-without-ipv6": { kind: "flags", flags: ["AI_ADDRCONFIG"] },
  "flags/v4mapped-ip6": { kind: "flags", flags: ["AI_V4MAPPED"] },
  "nsswitch-and-hosts/v4only-f6": { kind: "flags", flags: [] },
  "reload/empty-then-valid": SECOND,
  "reload/rename": SECOND,
  "resolv-conf/ipv6-server-without-ipv6-sockets": { kind: "no-ipv6-sockets" },
  "system-calls/open-emfile": { kind: "file-error", path: "/etc/resolv.conf", errno: "EMFILE" },
  "system-calls/read-eperm": { kind: "syscalls", syscalls: { read: "EPERM" } },
};
