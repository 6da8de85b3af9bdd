/**
 * A stand-in for the getaddrinfo that a vector's program called, glibc 2.36 or musl 1.2.3: what it comes to with the
 * vector's hosts file and its rules for the name as given, so far as vectors look at it.
 */
import type { Libc } from "../../../harness/resolvers/go/index.ts";
import type { Outcome, World } from "../../../harness/world/world.ts";
import type { VectorSetup } from "./vector-machine.ts";
import type { VectorReply } from "./vector-types.ts";

type Family = "glibc" | "musl";

const STRERROR: Readonly<Record<string, string>> = {
  "glibc EAI_AGAIN": "Temporary failure in name resolution",
  "glibc EAI_NODATA": "No address associated with hostname",
  "musl EAI_AGAIN": "Try again",
};

/** Null for a build without cgo. */
export function libcOf(build: string, setup: VectorSetup, world: World): Libc | null {
  if (!build.startsWith("CGO_ENABLED=1")) return null;
  const family: Family = build.includes("musl") ? "musl" : "glibc";
  return async (network, name) => {
    const known = fixedAddress(name) ?? inHosts(setup, name);
    if (known !== null) return { outcome: { kind: "answer", addresses: [known] } };
    // Names that neither libc puts into a message.
    if (!/^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?$/i.test(name)) {
      return { outcome: failure(family, "EAI_NONAME") };
    }
    const v4 = replyTo(setup, name, "A");
    const v6 = replyTo(setup, name, "AAAA");
    if (v4.drop || v6.drop) await world.clock.sleep(patienceMs(setup));
    return { outcome: judge(family, network, v4, v6) };
  };
}

function judge(family: Family, network: string, v4: VectorReply, v6: VectorReply): Outcome {
  const failed = [v4, v6].map((reply) => reply.drop || ["SERVFAIL", "REFUSED"].includes(String(reply.rcode)));
  const found = [v4, v6].map(({ an = [] }, index) =>
    an.filter(([, type]) => type === (index === 0 ? "A" : "AAAA")).map(([, , data]) => data),
  );
  const [ip4 = [], ip6 = []] = found;
  // Go asks for mapped addresses where it wants IPv6 and there is none.
  const mapped = network === "ip6" && ip6.length === 0 ? ip4.map((address) => `::ffff:${address}`) : null;
  const addresses = mapped ?? (network === "ip4" ? ip4 : network === "ip6" ? ip6 : [...ip6, ...ip4]);
  // glibc takes one family where the other one fails, musl does not.
  const fails = family === "musl" ? failed.some(Boolean) : addresses.length === 0 && failed.some(Boolean);
  if (fails) return failure(family, "EAI_AGAIN");
  if (addresses.length > 0) return { kind: "answer", addresses };
  const isMissing = [v4, v6].some(({ rcode }) => rcode === "NXDOMAIN");
  return failure(family, isMissing || family === "musl" ? "EAI_NONAME" : "EAI_NODATA");
}

function failure(family: Family, code: string): Outcome {
  return { kind: "error", class: "permanent", code, text: STRERROR[`${family} ${code}`] ?? code };
}

/** The first rule for the name, or the reply to everything else. */
function replyTo({ rules, otherwise }: VectorSetup, name: string, type: string): VectorReply {
  const asked = `${name.replace(/\.$/, "").toLowerCase()}.`;
  const rule = rules.find(
    ({ q, type: wanted = "*" }) =>
      (q === undefined || q.toLowerCase() === asked) && (wanted === "*" || wanted === type),
  );
  return rule?.reply ?? otherwise;
}

/** inet_aton(3) for what vectors write: "127.1", "0x7f.0.0.1". */
function fixedAddress(name: string): string | null {
  if (!/^(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}$/i.test(name)) return null;
  const numbers = name.split(".").map((part) => Number(/^0[0-7]/.test(part) ? `0o${part.slice(1)}` : part));
  const last = numbers.pop() ?? 0;
  const free = 4 - numbers.length;
  const bytes = Array.from(
    { length: free },
    (_, index) => Math.floor(last / 256 ** (free - 1 - index)) % 256,
  );
  return [...numbers, ...bytes].join(".");
}

function inHosts({ etc }: VectorSetup, name: string): string | null {
  const { hosts } = etc;
  if (typeof hosts !== "string") return null;
  const wanted = name.toLowerCase();
  const lines = hosts.split("\n").map((line) => line.replace(/#.*/, "").trim().split(/\s+/));
  const line = lines.find(([, ...names]) => names.some((each) => each.toLowerCase() === wanted));
  return line?.[0] ?? null;
}

/** timeout × attempts of resolv.conf. */
function patienceMs({ etc }: VectorSetup): number {
  const text = String(etc["resolv.conf"]);
  const option = (name: string, usual: number) =>
    Number(new RegExp(`\\b${name}:([0-9]+)`).exec(text)?.[1] ?? usual);
  return option("timeout", 5) * option("attempts", 2) * 1000;
}
