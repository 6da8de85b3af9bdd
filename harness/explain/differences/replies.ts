/** Replies that resolvers judge differently (libc-resolvers, sections 5 and 6). */
import { asksBoth, asksDns, type DifferenceRule, goSides, side } from "./rule.ts";

export const REPLY_RULES: readonly DifferenceRule[] = [
  {
    id: "aaaa-nxdomain",
    kind: "reply",
    topic: "A ok, AAAA NXDOMAIN",
    tell: (circumstances) =>
      asksBoth(circumstances)
        ? [
            side("musl ≤1.2.0, glibc, Go", "take the A records"),
            side("musl ≥1.2.1", "EAI_NONAME: the name does not exist"),
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
            side("musl ≤1.2.0", "takes the A records, after its whole timeout"),
            side("musl ≥1.2.1", "EAI_AGAIN, after its whole timeout"),
            side("glibc ≥2.20 (RHEL ≥7.1), Go", "take the A records"),
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
        side("musl ≤1.2.0", `takes the A records after ${confs.musl.effective.timeout} s`),
        side("musl ≥1.2.1", `EAI_AGAIN after ${confs.musl.effective.timeout} s`),
        side("glibc", `takes the A records after ${Math.max(...waits)} s`),
        side("Go", `takes the A records after ${longest} s`),
      ];
    },
  },
  {
    id: "truncated",
    kind: "reply",
    topic: "truncated UDP",
    tell: (circumstances) =>
      asksDns(circumstances) && circumstances.plans.some(([, { transport }]) => transport === "udp")
        ? [
            side("musl ≤1.2.3", "takes what the reply holds: it has no TCP"),
            side("musl ≥1.2.4, glibc, Go", "ask again over TCP, and fail where TCP is closed"),
          ]
        : null,
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
          sends.includes(build)
            ? "sends EDNS in every query, and fails: server misbehaving"
            : "sends no EDNS",
        ),
        side("musl", "never sends EDNS"),
        side(
          "glibc",
          isAsked
            ? "sends EDNS, since edns0 is set; fails from 2.26 on"
            : "sends EDNS only with the option edns0",
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
            ...goSides(
              circumstances.builds.filter(({ cgo }) => cgo),
              ({ nodataIsNotFound }) =>
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
            side(
              "musl, glibc",
              "ask A as well: cgo passes AI_V4MAPPED and AI_ALL, and Go drops the mapped addresses",
            ),
            ...goSides(circumstances.builds, ({ asksOneFamily }) =>
              asksOneFamily ? "asks AAAA only" : "asks A and AAAA, and drops the A records",
            ),
          ]
        : null,
  },
];
