/** Compiles images/lab and images/agent into dist/native/<arch> with the system's C compiler. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { checkAgentSymbols } from "./agent-symbols.mjs";
import { BuildError } from "./build-error.mjs";
import { isUpToDate, tree } from "./up-to-date.mjs";

/** Node's name of a CPU to the kernel's. */
const ARCHES = { x64: "x86_64", arm64: "aarch64" };
const ADVICE = "install one: apt-get install gcc libc6-dev";

const COMMON = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-s"];

/** Static: labd runs in containers that have nothing but it. */
const LABD = ["-static", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"];

/**
 * One agent for every libc. Its own _start instead of the newest glibc's; no calls that the compiler invents
 * (memcpy@GLIBC_2.14, __stack_chk_fail); every symbol looked up at the start, where a missing one is told by the
 * loader; the old hash table beside the new one for old loaders. Code is compiled to reach libc through the global
 * offset table, so that a weak symbol that a libc lacks is null.
 */
const AGENT = [
  "-nostartfiles",
  "-fpie",
  "-no-pie",
  "-fno-stack-protector",
  "-fno-builtin",
  "-fno-tree-loop-distribute-patterns",
  "-fno-asynchronous-unwind-tables",
  "-U_FORTIFY_SOURCE",
  "-D_FORTIFY_SOURCE=0",
  "-Wl,--hash-style=both",
  "-Wl,-z,now",
  "-Wl,-z,relro",
];

/** What decides how they are made. */
const OWN_SOURCES = ["scripts/build-native.mjs", "scripts/agent-symbols.mjs"];

/** Builds labd and the agent below `root`, unless they are newer than everything they are made of. */
export function buildNative(root) {
  const arch = ARCHES[process.arch];
  if (arch === undefined) {
    throw new BuildError(
      `labd and the agent run on ${Object.values(ARCHES).join(" and ")}, not on ${process.arch}`,
    );
  }
  const folder = `${root}dist/native/${arch}`;
  mkdirSync(folder, { recursive: true });
  const compiler = findCompiler();
  program(root, `${folder}/labd`, "images/lab", (output, sources) => {
    const generated = `${output}.generated`;
    mkdirSync(generated, { recursive: true });
    writeFileSync(`${generated}/syscall_table.inc`, syscallTable(compiler));
    compile(compiler, [...COMMON, ...LABD, `-I${generated}`, ...sources, "-o", output]);
    rmSync(generated, { recursive: true });
  });
  program(root, `${folder}/agent`, "images/agent", (output, sources) => {
    compile(compiler, [...COMMON, ...AGENT, ...sources, "-o", output]);
    checkAgentSymbols(output, arch);
  });
}

/** Makes one program by `build`, which gets a temporary name: a half-written program is never found. */
function program(root, output, folder, build) {
  const files = tree(`${root}${folder}`);
  if (isUpToDate(output, [...files, ...OWN_SOURCES.map((name) => `${root}${name}`)])) return;
  const temporary = `${output}.${process.pid}`;
  try {
    build(
      temporary,
      files.filter((name) => name.endsWith(".c")),
    );
    chmodSync(temporary, 0o755);
    renameSync(temporary, output);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** $CC (a program and perhaps options), or the first of cc and gcc that is there. */
function findCompiler() {
  const wanted = process.env.CC?.split(/\s+/).filter((word) => word !== "") ?? [];
  const candidates = wanted.length > 0 ? [wanted] : [["cc"], ["gcc"]];
  for (const [command, ...options] of candidates) {
    const { error, status } = spawnSync(command, [...options, "--version"], { stdio: "ignore" });
    if (error === undefined && status === 0) return [command, ...options];
  }
  const tried = candidates.map((words) => words.join(" ")).join(", ");
  throw new BuildError(`no C compiler (tried ${tried}); ${ADVICE}`);
}

function compile([command, ...options], args) {
  const { status, stderr } = spawnSync(command, [...options, ...args], { encoding: "utf8" });
  if (status === 0) return;
  const missing = /fatal error: (?:stdlib|unistd|sys\/\w+|linux\/\w+)\.h|cannot find -lc\b/.test(stderr);
  throw new BuildError(
    `${command} failed${missing ? `; headers or libc.a are missing, ${ADVICE}` : ""}\n${stderr}`,
  );
}

/** One line `{"read", SYS_read},` for every system call that the compiler's headers know. */
function syscallTable([command, ...options]) {
  const { status, stdout, stderr } = spawnSync(
    command,
    [...options, "-E", "-dM", "-include", "sys/syscall.h", "-x", "c", "/dev/null"],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new BuildError(`${command} has no sys/syscall.h; ${ADVICE}\n${stderr}`);
  const names = [...stdout.matchAll(/^#define SYS_([a-z0-9_]+) /gm)].map(([, name]) => name);
  if (!names.includes("read")) throw new BuildError(`${command} lists no system calls in sys/syscall.h`);
  return names.map((name) => `{"${name}", SYS_${name}},\n`).join("");
}
