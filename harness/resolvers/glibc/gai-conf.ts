/** /etc/gai.conf: the tables by which getaddrinfo orders addresses (gaiconf_init), RFC 3484's where it is silent. */
import { isMapped, parseStrictIpv4, parseStrictIpv6 } from "./numeric.ts";

/** A row of a label or precedence table. */
export interface PrefixRow {
  /** 16 bytes. */
  readonly prefix: Uint8Array;
  readonly bits: number;
  readonly value: number;
}

/** A row of the table of IPv4 scopes; numbers are 32 bits. */
export interface ScopeRow {
  readonly address: number;
  readonly mask: number;
  readonly scope: number;
}

/** Tables, most specific rows first, whose last row fits every address. */
export interface GaiConf {
  readonly labels: readonly PrefixRow[];
  readonly precedences: readonly PrefixRow[];
  readonly scopes: readonly ScopeRow[];
}

function row(text: string, value: number): PrefixRow {
  const [address = "", bits] = text.split("/");
  return { prefix: parseStrictIpv6(address) ?? new Uint8Array(16), bits: Number(bits), value };
}

export const DEFAULT_GAI_CONF: GaiConf = {
  labels: [
    row("::1/128", 0),
    row("2002::/16", 2),
    row("::/96", 3),
    row("::ffff:0:0/96", 4),
    row("fec0::/10", 5),
    row("fc00::/7", 6),
    row("2001::/32", 7),
    row("::/0", 1),
  ],
  precedences: [
    row("::1/128", 50),
    row("2002::/16", 30),
    row("::/96", 20),
    row("::ffff:0:0/96", 10),
    row("::/0", 40),
  ],
  scopes: [
    { address: 0xa9fe0000, mask: 0xffff0000, scope: 2 },
    { address: 0x7f000000, mask: 0xff000000, scope: 2 },
    { address: 0, mask: 0, scope: 14 },
  ],
};

/** The tables of a file (a byte string): the first line of a kind puts that table in place of the built-in one. */
export function readGaiConf(content: string): GaiConf {
  const labels: PrefixRow[] = [];
  const precedences: PrefixRow[] = [];
  const scopes: ScopeRow[] = [];
  for (const line of content.split("\n")) {
    const [text = ""] = line.split("#", 1);
    const [command = "", first = "", second = ""] = text.split(/[ \t\v\f\r]+/).filter((word) => word !== "");
    if (command === "label") labels.push(...prefixRows(first, second));
    else if (command === "precedence") precedences.push(...prefixRows(first, second));
    else if (command === "scopev4") scopes.push(...scopeRows(first, second));
  }
  return {
    labels: tableOf(labels, 1) ?? DEFAULT_GAI_CONF.labels,
    precedences: tableOf(precedences, 40) ?? DEFAULT_GAI_CONF.precedences,
    scopes: scopeTableOf(scopes) ?? DEFAULT_GAI_CONF.scopes,
  };
}

/** Sorts by length of prefix; rows of one length stay in the file's order. */
function tableOf(rows: readonly PrefixRow[], fallback: number): readonly PrefixRow[] | null {
  if (rows.length === 0) return null;
  const hasDefault = rows.some(({ bits }) => bits === 0);
  const all = hasDefault ? rows : [...rows, row("::/0", fallback)];
  return all.toSorted((left, right) => right.bits - left.bits);
}

function scopeTableOf(rows: readonly ScopeRow[]): readonly ScopeRow[] | null {
  if (rows.length === 0) return null;
  const hasDefault = rows.some(({ mask }) => mask === 0);
  const all = hasDefault ? rows : [...rows, { address: 0, mask: 0, scope: 14 }];
  return all.toSorted((left, right) => right.mask - left.mask);
}

function prefixRows(prefix: string, value: string): readonly PrefixRow[] {
  const [address = "", bits] = splitPrefix(prefix);
  const parsed = parseStrictIpv6(address);
  const length = bits === undefined ? 128 : unsigned(bits);
  const number = unsigned(value);
  if (parsed === null || length === null || length > 128 || number === null) return [];
  return [{ prefix: parsed, bits: length, value: number }];
}

function scopeRows(prefix: string, value: string): readonly ScopeRow[] {
  const [address = "", bits] = splitPrefix(prefix);
  const ipv6 = parseStrictIpv6(address);
  if (ipv6 !== null && !isMapped(ipv6)) return [];
  const ipv4 = ipv6 === null ? parseStrictIpv4(address) : ipv6.subarray(12);
  const largest = ipv6 === null ? 32 : 128;
  const length = bits === undefined ? largest : unsigned(bits);
  const scope = unsigned(value);
  if (ipv4 === null || length === null || length > largest || scope === null) return [];
  const own = ipv6 === null ? length : length - 96;
  if (own < 0) return [];
  const mask = own === 0 ? 0 : (0xffffffff << (32 - own)) >>> 0;
  const number = ipv4.reduce((sum, byte) => sum * 256 + byte, 0);
  return [{ address: (number & mask) >>> 0, mask, scope }];
}

function splitPrefix(text: string): readonly (string | undefined)[] {
  const slash = text.indexOf("/");
  return slash === -1 ? [text] : [text.slice(0, slash), text.slice(slash + 1)];
}

/** strtoul of a whole word up to INT_MAX; an empty word is 0. */
function unsigned(text: string): number | null {
  if (!/^\+?[0-9]*$/.test(text)) return null;
  const number = Number(text === "" || text === "+" ? 0 : text);
  return number <= 0x7fffffff ? number : null;
}
