/**
 * IPv4 without a canonical name: getaddrinfo asks gethostbyname2_r, which goes through the services by itself
 * (try_simple_gethostbyname of getaddrinfo.c, nss/getXXbyYY_r.c).
 */

import { EAI } from "./eai.ts";
import { isHostName } from "./names.ts";
import type { Service } from "./nsswitch.ts";
import { callService, type Found, type Request, type Sources } from "./services.ts";
import { failed, needsMore, type ResultBuffer, type ServiceResult } from "./status.ts";

/** The result has no name of its own. */
export async function askSimply(
  services: readonly Service[],
  sources: Sources,
  { name }: Request,
): Promise<Found> {
  const { features, thread } = sources.state;
  const buffer: ResultBuffer = { length: 1024 };
  for (;;) {
    const result = await throughServices(services, sources, name, buffer);
    if (result !== null && needsMore(result, thread)) {
      buffer.length *= 2;
      continue;
    }
    if (result?.status === "SUCCESS") {
      return { kind: "found", addresses: result.addresses, canonicalName: null };
    }
    if (result?.status === "NOTFOUND") {
      const isNoData = features.errnoOfServices && thread.hostError === "NO_DATA";
      return { kind: "failed", code: isNoData ? EAI.NODATA : EAI.NONAME };
    }
    if (thread.hostError === "INTERNAL") return { kind: "failed", code: EAI.SYSTEM };
    return { kind: "failed", code: thread.hostError === "TRY_AGAIN" ? EAI.AGAIN : EAI.NODATA };
  }
}

/** The last service's result; null where there is no service at all. */
async function throughServices(
  services: readonly Service[],
  sources: Sources,
  name: string,
  buffer: ResultBuffer,
): Promise<ServiceResult | null> {
  const { features, thread } = sources.state;
  let last: ServiceResult | null = null;
  for (const service of services) {
    if (!sources.has(service.name)) {
      if (service.actions.UNAVAIL === "continue") continue;
      break;
    }
    const isRefused = service.name === "dns" && features.checksQueryName && !isHostName(name, features);
    last = isRefused
      ? failed("NOTFOUND", thread, "HOST_NOT_FOUND")
      : await callService(service.name, sources, name, "ip4", buffer, thread);
    if (needsMore(last, thread) || service.actions[last.status] === "return") break;
  }
  if (last === null) thread.hostError = "NO_RECOVERY";
  return last;
}
