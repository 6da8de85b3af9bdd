/** Which Go programs look up: those of --go, or the one of --binary. */
import { type Program, readProgram } from "../binary/program.ts";
import { readInputFile, UnreadableInput } from "../disk/input-file.ts";
import { Failure } from "../errors.ts";
import { parseGoVersions } from "../library/go-versions.ts";
import { buildId, type GoBuild } from "../resolvers/go/index.ts";
import { formatResolverId } from "../resolvers/id.ts";
import { printable } from "../yaml/shown.ts";
import { printNotice } from "./output.ts";

export interface GoOptionValues {
  readonly go?: readonly string[];
  readonly binary?: string;
}

/** For commander. */
export const BINARY_OPTION = [
  "--binary <file>",
  "the program that looks up: its Go version, cgo, tags and go line, or its libc, are read from the file",
] as const;

/** Programs are large, and larger with their debug information. */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * null: nobody said. What the file tells is printed as a notice. Rejects with Failure "usage" for versions that are not
 * known and for a file that is no program.
 */
export async function goBuildsOf({ go, binary }: GoOptionValues): Promise<readonly GoBuild[] | null> {
  if (binary === undefined) return go === undefined ? null : parseGoVersions(go);
  if (go !== undefined)
    throw new Failure("usage", "--go and --binary both say which Go it is", {
      advice: "leave one of them out",
    });
  const name = printable(binary);
  const program = await readProgramFile(binary);
  if (program.kind === "none") throw new Failure("usage", `${name}: ${program.what}`);
  printNotice(`${name}: ${told(program)}`);
  if (program.kind !== "go") return null;
  // Throws for a version that nobody emulates.
  parseGoVersions([program.build.version]);
  return [program.build];
}

async function readProgramFile(file: string): Promise<Program> {
  try {
    return readProgram((await readInputFile(file, MOST_BYTES)).bytes);
  } catch (cause) {
    if (!(cause instanceof UnreadableInput)) throw cause;
    throw new Failure("usage", `cannot read ${printable(file)}`, { cause });
  }
}

function told(program: Exclude<Program, { readonly kind: "none" }>): string {
  switch (program.kind) {
    case "go": {
      const { build, toolchain, loader } = program;
      const resolver = build.cgo
        ? "the libc's resolver is linked in beside Go's own"
        : "Go's own resolver alone";
      const by = loader === null ? "" : `, loaded by ${loader}`;
      return `${toolchain}, ${resolver}${by}: ${formatResolverId(buildId(build))}`;
    }
    case "libc":
      return `no Go program; its loader is ${program.loader}, so what it looks up ${program.libc} does`;
    case "static":
      return "no Go program, and static: which libc is in it no file tells";
  }
}
