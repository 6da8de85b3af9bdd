/** Causes in the name that is looked up. */
import {
  type CauseRule,
  GLIBC_DNS_HOST,
  GLIBC_QUERY,
  MAN_INET_ATON,
  MAN_NSSWITCH,
  MUSL_LOOKUP,
  RFC_1123,
} from "./cause-rule.ts";
import type { Facts } from "./facts.ts";

const NUMBER = "(?:0x[0-9a-f]+|[0-9]+)";
const NUMERIC = new RegExp(`^${NUMBER}(?:\\.${NUMBER}){0,3}\\.?$`, "i");

/** Refused before it was asked, or although an address came back. */
function isRefused({ failed, told }: Facts): boolean {
  return (
    failed &&
    (told.length === 0 ||
      told.some(({ A, AAAA, name }) => A === "data" || AAAA === "data" || name.startsWith("<")))
  );
}

function refusedName(
  id: string,
  pattern: RegExp,
  scenario: string,
  text: string,
  reference: string,
): CauseRule {
  return { id, text, scenario, reference, shows: (facts) => pattern.test(facts.name) && isRefused(facts) };
}

function numeric(id: string, pattern: RegExp, scenario: string, text: string): CauseRule {
  return {
    id,
    text,
    scenario,
    reference: MAN_INET_ATON,
    shows: ({ name }) => NUMERIC.test(name) && pattern.test(name),
  };
}

export const NAME_CAUSES: readonly CauseRule[] = [
  numeric(
    "numeric-hexadecimal",
    /0x/i,
    "numeric/hexadecimal",
    "The name is an address in hexadecimal, which inet_aton of the libcs reads and Go takes for a name.",
  ),
  numeric(
    "numeric-leading-zeros",
    /(?:^|\.)0[0-9]/,
    "numeric/leading-zeros",
    "The name is an address with leading zeros: octal to the libcs, decimal to Go up to 1.16, and no address to Go from 1.17 on.",
  ),
  numeric(
    "numeric-trailing-dot",
    /^[0-9]+(?:\.[0-9]+){3}\.$/,
    "numeric/trailing-dot",
    "The name is an address with a dot at its end, which is a name for DNS to the libcs and nothing to Go.",
  ),
  numeric(
    "numeric-octet-too-large",
    /(?:^|\.)(?:25[6-9]|2[6-9][0-9]|[3-9][0-9]{2})(?:\.|$)/,
    "numeric/octet-too-large",
    "The name looks like an address, but a part of it is over 255: the libcs ask DNS for it, Go does not.",
  ),
  numeric(
    "numeric-short-form",
    /^[0-9]+(?:\.[0-9]+){0,2}$/,
    "numeric/short-form",
    "The name is an address of fewer than four parts, which inet_aton of the libcs reads and Go refuses.",
  ),
  {
    id: "address-and-blank",
    text: "The name is an address with a blank behind it, which is an address to old glibc alone.",
    scenario: "names/address-and-blank",
    reference: MAN_INET_ATON,
    shows: ({ name }) => /^[0-9]+(?:\.[0-9]+){3}\s/.test(name),
  },
  refusedName(
    "name-two-final-dots",
    /\.\.$/,
    "names/two-final-dots",
    "The name ends in two dots, which fits no DNS message.",
    GLIBC_QUERY,
  ),
  refusedName(
    "name-empty-label",
    /\.\.|^\./,
    "names/double-dot",
    "Two dots in a row make an empty label, which no name has.",
    RFC_1123,
  ),
  refusedName(
    "name-long-label",
    /[^.]{64}/,
    "names/long-label",
    "A label of the name is longer than 63 octets, which fits no DNS message.",
    RFC_1123,
  ),
  refusedName(
    "name-asterisk",
    /\*/,
    "names/asterisk",
    "The name has an asterisk, which glibc and Go take for no host name.",
    RFC_1123,
  ),
  refusedName(
    "name-blank",
    /\s/,
    "names/blank",
    "The name has a blank in it, which glibc and Go take for no host name.",
    RFC_1123,
  ),
  refusedName(
    "name-leading-dash",
    /(?:^|\.)-/,
    "names/leading-dash",
    "A label of the name begins with a dash, which glibc and Go take for no host name.",
    RFC_1123,
  ),
  refusedName(
    "name-trailing-dash",
    /-(?:\.|$)/,
    "names/trailing-dash",
    "A label of the name ends with a dash, which Go and old glibc take for no host name.",
    RFC_1123,
  ),
  refusedName(
    "name-leading-underscore",
    /(?:^|\.)_/,
    "names/underscore",
    "A label of the name begins with an underscore, which old glibc takes for no host name.",
    GLIBC_DNS_HOST,
  ),
  refusedName(
    "name-trailing-underscore",
    /_(?:\.|$)/,
    "names/trailing-underscore",
    "A label of the name ends with an underscore, which old glibc takes for no host name.",
    GLIBC_DNS_HOST,
  ),
  {
    id: "nsswitch-myhostname",
    text: "The source myhostname answers for names below localhost where the libc has it; musl and Go without cgo do not know it.",
    scenario: "hosts-and-nsswitch/nsswitch-myhostname",
    reference: MAN_NSSWITCH,
    shows: ({ name, sources }) =>
      /(?:^|\.)(?:localhost|localdomain)\.?$/i.test(name) && (sources?.includes("myhostname") ?? false),
  },
  {
    id: "localhost-not-in-hosts",
    text: "localhost has no line in /etc/hosts, so that DNS is asked for it.",
    scenario: "names/localhost",
    reference: MUSL_LOOKUP,
    shows: ({ name, hostsLines, failed }) =>
      failed && /(?:^|\.)localhost\.?$/i.test(name) && hostsLines.length === 0,
  },
];
