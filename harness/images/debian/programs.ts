/** Runs apt's and dpkg's programs. */
import { execa } from "execa";
import { Unavailable } from "../../errors.ts";
import { unavailableReason } from "../../owned/waiting.ts";
import { printable } from "../../yaml/shown.ts";

/** The packages that bring the programs, for people who miss them. */
const PACKAGES = { "apt-get": "apt", "dpkg-deb": "dpkg" } as const;
/** apt tells a whole story; its last errors say why it gave up. */
const MOST_LINES = 4;

interface Call {
  readonly program: keyof typeof PACKAGES;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  readonly cwd?: string;
  /** File that takes standard output. */
  readonly outputFile?: string;
}

/**
 * Standard output of a program, "" where it goes to a file. Rejects with Unavailable: not installed, ended with an
 * error (and the errors that it told), or the signal's reason; and with the error of writing to the file.
 */
export async function run({ program, args, signal, cwd, outputFile }: Call): Promise<string> {
  if (signal.aborted) throw unavailableReason(signal);
  const { failed, code, cause, stdout, stderr, shortMessage } = await execa(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    // Their messages end up in ours.
    env: { LC_ALL: "C.UTF-8" },
    stdin: "ignore",
    stdout: outputFile === undefined ? "pipe" : { file: outputFile },
    cancelSignal: signal,
    reject: false,
  });
  if (signal.aborted) throw unavailableReason(signal);
  if (!failed) return stdout ?? "";
  if (code === "ENOENT") {
    throw new Unavailable(`this machine has no ${program} (Debian package ${PACKAGES[program]})`);
  }
  // A disk that is full is no fault of the program.
  if (cause instanceof Error && "syscall" in cause && cause.syscall === "write") throw cause;
  throw new Unavailable(`${program} failed: ${complaint(stderr) || shortMessage}`);
}

/** The errors of apt's output, or else its last lines. */
function complaint(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const errors = lines.filter((line) => /^(?:E|Err|dpkg-deb: error):/.test(line));
  return (errors.length > 0 ? errors : lines)
    .slice(-MOST_LINES)
    .map((line) => printable(line.trim()))
    .join("; ");
}
