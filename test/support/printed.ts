/** What the code under test prints, caught instead of shown. */
import { afterEach, beforeEach, vi } from "vitest";

export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they were written. */
  readonly all: string;
  /** Forgets what was printed until now. */
  clear(): void;
}

/** Catches standard output and standard error in every test of the file, each test's by itself. */
export function catchPrinted(): Printed {
  let written: { readonly to: "stdout" | "stderr"; readonly text: string }[] = [];
  const textOf = (...streams: readonly string[]): string =>
    written.flatMap(({ to, text }) => (streams.includes(to) ? [text] : [])).join("");
  beforeEach(() => {
    written = [];
    for (const to of ["stdout", "stderr"] as const) {
      vi.spyOn(process[to], "write").mockImplementation((text) => {
        written.push({ to, text: String(text) });
        return true;
      });
    }
  });
  afterEach(() => void vi.restoreAllMocks());
  return {
    get stdout() {
      return textOf("stdout");
    },
    get stderr() {
      return textOf("stderr");
    },
    get all() {
      return textOf("stdout", "stderr");
    },
    clear: () => {
      written = [];
    },
  };
}
