/** Reads a YAML file by a schema and collects everything that is wrong with it. */
import type { z } from "zod";
import { allowedByDefault, type Finding, type Fits, findingsOf, where } from "./allowed.ts";
import { type Problem, ProblemsFailure } from "./problems.ts";
import type { Path, YamlSource } from "./source.ts";

/** How often a value is tried in quotes: messages beyond are not shown anyway. */
const MOST_TRIALS = 50;

export class YamlReader<Whole = unknown> {
  readonly source: YamlSource;
  /** The whole file; undefined where something in it is wrong. */
  readonly whole: Whole | undefined;
  readonly #findings: Finding[] = [];
  readonly #placed: Problem[] = [];

  /** Holds the whole file against `schema`. */
  constructor(source: YamlSource, schema: z.ZodType<Whole>) {
    this.source = source;
    const result = schema.safeParse(source.value, { reportInput: false, error: allowedByDefault });
    this.whole = result.data;
    if (result.success) return;
    let trials = MOST_TRIALS;
    const fits: Fits = (path, text) => {
      trials--;
      return trials >= 0 && isAccepted(schema, source.value, path, text);
    };
    this.#findings.push(...result.error.issues.flatMap((issue) => findingsOf(issue, source, [], fits)));
  }

  /** The part at `path`, or undefined where it is absent or where something in it is wrong already. */
  part<T>(path: Path, schema: z.ZodType<T>): T | undefined {
    const value = this.source.valueAt(path);
    if (value === undefined || this.#findings.some((finding) => isWithin(finding.path, path)))
      return undefined;
    const result = schema.safeParse(value);
    return result.success ? result.data : undefined;
  }

  /** Reports what no schema can say. `message` is a sentence; the path is put before it. */
  report(path: Path, message: string, at: Finding["at"] = "value"): void {
    this.#findings.push({ path, at, message: `${where(path)}${message}` });
  }

  /** Reports something at a line and column (from 1) of the text at `path`. */
  reportInText(path: Path, line: number, column: number, message: string): void {
    this.#placed.push({
      place: this.source.placeInText(path, line, column),
      message: `${where(path)}${message}`,
    });
  }

  /**
   * The whole file.
   * @throws ProblemsFailure if anything is wrong
   */
  finish(): Whole {
    const problems = this.#findings.map(({ path, at, message }) => ({
      place: at === "key" ? this.source.placeOfKey(path) : this.source.placeOf(path),
      message,
    }));
    const all = [...problems, ...this.#placed];
    if (all.length > 0 || this.whole === undefined) throw new ProblemsFailure(all);
    return this.whole;
  }
}

/** Whether the schema finds nothing wrong at `path` once `text` stands there. */
function isAccepted(schema: z.ZodType, root: unknown, path: Path, text: string): boolean {
  const result = schema.safeParse(replaced(root, path, text));
  return (
    result.success || !result.error.issues.some((issue) => isWithin(issue.path.map(String), path.map(String)))
  );
}

function replaced(value: unknown, path: Path, text: string): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return text;
  if (Array.isArray(value)) {
    return value.map((entry, index) => (index === step ? replaced(entry, rest, text) : entry));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    key === step ? replaced(entry, rest, text) : entry,
  ]);
  return Object.fromEntries(entries);
}

function isWithin(path: Path, parent: Path): boolean {
  return parent.every((step, index) => path[index] === step);
}
