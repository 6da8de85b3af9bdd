/** HTTP connections to a Docker engine behind ssh, made as the docker command makes them. */
import { Agent, type ClientRequestArgs } from "node:http";
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { execa } from "execa";
import { tailOf } from "../text-tail.ts";

export interface SshTarget {
  readonly host: string;
  /** null: what ssh's own configuration says. */
  readonly port: number | null;
  readonly user: string | null;
}

/** Taken for "no answer" by who waits for the connection. */
const CONNECT_LIMIT_S = 10;

/**
 * Each connection is an ssh process of the system, which runs "docker system dial-stdio" on the other side: keys, known
 * hosts and jump hosts are those of the user's ssh configuration, and a host whose key is not known is refused.
 */
export class SshAgent extends Agent {
  readonly #argv: readonly string[];

  constructor(target: SshTarget) {
    super({ keepAlive: true });
    this.#argv = sshArguments(target);
  }

  override createConnection(_options: ClientRequestArgs): Duplex {
    return new ProcessConnection(startSsh(this.#argv));
  }
}

type SshProcess = ReturnType<typeof startSsh>;

function startSsh(argv: readonly string[]) {
  return execa("ssh", argv, {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    buffer: false,
    reject: false,
    // Away from the terminal's process group: Ctrl-C is for the harness, which then ends its labs in order.
    detached: true,
  });
}

/** What http writes to and reads from: the program's standard input and output. */
class ProcessConnection extends Duplex {
  readonly #process: SshProcess;

  constructor(child: SshProcess) {
    super();
    this.#process = child;
    child.stdout.on("data", (chunk: Uint8Array) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    // How ssh ended is known after its output has ended, and tells more than a broken pipe.
    for (const stream of [child.stdin, child.stdout]) stream.on("error", () => {});
    const complaint = tailOf(child.stderr);
    void child.then(({ code, exitCode, originalMessage }) => {
      if (exitCode === 0) {
        this.push(null);
        return;
      }
      // ssh ends its lines for a terminal.
      const said = complaint().replaceAll("\r", "");
      const why = code === "ENOENT" ? "ssh is not installed" : said === "" ? originalMessage : said;
      this.destroy(new Error(`ssh: ${why ?? "it ended"}`));
    });
  }

  override _read(): void {
    this.#process.stdout.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#process.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#process.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#process.kill();
    done(error);
  }

  // http also asks for what sockets have. An idle connection must not keep the program from ending.

  ref(): this {
    return this.#each("ref");
  }

  unref(): this {
    return this.#each("unref");
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  #each(method: "ref" | "unref"): this {
    const { stdin, stdout, stderr } = this.#process;
    this.#process[method]();
    for (const stream of [stdin, stdout, stderr]) if (stream instanceof Socket) stream[method]();
    return this;
  }
}

/** The arguments of ssh(1). Options end at "--": no host name is taken for one. */
export function sshArguments({ host, port, user }: SshTarget): readonly string[] {
  return [
    "-T",
    ...["-o", "BatchMode=yes"],
    ...["-o", `ConnectTimeout=${CONNECT_LIMIT_S}`],
    ...(port === null ? [] : ["-p", String(port)]),
    ...(user === null ? [] : ["-l", user]),
    "--",
    host,
    ...["docker", "system", "dial-stdio"],
  ];
}
