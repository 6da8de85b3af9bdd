/** Causes below the container: what a host answers to the calls that a resolver makes. */
import { libcModel } from "../../resolvers/catalogue.ts";
import { parseResolverId } from "../../resolvers/id.ts";
import {
  type CauseRule,
  GLIBC_DNS_HOST,
  GLIBC_INIT,
  GLIBC_SEND,
  MUSL_LOOKUP,
  MUSL_SEND,
} from "./cause-rule.ts";
import type { Facts } from "./facts.ts";

/** Whether this libc makes the call, the host answers it, and the lookup fails or asks nobody that it should. */
function refused(facts: Facts, call: string): boolean {
  const id = parseResolverId(facts.cell.resolver);
  if (id === null || !(call in facts.syscalls) || !(facts.failed || facts.missesServers)) return false;
  return libcModel(id)?.calls.includes(call) ?? false;
}

/** [call, id, sentence, scenario, reference] */
const CALLS: readonly (readonly [string, string, string, string, string])[] = [
  [
    "bind",
    "host-refuses-bind",
    "The host does not let musl bind a socket, so it cannot ask anybody.",
    "hosts/bind",
    MUSL_SEND,
  ],
  [
    "newfstatat",
    "host-refuses-newfstatat",
    "The host does not answer newfstatat, by which glibc from 2.33 on looks at every file that it opens.",
    "hosts/newfstatat",
    GLIBC_INIT,
  ],
  [
    "sendmmsg",
    "host-refuses-sendmmsg",
    "The host does not answer sendmmsg, by which glibc sends A and AAAA together.",
    "hosts/sendmmsg",
    GLIBC_SEND,
  ],
  [
    "setsockopt",
    "host-refuses-setsockopt",
    "The host refuses setsockopt, without which glibc from 2.30 on does not ask.",
    "hosts/setsockopt",
    GLIBC_SEND,
  ],
  [
    "stat",
    "host-refuses-stat",
    "The host does not answer stat, by which glibc from 2.26 on sees whether resolv.conf has changed.",
    "hosts/stat",
    GLIBC_DNS_HOST,
  ],
  [
    "open",
    "host-refuses-open",
    "The host refuses the call by which this libc opens its files, so it reads none of them.",
    "hosts/open-and-read",
    MUSL_LOOKUP,
  ],
  [
    "openat",
    "host-refuses-open",
    "The host refuses the call by which this libc opens its files, so it reads none of them.",
    "hosts/open-and-read",
    MUSL_LOOKUP,
  ],
  [
    "read",
    "host-refuses-read",
    "The host refuses the call by which this libc reads its files, so it finds nothing in them.",
    "hosts/open-and-read",
    MUSL_LOOKUP,
  ],
];

export const HOST_CAUSES: readonly CauseRule[] = [
  {
    id: "host-readv-empty",
    text: "On this host a readv with an empty first buffer reads nothing, so musl up to 1.1.19 takes resolv.conf for empty and asks 127.0.0.1.",
    scenario: "founding/host-readv",
    reference: "https://git.musl-libc.org/cgit/musl/commit/?id=e7eeeb9f2a4a358fb0bbed81e145ef5538ff60f0",
    shows: (facts) => typeof facts.syscalls.readv === "number" && refused(facts, "readv"),
  },
  {
    id: "host-refuses-readv",
    text: "The host refuses readv, by which musl up to 1.1.19 reads its files, so it takes resolv.conf for empty and asks 127.0.0.1.",
    scenario: "hosts/readv-refused",
    reference: "https://git.musl-libc.org/cgit/musl/commit/?id=e7eeeb9f2a4a358fb0bbed81e145ef5538ff60f0",
    shows: (facts) => refused(facts, "readv"),
  },
  ...CALLS.map(
    ([call, id, text, scenario, reference]): CauseRule => ({
      id,
      text,
      scenario,
      reference,
      shows: (facts) => refused(facts, call),
    }),
  ),
];
