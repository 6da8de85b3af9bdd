/** Addresses that tell whose nameserver it is, or what went wrong. */

export interface KnownAddress {
  readonly pattern: RegExp;
  readonly note: string;
}

export const KNOWN_SERVERS: readonly KnownAddress[] = [
  {
    pattern: /^127\.0\.0\.53\b/,
    note: "127.0.0.53 is systemd-resolved's stub: resolvectl status shows whom it asks",
  },
  {
    pattern: /^127\.0\.0\.11\b/,
    note: "127.0.0.11 is Docker's own server for user-defined networks: it knows container names and asks the host's nameservers for the rest",
  },
  { pattern: /^127\.0\.1\.1\b/, note: "127.0.1.1 is dnsmasq of NetworkManager on older Ubuntu" },
  {
    pattern: /^10\.255\.255\.254\b|^172\.\d+\.\d+\.1(?=:|$)/,
    note: "such an address is often the forwarder of WSL or of Docker's bridge: it has been known to mangle replies",
  },
  { pattern: /^192\.168\.65\.\d+\b/, note: "192.168.65.x is Docker Desktop's server" },
  {
    pattern: /^10\.0\.2\.3\b/,
    note: "10.0.2.3 is the server of QEMU, VirtualBox or slirp4netns (rootless containers)",
  },
  { pattern: /^169\.254\.20\.10\b/, note: "169.254.20.10 is Kubernetes' NodeLocal DNSCache" },
  { pattern: /^169\.254\.169\.25[34]\b/, note: "169.254.169.253 and .254 are the cloud's own servers" },
  {
    pattern: /^(?:10\.96\.0\.10|10\.43\.0\.10|10\.100\.0\.10|172\.20\.0\.10)\b/,
    note: "this is the usual address of a cluster's DNS service (CoreDNS): are its pods ready?",
  },
  {
    pattern: /^\[?fe80:/i,
    note: "an address of the kind fe80:: needs its zone, and is known on one link only",
  },
];

/** Names that are none. */
export const KNOWN_NAMES: readonly KnownAddress[] = [
  { pattern: /:\/\/|\//, note: "the name holds a scheme or a path: hand the program the host alone" },
  { pattern: /^https?$/, note: "the name is the scheme of a URL: the program took a URL for HOST:PORT" },
  {
    pattern: /^["'{<$]/,
    note: "quotes, braces or a placeholder became part of the name: look at the setting that holds it",
  },
  {
    pattern: /\.svc(?:\.|$)/,
    note: "a service of Kubernetes: does it exist in that namespace (kubectl get svc), and has it endpoints?",
  },
];

export const KNOWN_ADDRESSES: readonly KnownAddress[] = [
  {
    pattern: /^127\.0\.53\.53\b/,
    note: "127.0.53.53 is ICANN's sign for a name collision: the suffix is a public top-level domain now",
  },
  {
    pattern: /^(?:127\.|\[::1\])/,
    note: 'a loopback address: inside a container this is the container itself; "localhost" does not lead to the host',
  },
];
