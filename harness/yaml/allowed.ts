/**
 * zod's findings as sentences for people.
 *
 * A schema's own `error` text says what is allowed ("a duration such as 3s"); what was found comes from the file.
 */
import { z } from "zod";
import { didYouMean } from "./did-you-mean.ts";
import { shown } from "./shown.ts";
import type { Path, YamlSource } from "./source.ts";

type Issue = z.core.$ZodIssue;

/** One sentence about one place. `at` tells whether the key or the value is meant. */
export interface Finding {
  readonly path: Path;
  readonly at: "key" | "value";
  readonly message: string;
}

const SEPARATOR = "\u0000";

/** A mapping with exactly these keys; its message for unknown ones carries the keys that are allowed. */
export function mapping<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(SEPARATOR) : "a mapping"),
  });
}

/** What is allowed where a schema has no words of its own. */
export function allowedByDefault(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "too_small":
      return `at least ${amount(issue.minimum, issue.origin)}`;
    case "too_big":
      return `at most ${amount(issue.maximum, issue.origin)}`;
    default:
      return "something else";
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  null: "null",
};

function amount(number: number | bigint, origin: string): string {
  if (origin === "string") return `${number} characters`;
  if (origin === "array") return number === 1 ? "1 entry" : `${number} entries`;
  return String(number);
}

/** Whether a text at `path` would be right; asked before quotes are recommended. */
export type Fits = (path: Path, text: string) => boolean;

/** All findings of one issue, in words. `prefix` is where the schema was applied. */
export function findingsOf(issue: Issue, source: YamlSource, prefix: Path, fits: Fits): readonly Finding[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  switch (issue.code) {
    case "unrecognized_keys": {
      const allowed = issue.message.split(SEPARATOR);
      return issue.keys.map((key) => ({
        path: [...path, key],
        at: "key",
        message: `${where(path)}unknown key ${shown(key)}${didYouMean(key, allowed)}; allowed: ${allowed.join(", ")}`,
      }));
    }
    case "invalid_key": {
      const key = String(path.at(-1));
      const allowed = issue.issues[0]?.message ?? "another key";
      return [
        {
          path,
          at: "key",
          message: `${where(path.slice(0, -1))}found the key ${shown(key)}; allowed: ${allowed}`,
        },
      ];
    }
    case "invalid_union":
      return unionFindings(issue, source, path, fits);
    default:
      return [mismatch(path, source, issue.message, [issue], fits)];
  }
}

/** The branch that the author meant is the one that accepts the kind of value; otherwise all branches are named. */
function unionFindings(
  issue: z.core.$ZodIssueInvalidUnion,
  source: YamlSource,
  path: Path,
  fits: Fits,
): readonly Finding[] {
  const meant = issue.errors.filter((issues) => !issues.some(isOfAnotherKind));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) {
    return only.flatMap((inner) => findingsOf(inner, source, path, fits));
  }
  const candidates = flattened(meant.length > 0 ? meant : issue.errors);
  const allowed = [...new Set(candidates.map(({ message }) => message))].join(", or ");
  return [mismatch(path, source, allowed, candidates, fits)];
}

/** Whether the value as a whole, not something inside it, is what the branch refuses. */
function isOfAnotherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return issue.errors.every((issues) => issues.some(isOfAnotherKind));
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

/** The issues of all branches, also of branches that are unions themselves. */
function flattened(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  return branches
    .flat()
    .flatMap((issue) => (issue.code === "invalid_union" ? flattened(issue.errors) : [issue]));
}

function mismatch(
  path: Path,
  source: YamlSource,
  allowed: string,
  issues: readonly Issue[],
  fits: Fits,
): Finding {
  const value = source.valueAt(path);
  if (value === undefined) {
    const key = shown(String(path.at(-1)));
    return {
      path,
      at: "value",
      message: `${where(path.slice(0, -1))}${key} is missing; it takes ${allowed}`,
    };
  }
  const written = source.writtenAt(path);
  const unquoted = typeof value === "number" || typeof value === "boolean" ? written : null;
  const quotes = unquoted !== null && fits(path, unquoted) ? ` (put it in quotes: "${unquoted}")` : "";
  const allowedWords = issues.flatMap((issue) =>
    issue.code === "invalid_value" ? issue.values.map(String) : [],
  );
  const words = typeof value === "string" ? didYouMean(value, allowedWords) : "";
  return {
    path,
    at: "value",
    message: `${where(path)}found ${foundText(value, written)}${words}${quotes}; allowed: ${allowed}`,
  };
}

function foundText(value: unknown, written: string | null): string {
  if (typeof value === "string") return shown(value);
  if (value === null) return written === null || written === "" ? "nothing" : "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  return `the ${typeof value} ${written ?? String(value)}`;
}

/** `dns > 10.0.0.1 > rules > #2: `; entries of lists count from 1. Empty for the root. */
export function where(path: Path): string {
  if (path.length === 0) return "";
  const steps = path.map((step) => (typeof step === "number" ? `#${step + 1}` : plain(step)));
  return `${steps.join(" > ")}: `;
}

function plain(key: string): string {
  return /^[\w./:@*%+-]{1,80}$/.test(key) ? key : shown(key);
}
