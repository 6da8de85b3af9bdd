/** HTTP connections to a Docker engine behind ssh, made as the docker command makes them. */
import { ChildProcess } from "node:child_process";
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
    const child = execa("ssh", this.#argv, {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      buffer: false,
      reject: false,
      // Away from the terminal's process group: Ctrl-C is for the harness, which then ends its labs in order.
      detached: true,
    });
    const complaint = tailOf(child.stderr);
    const connection = Duplex.from({ readable: child.stdout, writable: child.stdin });
    connection.once("close", () => child.kill());
    void child.then(({ code, exitCode, originalMessage }) => {
      if (exitCode === 0) return;
      const said = complaint().trim();
      const why = code === "ENOENT" ? "ssh is not installed" : said === "" ? originalMessage : said;
      connection.destroy(new Error(`ssh: ${why ?? "it ended"}`));
    });
    return withSocketMethods(connection, [child, child.stdin, child.stdout, child.stderr]);
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

/** http asks its connections for what sockets have: an idle one must not keep the program from ending. */
function withSocketMethods(connection: Duplex, parts: readonly object[]): Duplex {
  const nothing = (): Duplex => connection;
  const onParts = (method: "ref" | "unref") => (): Duplex => {
    for (const part of parts) if (part instanceof Socket || part instanceof ChildProcess) part[method]();
    return connection;
  };
  return Object.assign(connection, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref: onParts("ref"),
    unref: onParts("unref"),
  });
}
