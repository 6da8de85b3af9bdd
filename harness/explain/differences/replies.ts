/**
 * Replies that resolvers judge differently: musl src/network/lookup_name.c (name_from_dns: since 5cf1ac24, 1.2.1, either
 * family's failure is the lookup's; TCP since 51d4669f, 1.2.4), glibc resolv/res_send.c (send_dg) and
 * resolv/nss_dns/dns-host.c, Go src/net/dnsclient_unix.go. Waits and codes as observed.
 */
import { asksBoth, asksDns, type DifferenceRule, goSides, side } from "./rule.ts";

export const REPLY_RULES: readonly DifferenceRule[] = [
  {
    id: "aaaa-nxdomain",
    kind: "reply",
    topic: "A ok, AAAA NXDOMAIN",
    tell: (circumstances) =>
      asksBoth(circumstances)
        ? [
            side("musl ≤1.2.0, glibc, Go", "the A records"),
            side("musl ≥1.2.1", "EAI_NONAME, as if the name did not exist"),
          ]
        : null,
  },
  {
    id: "aaaa-servfail",
    kind: "reply",
    topic: "A ok, AAAA SERVFAIL",
    tell: (circumstances) =>
      asksBoth(circumstances)
        ? [
            side("musl ≤1.2.0", "the A records, after its whole timeout"),
            side("musl ≥1.2.1", "EAI_AGAIN, after its whole timeout"),
            side("glibc ≥2.20 (RHEL ≥7.1), Go", "the A records at once"),
          ]
        : null,
  },
  {
    id: "aaaa-dropped",
    kind: "reply",
    topic: "A ok, AAAA no reply",
    tell: (circumstances) => {
      if (!asksBoth(circumstances)) return null;
      const { confs } = circumstances;
      const waits = confs.glibc.map(([, { effective }]) => 3 * effective.timeout);
      const go = confs.go.map(([, { effective }]) => effective);
      const longest = Math.max(
        ...go.map(({ timeout, attempts, servers }) => timeout * attempts * servers.length),
      );
      return [
        side("musl ≤1.2.0", `the A records after ${confs.musl.effective.timeout} s`),
        side("musl ≥1.2.1", `EAI_AGAIN after ${confs.musl.effective.timeout} s`),
        side("glibc", `the A records after ${Math.max(...waits)} s`),
        side("Go", `the A records after ${longest} s`),
      ];
    },
  },
  {
    id: "truncated",
    kind: "reply",
    topic: "truncated UDP",
    tell: (circumstances) => {
      if (!asksDns(circumstances)) return null;
      const isTcpOnly = circumstances.plans.every(([, { transport }]) => transport === "tcp");
      return [
        side("musl ≤1.2.3", "what the reply holds is used: there is no TCP"),
        side(
          `musl ≥1.2.4${isTcpOnly ? "" : ", glibc, Go"}`,
          "asked again over TCP; where TCP is closed the lookup fails",
        ),
        ...(isTcpOnly ? [side("glibc, Go", "TCP from the start")] : []),
      ];
    },
  },
  {
    id: "edns",
    kind: "reply",
    topic: "EDNS refused",
    tell: (circumstances) => {
      if (!asksDns(circumstances)) return null;
      const { plans, builds, contents } = circumstances;
      const sends = plans.filter(([, { edns }]) => edns).map(([build]) => build);
      const isAsked = /^options[ \t].*edns0/m.test(contents.resolvConf.text);
      if (sends.length === 0 && !isAsked) return null;
      return [
        ...goSides(builds, (_, build) =>
          sends.includes(build) ? "EDNS in every query: server misbehaving" : "no EDNS sent",
        ),
        side("musl", "no EDNS sent"),
        side(
          "glibc",
          isAsked ? "EDNS, since edns0 is set: EAI_NONAME from 2.26 on" : "no EDNS without the option edns0",
        ),
      ];
    },
  },
  {
    id: "no-data",
    kind: "reply",
    topic: "no such record",
    tell: (circumstances) =>
      asksDns(circumstances)
        ? [
            side("musl ≤1.2.3", "EAI_NONAME, as if the name did not exist"),
            side("musl ≥1.2.4, glibc", "EAI_NODATA"),
            ...goSides(circumstances.builds, ({ nodataIsNotFound }) =>
              nodataIsNotFound
                ? "no such host, with cgo too"
                : "no such host; with cgo the libc's text for EAI_NODATA",
            ),
          ]
        : null,
  },
  {
    id: "ip6-mapped",
    kind: "here",
    topic: "IPv6 only",
    tell: (circumstances) =>
      asksDns(circumstances) && circumstances.lookup.family === "ip6"
        ? [
            side("musl, glibc", "A is asked as well (AI_V4MAPPED), and Go drops the mapped addresses"),
            ...goSides(circumstances.builds, ({ asksOneFamily }) =>
              asksOneFamily ? "AAAA is asked only" : "A is asked as well, and dropped",
            ),
          ]
        : null,
  },
];
