/** The file that a report goes into. */
import { mkdirSync, realpathSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { probeFolderOf, refuseLinks, replaceFile } from "../disk/output-file.ts";
import { Failure } from "../errors.ts";
import { printable } from "../yaml/shown.ts";

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
        ? replaceFile(this.#target.path, text)
        : writeFile(this.#target.path, text));
    } catch (cause) {
      throw new Failure("environment", `the report ${printable(this.#name)} cannot be written`, { cause });
    }
  }
}

function targetOf(name: string): Target {
  try {
    const existing = statSync(name, { throwIfNoEntry: false });
    // Links in /dev are the machine's: /dev/stdout, a shell's /dev/fd/63.
    if (existing !== undefined && !existing.isFile() && !existing.isDirectory() && isBelow("/dev", name)) {
      return { kind: "special", path: realpathSync(name) };
    }
    refuseLinks(name, `the report ${printable(name)}`);
    if (existing === undefined) mkdirSync(dirname(name), { recursive: true });
    else if (existing.isDirectory()) throw new Failure("usage", `the report ${printable(name)} is a folder`);
    else if (!existing.isFile()) return { kind: "special", path: name };
    probeFolderOf(name);
    return { kind: "file", path: name };
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("usage", `there can be no report ${printable(name)}`, { cause });
  }
}

function isBelow(folder: string, path: string): boolean {
  return resolve(path).startsWith(`${folder}/`);
}
