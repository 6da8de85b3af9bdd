/** From `--host ID=URL` to a real host. */
import { InvalidArgumentError } from "commander";
import type { RealHost } from "../matrix/real-hosts.ts";

/** Ids become parts of reports and of expectations' keys. */
const HOST = /^(?<id>[A-Za-z0-9][A-Za-z0-9._-]*)=(?<url>(?:ssh|tcp|unix|http|https):\/\/.+)$/;

/** One more of the repeated option. */
export function realHost(value: string, before: readonly RealHost[] = []): readonly RealHost[] {
  const { id, url } = HOST.exec(value)?.groups ?? {};
  if (id === undefined || url === undefined) {
    throw new InvalidArgumentError("Expected id=url, such as centos-7.6=ssh://admin@node-1.");
  }
  if (before.some((host) => host.id === id)) {
    throw new InvalidArgumentError(`The host ${id} was given twice.`);
  }
  return [...before, { id, url }];
}
