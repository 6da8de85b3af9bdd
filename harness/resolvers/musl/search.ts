/** DNS: which names are asked for, and what their replies come to (name_from_dns_search and name_from_dns). */
import type { Errno, World } from "../../world/world.ts";
import type { MuslAddress, WantedFamily } from "./literals.ts";
import { makeQuery } from "./query.ts";
import { type Found, rcodeOf, readReply, TYPE_A, TYPE_AAAA } from "./reply.ts";
import { exchange } from "./res-msend.ts";
import { type MuslConf, wordsOf } from "./resolvconf.ts";
import type { Features } from "./versions.ts";

/** What a backend of getaddrinfo returns. */
export type Answer =
  | { readonly kind: "addresses"; readonly addresses: readonly MuslAddress[]; readonly canonicalName: string }
  /** "EAI_AGAIN"; errno beside EAI_SYSTEM. */
  | { readonly kind: "error"; readonly code: string; readonly errno?: Errno }
  | { readonly kind: "crash"; readonly signal: string };

/** A name may be searched on only after this. */
type Asked = Answer | { readonly kind: "not found" };

const CANON_BYTES = 256;
/** Two of these stand behind each other in memory. */
const SMALL_BUFFER = 512;
const NOTHING = new Uint8Array();
const SERVFAIL = 2;
const NXDOMAIN = 3;

/** Looks a name (a byte string of 1 to 254 bytes) up in the DNS. */
export async function lookUpInDns(
  world: World,
  conf: MuslConf,
  name: string,
  wanted: WantedFamily,
  features: Features,
): Promise<Answer> {
  const isFinal = name.endsWith(".");
  const dots = name.split(".").length - 1;
  const search = dots >= conf.ndots || isFinal ? [] : wordsOf(conf.searchText);
  let length = name.length;
  if (features.refusesFinalDots) {
    if (isFinal) length -= 1;
    if (length === 0 || name.charAt(length - 1) === ".") return { kind: "error", code: "EAI_NONAME" };
  }
  // A buffer as musl's: what a CNAME of one candidate leaves in it, the next candidate begins with.
  const canon = new Canon(name.slice(0, length));
  for (const domain of search) {
    if (domain.length >= CANON_BYTES - length - 1) continue;
    canon.append(length, domain);
    const asked = await ask(world, conf, canon.text(), wanted, canon, features);
    if (asked.kind !== "not found") return asked;
  }
  canon.cut(length);
  const asked = await ask(world, conf, name, wanted, canon, features);
  return asked.kind === "not found" ? { kind: "error", code: "EAI_NONAME" } : asked;
}

async function ask(
  world: World,
  conf: MuslConf,
  name: string,
  wanted: WantedFamily,
  canon: Canon,
  features: Features,
): Promise<Asked> {
  const types = wanted === null ? [TYPE_A, TYPE_AAAA] : [wanted === 4 ? TYPE_A : TYPE_AAAA];
  const id = world.random(0x10000);
  const questions = types.map((type, index) =>
    makeQuery(name, type, (id + index * 0x101) & 0xffff, features),
  );
  if (features.refusesImpossibleNames && questions.includes(null)) {
    return features.passesOverImpossibleNames ? { kind: "not found" } : { kind: "error", code: "EAI_NONAME" };
  }
  const exchanged = await exchange(world, questions, conf, features);
  if (exchanged.kind === "failed") return { kind: "error", code: "EAI_SYSTEM", errno: exchanged.errno };
  if (exchanged.kind === "divided by zero") return { kind: "crash", signal: "SIGFPE" };
  const { replies } = exchanged;
  if (features.judgesEachReply) {
    for (const reply of replies) {
      const failure = judge(reply);
      if (failure !== null) return failure;
    }
  }
  const found: Found = { addresses: [], alias: null };
  const read = replies.map((reply, index) => () => {
    const next = reply.length === SMALL_BUFFER ? replies[index + 1] : undefined;
    readReply(reply, next ?? NOTHING, types[index] ?? TYPE_A, found, features);
  });
  for (const each of features.readsAaaaFirst ? read.reverse() : read) each();
  if (found.alias !== null) canon.set(found.alias);
  if (found.addresses.length > 0) {
    return { kind: "addresses", addresses: found.addresses, canonicalName: canon.text() };
  }
  const failure = features.judgesEachReply ? null : judge(replies[0] ?? new Uint8Array());
  return failure ?? { kind: "error", code: features.knowsNoData ? "EAI_NODATA" : "EAI_NONAME" };
}

/** Null for a reply with rcode 0. */
function judge(reply: Uint8Array): Asked | null {
  if (reply.length < 4 || rcodeOf(reply) === SERVFAIL) return { kind: "error", code: "EAI_AGAIN" };
  if (rcodeOf(reply) === NXDOMAIN) return { kind: "not found" };
  return rcodeOf(reply) === 0 ? null : { kind: "error", code: "EAI_FAIL" };
}

/** char canon[256]: the name that is asked for, and in the end the canonical one. A byte string with NULs. */
class Canon {
  #bytes: string;

  constructor(name: string) {
    this.#bytes = name;
  }

  /** Writes a dot behind `length` bytes the first time, and a domain behind that. */
  append(length: number, domain: string): void {
    const head = this.#bytes.padEnd(length + 1, "\0").slice(0, length);
    const dot = this.#bytes.charAt(length) || ".";
    this.#bytes = `${head}${dot}${domain}\0${this.#bytes.slice(length + domain.length + 2)}`;
  }

  cut(length: number): void {
    this.#bytes = `${this.#bytes.slice(0, length)}\0${this.#bytes.slice(length + 1)}`;
  }

  /** strcpy. */
  set(text: string): void {
    this.#bytes = `${text}\0${this.#bytes.slice(text.length + 1)}`;
  }

  text(): string {
    return this.#bytes.split("\0", 1)[0] ?? "";
  }
}
