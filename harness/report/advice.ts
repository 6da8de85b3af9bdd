/** What to do about the differences of a topic: the one thing that a scenario does not say of itself. */
const ADVICE: Readonly<Record<string, string>> = {
  "address-families":
    "Fix the server that fails one family. Until then: an image with glibc, or Go with `GODEBUG=netdns=go`; musl 1.2.1 and newer takes the failure of one family for the failure of the name.",
  edns: "Go 1.19 and newer asks with EDNS0. For a server that cannot bear it, set `GODEBUG=netedns0=0` (Go 1.21.12, 1.22.5 and newer).",
  errors:
    "Read the text first: it tells who wrote it (`resolver-matrix explain 'lookup …'`). A timeout of musl is as often a SERVFAIL that it waits over.",
  founding:
    "Look at who was asked. 127.0.0.1:53 means that this resolver saw no nameserver: compare how it reads resolv.conf, and on which host.",
  hosts:
    "Update the container runtime and libseccomp, or move the image to a newer libc. `CGO_ENABLED=0` or `GODEBUG=netdns=go` takes the libc out of the way.",
  "hosts-and-nsswitch":
    "Ship an nsswitch.conf with `hosts: files dns`. Only that line means the same to glibc and to every Go; musl never reads it.",
  kubernetes:
    "Write names with a dot at their end where they are complete, or lower ndots with `dnsConfig`. A search domain that fails takes musl down, so remove the node's own ones.",
  "mode-selection":
    "Choose on purpose: `CGO_ENABLED=0`, `-tags netgo` or `GODEBUG=netdns=go`. Otherwise one word in resolv.conf or nsswitch.conf chooses.",
  names: "Use letters, digits and hyphens. musl asks for anything, glibc and Go refuse what is no host name.",
  numeric:
    "Write addresses as four decimal numbers without leading zeros: all else means another thing to somebody.",
  ordering:
    "Do not rely on the first address. RFC 6724 sorts by the addresses of the machine that asks, and implementations differ.",
  "resolv-conf":
    "One directive a line, at the first column, without carriage returns, at most three nameservers. `resolver-matrix lint /etc/resolv.conf` says what each resolver makes of a file.",
  "search-and-ndots":
    "Write complete names with a dot at their end. Where search is needed, keep it short and let no domain of it fail.",
  "timeouts-and-servers":
    "A dead first nameserver costs glibc and Go its timeout every time; musl asks all at once, and takes the first reply, good or bad.",
  "truncation-and-tcp":
    "Open port 53 over TCP. musl before 1.2.4 never asks over TCP: keep replies below 512 octets for it, or move to a newer Alpine.",
};

/** @param topic of the catalogue, or a scenario below it; null where nothing is to be done */
export function adviceOn(topic: string): string | null {
  const [first = ""] = topic.split("/");
  return Object.hasOwn(ADVICE, first) ? (ADVICE[first] ?? null) : null;
}
