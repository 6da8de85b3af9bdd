/** Short forms for the messages and outcomes of sample cells. */
import type { TraceEvent } from "../../harness/trace/event.ts";
import type { Outcome } from "../../harness/world/world.ts";

type Reply = readonly [afterMs: number, rcode: string, answers?: number, truncated?: boolean];

interface QueryExtras {
  readonly transport?: "udp" | "tcp";
  readonly edns?: boolean;
  readonly icmp?: TraceEvent["icmp"];
}

/** One query; `reply` tells after how many milliseconds what came, null that nothing came. */
export function query(
  atMs: number,
  server: string,
  name: string,
  type: string,
  reply: Reply | null,
  extras: QueryExtras = {},
): TraceEvent {
  return {
    atMs,
    server: server.includes(":") ? `[${server}]:53` : `${server}:53`,
    transport: extras.transport ?? "udp",
    name,
    type,
    edns: extras.edns ?? false,
    reply:
      reply === null
        ? null
        : {
            atMs: atMs + reply[0],
            rcode: reply[1],
            answers: reply[2] ?? 0,
            truncated: reply[3] ?? false,
          },
    icmp: extras.icmp ?? null,
  };
}

/** A and AAAA of one name, the second a moment later. */
export function pair(
  atMs: number,
  server: string,
  name: string,
  a: Reply | null,
  aaaa: Reply | null,
  extras: QueryExtras = {},
): TraceEvent[] {
  return [query(atMs, server, name, "A", a, extras), query(atMs + 0.1, server, name, "AAAA", aaaa, extras)];
}

export function answer(...addresses: readonly string[]): Outcome {
  return { kind: "answer", addresses };
}

/** getaddrinfo's failures, with each libc's own words. */
export function libcError(family: "musl" | "glibc", code: keyof typeof libcTexts): Outcome {
  const known = libcTexts[code];
  return { kind: "error", class: known.class, code, number: known.number, text: known[family] };
}

const libcTexts = {
  EAI_AGAIN: {
    class: "temporary",
    number: -3,
    musl: "Try again",
    glibc: "Temporary failure in name resolution",
  },
  EAI_NONAME: {
    class: "not-found",
    number: -2,
    musl: "Name does not resolve",
    glibc: "Name or service not known",
  },
  EAI_NODATA: {
    class: "no-data",
    number: -5,
    musl: "Name has no usable address",
    glibc: "No address associated with hostname",
  },
} as const;

/** Go's failures, as a program prints them. */
export function goError(
  name: string,
  code: "no such host" | "server misbehaving" | "i/o timeout",
  server = "10.247.3.10:53",
): Outcome {
  const text =
    code === "i/o timeout"
      ? `lookup ${name} on ${server}: read udp 10.247.3.2:41874->${server}: i/o timeout`
      : `lookup ${name} on ${server}: ${code}`;
  return { kind: "error", class: code === "no such host" ? "not-found" : "temporary", code, text };
}
