/** labd as a process of this machine, inside namespaces that util-linux's unshare makes. */
import { execa } from "execa";
import { programOnPath } from "../../disk/program-path.ts";
import { Unavailable } from "../../errors.ts";
import { formatOwner, session } from "../../owned/session.ts";
import type { LabdStream } from "../link.ts";
import type { NativePrograms } from "../native.ts";
import { tailOf } from "../text-tail.ts";
import { makeBounds } from "./bounds.ts";

/** Environment variable of labd's processes by which `clean` finds them; its value is the owner. */
export const OWNER_VARIABLE = "RESOLVER_MATRIX_OWNER";

/**
 * A process id namespace ends all of labd's children with labd, and --kill-child labd with unshare. labd sees its
 * own /proc, and has no network but those that it makes for cells.
 */
const NAMESPACES = ["--fork", "--kill-child", "--pid", "--mount-proc", "--mount", "--net", "--ipc"] as const;
/** Without root: a user namespace in which the caller is root. */
const AS_USER = ["--user", "--map-root-user"] as const;
/** What unshare of util-linux 2.38 says when a signal that nothing can block ended its child. */
const SIGNALLED = /unshare: sigprocmask unblock failed/;

export interface LabdProcess extends LabdStream {
  /** Why nothing bounds the processes and the memory of all cells together; null where control groups do. */
  readonly unbounded: string | null;
  /** Ends unshare, and with it everything that it started. */
  kill(): void;
}

/** Starts labd. Whether it works shows in its greeting, and in `ended` where it does not. */
export function startLabd(programs: NativePrograms, asRoot: boolean): LabdProcess {
  const namespaces = asRoot ? NAMESPACES : [...AS_USER, ...NAMESPACES];
  const unshare = programOnPath("unshare");
  if (unshare === null) throw new Unavailable("unshare of util-linux is not installed");
  const bounds = makeBounds();
  const start = () =>
    execa(unshare, [...namespaces, programs.labd, "--agent", programs.agent], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      buffer: false,
      reject: false,
      // Away from the terminal's process group: Ctrl-C is for the harness, which then ends labd in order.
      detached: true,
      // Nothing of a job's environment, which holds its secrets, is where code of an image runs.
      extendEnv: false,
      env: { [OWNER_VARIABLE]: formatOwner(session) },
    });
  const subprocess = "refused" in bounds ? start() : bounds.within(start);
  const complaint = tailOf(subprocess.stderr);
  const ended = subprocess
    .then((result) => {
      if (!("refused" in bounds)) bounds.remove();
      return result;
    })
    .then(({ signal, exitCode, originalMessage }) => {
      if (exitCode === undefined && signal === undefined) return originalMessage ?? "it could not be started";
      const said = complaint();
      if (signal === undefined && SIGNALLED.test(said)) return "it was killed by a signal";
      const how = signal === undefined ? `exit status ${exitCode}` : `killed by ${signal}`;
      return said === "" ? how : `${how}: ${said}`;
    });
  return {
    input: subprocess.stdin,
    output: subprocess.stdout,
    ended,
    unbounded: "refused" in bounds ? bounds.refused : null,
    kill: () => subprocess.kill("SIGKILL"),
  };
}
