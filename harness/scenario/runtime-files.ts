/** The files that a container runtime writes over an image's own, before a host profile or a scenario has its say. */
import type { FileSpec, Scenario } from "./scenario.ts";

/** As Docker writes it (moby libnetwork/etchosts): every container has one, whatever its image holds. */
const HOSTS = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
ff00::0\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`;

/**
 * `/etc/hosts` with the loopback names; and, where the scenario has nameservers, a `/etc/resolv.conf` that lists
 * them, otherwise none. An image's own files of these names are never seen in a container, so engines need not agree on them.
 */
export function runtimeFiles({ dns }: Pick<Scenario, "dns">): Readonly<Record<string, FileSpec>> {
  const hosts = { "/etc/hosts": text(HOSTS) };
  if (dns.length === 0) return { ...hosts, "/etc/resolv.conf": { kind: "absent" } };
  const lines = dns.map(({ address }) => `nameserver ${address}\n`);
  return { ...hosts, "/etc/resolv.conf": text(lines.join("")) };
}

function text(content: string): FileSpec {
  return { kind: "content", bytes: new TextEncoder().encode(content), mode: 0o644, owner: 0 };
}
