/** What files are that bear on names and that no resolver reads, for people who take them for a resolv.conf. */
import type { NamedKind } from "./finding.ts";

interface Named {
  readonly what: string;
  readonly instead: string;
}

export const NAMED_FILES: Readonly<Record<NamedKind, Named>> = {
  netplan: {
    what: "netplan's configuration, which becomes that of systemd-networkd or NetworkManager",
    instead: "lint /etc/resolv.conf as it is after netplan apply",
  },
  "resolved-conf": {
    what: "the configuration of systemd-resolved",
    instead: "lint /run/systemd/resolve/resolv.conf and stub-resolv.conf, which it writes",
  },
  "resolvconf-conf": {
    what: "the configuration of resolvconf, a shell script",
    instead: "lint /etc/resolv.conf as resolvconf -u writes it",
  },
  "gai-conf": {
    what: "glibc's table for the order of addresses (gai.conf(5)); musl and Go never read it",
    instead: "set the order in the program, where musl and Go are to follow it too",
  },
};
