/** Numbers and names of RR types, classes and response codes, as IANA's "DNS Parameters" registry has them. */

/** RR types that the code refers to by itself. */
export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  OPT: 41,
  ANY: 255,
} as const;

export const CLASS = { IN: 1, CH: 3, HS: 4, ANY: 255 } as const;

/** Response codes that the code refers to by itself; those above 15 need an OPT record (RFC 6891, section 6.1.3). */
export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;

const TYPES: Readonly<Record<string, number>> = {
  ...TYPE,
  HINFO: 13,
  RP: 17,
  AFSDB: 18,
  SIG: 24,
  KEY: 25,
  LOC: 29,
  NAPTR: 35,
  CERT: 37,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  URI: 256,
  CAA: 257,
};

const RCODES: Readonly<Record<string, number>> = {
  ...RCODE,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
  BADCOOKIE: 23,
};

const TYPE_NAMES = namesByNumber(TYPES);
const RCODE_NAMES = namesByNumber(RCODES);
const CLASS_NAMES = namesByNumber(CLASS);

function namesByNumber(numbers: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number, name]));
}

/** Number of an RR type, from a mnemonic or RFC 3597's `TYPE123`, in any case; null for anything else. */
export function typeNumber(text: string): number | null {
  return numberOf(text, TYPES, "TYPE", 0xffff);
}

/** Mnemonic of an RR type, `TYPE123` where there is none. */
export function typeMnemonic(type: number): string {
  return TYPE_NAMES.get(type) ?? `TYPE${type}`;
}

/** Number of a class, from a mnemonic or RFC 3597's `CLASS123`, in any case; null for anything else. */
export function classNumber(text: string): number | null {
  return numberOf(text, CLASS, "CLASS", 0xffff);
}

/** Mnemonic of a class, `CLASS123` where there is none. */
export function classMnemonic(number: number): string {
  return CLASS_NAMES.get(number) ?? `CLASS${number}`;
}

/** Number of a response code (0 to 4095), from a mnemonic, `RCODE11` or decimal text, in any case; else null. */
export function rcodeNumber(text: string): number | null {
  return /^[0-9]+$/.test(text)
    ? numberOf(`RCODE${text}`, RCODES, "RCODE", 0xfff)
    : numberOf(text, RCODES, "RCODE", 0xfff);
}

/** Mnemonic of a response code, `RCODE11` where there is none. */
export function rcodeMnemonic(rcode: number): string {
  return RCODE_NAMES.get(rcode) ?? `RCODE${rcode}`;
}

function numberOf(
  text: string,
  numbers: Readonly<Record<string, number>>,
  prefix: string,
  limit: number,
): number | null {
  const upper = text.toUpperCase();
  if (Object.hasOwn(numbers, upper)) return numbers[upper] ?? null;
  const digits = upper.startsWith(prefix) ? upper.slice(prefix.length) : "";
  if (!/^[0-9]{1,5}$/.test(digits)) return null;
  const number = Number(digits);
  return number <= limit ? number : null;
}
