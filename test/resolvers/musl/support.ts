/** One lookup by the model of a musl, told in one line. */
import type { DnsServer } from "../../../harness/fixture/dns-server.ts";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { muslResolver } from "../../../harness/resolvers/musl/index.ts";
import { explore } from "../../../harness/world/explore.ts";
import { createSimulatedWorld, type SimulatedMachine } from "../../../harness/world/simulated.ts";
import type { Family, Outcome } from "../../../harness/world/world.ts";

export interface Setting extends Partial<Pick<SimulatedMachine, "calls" | "ipv6" | "routes" | "user">> {
  readonly resolvConf?: string;
  readonly hosts?: string;
  readonly servers?: readonly DnsServer[];
  readonly family?: Family;
}

export const SERVER = "10.0.0.53";

/** A server that knows www.example. */
export function server(fields: Partial<DnsServer> = {}): DnsServer {
  return {
    address: SERVER,
    udp: "open",
    tcp: "open",
    delayMs: 0,
    zone: "www.example. A 192.0.2.1\nwww.example. AAAA 2001:db8::1\n",
    missing: "NXDOMAIN",
    rules: [],
    ...fields,
  };
}

/** What a version comes to, in every order of replies, the usual one first: "192.0.2.1", "EAI_AGAIN at 5000 ms". */
export async function lookUp(version: string, name: string, setting: Setting = {}) {
  const [number = "", release = null] = version.split("-");
  const resolver = muslResolver({ version: number, release });
  if (resolver === null) throw new RangeError(`no model of musl ${version}`);
  const {
    resolvConf = `nameserver ${SERVER}\n`,
    hosts = "",
    servers = [server()],
    family = "ip",
    ...rest
  } = setting;
  const { runs } = await explore(
    (choices) =>
      createSimulatedWorld({
        files: { "/etc/resolv.conf": file(resolvConf), "/etc/hosts": file(hosts) },
        env: {},
        hostname: "lab",
        fixture: createFixture(servers),
        seed: 1,
        choices,
        ...rest,
      }).run((world) => resolver.resolve(world, { name, family })),
    100,
  );
  const [first, ...others] = runs.map(({ result, elapsedMs }) => tell(result.outcome, elapsedMs));
  const asked = runs[0].trace.map(({ server: to, transport, type, name: of }) =>
    [to.replace(/:53$/, ""), ...(transport === "tcp" ? ["tcp"] : []), type, of].join(" "),
  );
  return { outcome: first, asked, alternatives: [...new Set(others)].filter((other) => other !== first) };
}

/** The outcome alone. */
export async function outcomeOf(
  version: string,
  name: string,
  setting: Setting = {},
): Promise<string | undefined> {
  return (await lookUp(version, name, setting)).outcome;
}

function tell(outcome: Outcome, elapsedMs: number): string {
  const text =
    outcome.kind === "answer"
      ? outcome.addresses.join(" ")
      : outcome.kind === "error"
        ? outcome.code
        : "never";
  const waitedMs = Math.floor(elapsedMs / 100) * 100;
  return waitedMs === 0 ? text : `${text} after ${waitedMs} ms`;
}

function file(text: string) {
  return { kind: "content", bytes: new TextEncoder().encode(text), mode: 0o644, owner: 0 } as const;
}
