/** A captured place as a scenario file that a person might have written. */
import { Document, isMap, isScalar, visit, type YAMLMap } from "yaml";
import type { DnsServer, Rule, RuleReply } from "../fixture/dns-server.ts";
import type { FileSpec } from "../scenario/scenario.ts";
import { base64Of } from "../wire/bytes.ts";
import type { Lookup } from "../world/world.ts";

export interface Captured {
  readonly title: string;
  /** Paragraphs: where it is from, what could not be had. */
  readonly about: readonly string[];
  /** null: the catalogue's default set. */
  readonly images: readonly string[] | null;
  readonly files: Readonly<Record<string, FileSpec>>;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly user: number;
  readonly servers: readonly DnsServer[];
  readonly lookups: readonly Lookup[];
}

const ORDINARY_MODE = 0o644;
const OCTAL = 8;

/** YAML that `parseScenario` reads back as the same scenario. */
export function scenarioText(captured: Captured): string {
  const { title, about, images, files, env, hostname, user, servers, lookups } = captured;
  const document = new Document({
    title,
    about: `${about.join("\n\n")}\n`,
    ...(images === null ? {} : { images }),
    ...(Object.keys(files).length === 0 ? {} : { files: mapped(files, fileValue) }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    hostname,
    ...(user === 0 ? {} : { user }),
    dns: Object.fromEntries(servers.map((server) => [server.address, serverValue(server)])),
    lookups: lookups.map(({ name, family }) => (family === "ip" ? name : { name, family })),
  });
  visit(document, {
    Map: (_, map) => {
      if (FLOWING.some((keys) => isShort(map, keys))) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, blockQuote: "literal" });
}

/** Keys of the mappings that people write in one line: what a rule is for, what it replies, a lookup. */
const FLOWING: readonly ReadonlySet<unknown>[] = [
  new Set(["name", "type", "transport", "edns", "family"]),
  new Set(["rcode", "drop", "truncate", "tc", "ra", "aa", "answers"]),
];

function isShort({ items }: YAMLMap, keys: ReadonlySet<unknown>): boolean {
  return (
    items.length > 0 &&
    items.every(
      ({ key, value }) =>
        isScalar(key) &&
        keys.has(key.value) &&
        !isMap(value) &&
        !(isScalar(value) && String(value.value).includes("\n")),
    )
  );
}

function mapped<Value>(values: Readonly<Record<string, Value>>, each: (value: Value) => unknown) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, each(value)]));
}

function fileValue(file: FileSpec): unknown {
  switch (file.kind) {
    case "absent":
      return null;
    case "symlink":
      return { symlink: file.target };
    case "directory":
      return { directory: true };
    case "failing":
      return { error: file.errno };
    case "content": {
      const text = textOf(file.bytes);
      const isOrdinary = file.mode === ORDINARY_MODE && file.owner === 0;
      if (text !== null && isOrdinary) return text;
      return {
        ...(text === null ? { base64: base64Of(file.bytes) } : { text }),
        ...(isOrdinary ? {} : { mode: `0${file.mode.toString(OCTAL)}`, owner: file.owner }),
      };
    }
  }
}

/** null for what is no UTF-8 or holds NUL, which only base64 can say. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

function serverValue({ udp, tcp, delayMs, zone, missing, rules }: DnsServer): unknown {
  return {
    ...(udp === "open" ? {} : { udp }),
    ...(tcp === "open" ? {} : { tcp }),
    ...(delayMs === 0 ? {} : { delay: `${delayMs}ms` }),
    ...(zone === "" ? {} : { zone }),
    ...(missing === "NXDOMAIN" ? {} : { missing }),
    ...(rules.length === 0 ? {} : { rules: rules.map(ruleValue) }),
  };
}

function ruleValue({ when, reply }: Rule): unknown {
  return { when, reply: replyValue(reply) };
}

function replyValue({ raw, ...words }: RuleReply): unknown {
  return raw === undefined ? words : { ...words, raw: base64Of(raw) };
}
