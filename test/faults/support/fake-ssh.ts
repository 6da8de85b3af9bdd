/** An ssh that opens no connection: it notes how it was called, and runs the command on this machine. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

export interface FakeSsh {
  /** PATH with this ssh first. */
  readonly path: string;
  /** How it was called, a line each. */
  calls(): Promise<readonly string[]>;
}

/** Puts the program into `folder`; behind it is the engine at `engineUrl`, as the other side's docker command sees it. */
export async function fakeSsh(folder: string, engineUrl: string): Promise<FakeSsh> {
  const [bin, log] = [join(folder, "bin"), join(folder, "ssh.log")];
  await mkdir(bin);
  const script = `#!/bin/sh
echo "$*" >> '${log}'
while [ "$1" != -- ]; do shift; done
shift 2
DOCKER_HOST='${engineUrl}' exec "$@"
`;
  await writeFile(join(bin, "ssh"), script);
  await chmod(join(bin, "ssh"), 0o755);
  return {
    path: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    calls: async () => (await readFile(log, "utf8")).trimEnd().split("\n"),
  };
}
