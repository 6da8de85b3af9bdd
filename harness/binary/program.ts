/** What a program's file tells of the way it looks names up. */
import type { GoBuild } from "../resolvers/go/index.ts";
import { type BuildInfo, indexOf, readBuildInfo } from "./build-info.ts";
import { type Elf, readElf } from "./elf.ts";

export type Program =
  | {
      readonly kind: "go";
      readonly build: GoBuild;
      /** As the toolchain calls itself: "go1.22.5 X:boringcrypto". */
      readonly toolchain: string;
      readonly loader: string | null;
    }
  /** Whatever it looks up, its libc does. */
  | { readonly kind: "libc"; readonly libc: "musl" | "glibc"; readonly loader: string }
  | { readonly kind: "static" }
  /** Nothing that Linux runs; `what` says what it is instead. */
  | { readonly kind: "none"; readonly what: string };

/** Go's wrapper of the libc's function: in every program whose cgo resolver is linked in, stripped or not. */
const CGO_RESOLVER = new TextEncoder().encode("_C2func_getaddrinfo");
const RESOLVER_TAGS: ReadonlySet<string> = new Set(["netgo", "netcgo"]);
/** A go line so old is why programs have netedns0=0 among their defaults (cmd/go/internal/load/godebug.go). */
const BEFORE_EDNS = "1.18";
const MUSL_LOADER = /\/ld-musl-[^/]*$/;

/** First bytes of files that people take for Linux programs. */
const OTHERS: readonly (readonly [magic: readonly number[], what: string])[] = [
  [[0x23, 0x21], "a script: name the interpreter's file"],
  [[0xcf, 0xfa, 0xed, 0xfe], "a Mach-O program, of macOS"],
  [[0xca, 0xfe, 0xba, 0xbe], "a universal Mach-O program, of macOS"],
  [[0x4d, 0x5a], "a PE program, of Windows"],
];

/** Looks at a program's file. */
export function readProgram(file: Uint8Array): Program {
  const elf = readElf(file);
  if (elf === null) {
    const other = OTHERS.find(([magic]) => magic.every((byte, index) => file[index] === byte));
    return { kind: "none", what: other?.[1] ?? "no ELF program, or a damaged one" };
  }
  const info = readBuildInfo(file, elf);
  if (info !== null) {
    const build = buildOf(info, indexOf(file, CGO_RESOLVER, 0) !== -1);
    return { kind: "go", build, toolchain: info.goVersion, loader: elf.interpreter };
  }
  return withoutGo(elf);
}

function withoutGo({ interpreter }: Elf): Program {
  if (interpreter === null) return { kind: "static" };
  return { kind: "libc", libc: MUSL_LOADER.test(interpreter) ? "musl" : "glibc", loader: interpreter };
}

/** `hasCgo`: the cgo resolver is linked in, whatever CGO_ENABLED was. */
function buildOf({ goVersion, settings }: BuildInfo, hasCgo: boolean): GoBuild {
  const version = /^go(1\.\d+(?:\.\d+)?)/.exec(goVersion)?.[1] ?? goVersion;
  const tags = (settings.get("-tags") ?? "").split(",").filter((tag) => RESOLVER_TAGS.has(tag));
  const defaults = (settings.get("DefaultGODEBUG") ?? "").split(",");
  return {
    version,
    cgo: hasCgo,
    // Without cgo the tag chooses nothing that is there.
    tags: hasCgo ? tags : [],
    // What a //go:debug line says (Go 1.21 and later, go.dev/doc/godebug).
    godebug: defaults.find((setting) => setting.startsWith("netdns=")) ?? "",
    ...(defaults.includes("netedns0=0") ? { goLine: BEFORE_EDNS } : {}),
  };
}
