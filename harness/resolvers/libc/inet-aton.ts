/** Numeric addresses as libcs take them, which is more than Go does (inet_aton(3), inet_pton(3)). */
import { formatAddress, parseAddress } from "../../wire/ip.ts";

const LARGEST = [0xff_ff_ff_ff, 0xff_ff_ff, 0xff_ff, 0xff] as const;

/**
 * The classic grammar: one to four parts, each decimal, octal (leading 0) or hexadecimal (0x), the last one filling
 * all bytes that are left. "127.1" is 127.0.0.1, "010.0.0.1" is 8.0.0.1. Null for anything else.
 */
export function parseInetAton(text: string): string | null {
  const parts = text.split(".");
  const numbers = parts.map(numberOf);
  const last = numbers.at(-1);
  const largest = LARGEST[parts.length - 1];
  if (last === undefined || last === null || largest === undefined || last > largest) return null;
  let value = last;
  for (const [index, number] of numbers.slice(0, -1).entries()) {
    if (number === null || number > 0xff) return null;
    value += number * 256 ** (3 - index);
  }
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** What both libcs take for an address; an IPv6 scope stays behind it. Null for a name. */
export function parseLibcAddress(text: string): string | null {
  if (!text.includes(":")) return parseInetAton(text);
  const bytes = parseAddress(text);
  const percent = text.indexOf("%");
  if (bytes === null) return null;
  return `${formatAddress(bytes)}${percent === -1 ? "" : text.slice(percent)}`;
}

/** strtoul(3) with base 0 of a part as a whole; what no byte can hold is infinite or far too large. */
function numberOf(part: string): number | null {
  if (/^0x[0-9a-f]+$/i.test(part)) return Number.parseInt(part.slice(2), 16);
  if (/^0[0-7]*$/.test(part)) return Number.parseInt(part, 8);
  return /^[1-9][0-9]*$/.test(part) ? Number(part) : null;
}
