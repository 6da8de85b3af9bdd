/** Colours. They never say anything that a glyph or a word does not say as well. */
import type { Verdict } from "../../scenario/scenario.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan";

/** SGR parameters (ECMA-48 8.3.117): on, and what ends it. */
const SGR: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  agree: "green",
  latency: "cyan",
  wire: "cyan",
  order: "yellow",
  addresses: "yellow",
  "error-kind": "magenta",
  outcome: "red",
};

export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** Text in colour, or as it is. */
export function createPaint(colour: boolean): Paint {
  if (!colour) return (text) => text;
  return (text, ...styles) =>
    styles.reduce((painted, style) => `\x1b[${SGR[style][0]}m${painted}\x1b[${SGR[style][1]}m`, text);
}
