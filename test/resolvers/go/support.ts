/** What the table tests of Go's resolver share. */

import type { DnsServer, Rule } from "../../../harness/fixture/dns-server.ts";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import type { GoBuild } from "../../../harness/resolvers/go/index.ts";
import { createSimulatedWorld, type SimulatedWorld } from "../../../harness/world/simulated.ts";
import type { SimulatedFile } from "../../../harness/world/simulated-files.ts";

/** A build without cgo. */
export function pure(version: string, build: Partial<GoBuild> = {}): GoBuild {
  return { version, cgo: false, tags: [], godebug: "", ...build };
}

/** An ordinary build with cgo. */
export function withCgo(version: string, build: Partial<GoBuild> = {}): GoBuild {
  return pure(version, { cgo: true, ...build });
}

/** A readable file. */
export function text(content: string, mtimeMs = 1_700_000_000_000): SimulatedFile {
  return { kind: "content", bytes: new TextEncoder().encode(content), mode: 0o644, owner: 0, mtimeMs };
}

/** A server that knows nothing but its rules. */
export function server(address: string, rules: readonly Rule[], fields: Partial<DnsServer> = {}): DnsServer {
  return { address, udp: "open", tcp: "open", delayMs: 0, zone: "", missing: "NXDOMAIN", rules, ...fields };
}

export interface MachineSetup {
  readonly resolv?: string | null;
  readonly nss?: string | null;
  readonly hosts?: string | null;
  readonly files?: Readonly<Record<string, SimulatedFile>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly hostname?: string;
  readonly user?: number;
  readonly dns?: readonly DnsServer[];
}

/** A machine with one server that knows nothing, `hosts: files dns` and an empty hosts file, unless said otherwise. */
export function machine(setup: MachineSetup = {}): SimulatedWorld {
  const { resolv = "nameserver 127.0.0.1\n", nss = "hosts: files dns\n", hosts = "", dns } = setup;
  const files = Object.entries({
    "/etc/resolv.conf": resolv,
    "/etc/nsswitch.conf": nss,
    "/etc/hosts": hosts,
  }).flatMap(([path, content]) => (content === null ? [] : [[path, text(content)] as const]));
  return createSimulatedWorld({
    files: { ...Object.fromEntries(files), ...setup.files },
    env: setup.env ?? {},
    hostname: setup.hostname ?? "box",
    user: setup.user ?? 0,
    fixture: createFixture(dns ?? [server("127.0.0.1", [])]),
    seed: 1,
  });
}
