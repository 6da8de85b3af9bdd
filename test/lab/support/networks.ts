/** Networks for tests that play labd, and fixtures whose answers are known. */
import type { DnsServer, Fixture, FixtureAction } from "../../../harness/fixture/dns-server.ts";
import { FRAME } from "../../../harness/lab/frames.ts";
import { LabNetwork } from "../../../harness/lab/network.ts";
import { u32, utf8 } from "../../../harness/lab/payload.ts";
import { type FakeLabd, forever } from "./fake-labd.ts";

export const client = { address: "127.0.0.1", port: 4000 };

export const server: DnsServer = {
  address: "10.0.0.53",
  udp: "open",
  tcp: "open",
  delayMs: 0,
  zone: "",
  missing: "NXDOMAIN",
  rules: [],
};

export function send(bytes: string, delayMs = 0, from = "10.0.0.53"): FixtureAction {
  return { kind: "send", delayMs, bytes: utf8(bytes), from };
}

/** A fixture whose answer to a query is what this map has for its bytes. */
export function scripted(
  answers: Readonly<Record<string, readonly FixtureAction[]>>,
  servers: readonly DnsServer[] = [server],
): Fixture & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    servers,
    asked,
    answer: (address, transport, source, query) => {
      const text = Buffer.from(query).toString();
      asked.push(`${transport} ${source} asks ${address}: ${text}`);
      return answers[text] ?? [];
    },
  };
}

/** Opens a network that labd makes at once; `lines` is what it was asked for. */
export async function open(
  labd: FakeLabd,
  fixture: Fixture,
  life: AbortSignal = forever,
  sysctls: Readonly<Record<string, string>> = {},
): Promise<{ readonly network: LabNetwork; readonly id: number; readonly lines: string }> {
  const opening = LabNetwork.open(labd.link, { fixture, sysctls, clock: "real", order: [] }, life);
  const { id, payload } = await labd.expect(FRAME.NET_OPEN);
  labd.say(FRAME.NET_READY, id, u32(42));
  return { network: await opening, id, lines: Buffer.from(payload).toString() };
}
