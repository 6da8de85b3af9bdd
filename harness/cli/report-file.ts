/** The file that a report goes into. */
import { mkdirSync, realpathSync, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../errors.ts";

/**
 * Where the report goes: a regular file, which is replaced as a whole so that nobody reads half a report; or something
 * that is there already and is none (a pipe, a terminal, /dev/null), which is written to and never replaced.
 */
type Target =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "special"; readonly path: string };

/** Collects the text of a report and writes it at the end. */
export class ReportFile {
  readonly #name: string;
  readonly #target: Target;
  readonly #parts: string[] = [];

  /**
   * Finds out at once whether there can be such a file, so that a person is told before the run and not after it;
   * makes its folder.
   * @throws Failure "usage"
   */
  constructor(name: string) {
    this.#name = name;
    this.#target = targetOf(name);
  }

  write(text: string): void {
    this.#parts.push(text);
  }

  /** Rejects with Failure "environment". */
  async save(): Promise<void> {
    const text = this.#parts.join("");
    try {
      await (this.#target.kind === "file"
        ? replace(this.#target.path, text)
        : writeFile(this.#target.path, text));
    } catch (cause) {
      throw new Failure("environment", `the report ${this.#name} cannot be written`, { cause });
    }
  }
}

function targetOf(name: string): Target {
  try {
    const existing = statSync(name, { throwIfNoEntry: false });
    if (existing === undefined) {
      mkdirSync(dirname(name), { recursive: true });
      return { kind: "file", path: name };
    }
    if (existing.isDirectory()) throw new Failure("usage", `the report ${name} is a folder`);
    // Through a symbolic link to the file itself: the link stays.
    return { kind: existing.isFile() ? "file" : "special", path: realpathSync(name) };
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("usage", `there can be no report ${name}`, { cause });
  }
}

async function replace(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
