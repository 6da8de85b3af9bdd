/** Runs a TypeScript program of the tests in a process of its own, so that it can be killed. */
import { type ChildProcess, spawn } from "node:child_process";

/** Vite, which vitest brings, compiles what the program imports. */
const LOADER = `
  const [path] = process.argv.slice(1);
  const { runnerImport } = await import("vite");
  await runnerImport(path, { configFile: false, logLevel: "error" });
`;

/** Starts a program; its last argument is `argument`. */
export function startProgram(path: string, argument: string): ChildProcess {
  const argv = ["--input-type=module", "-e", LOADER, "--", path, argument];
  return spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
}

/** Waits until the program has written `text`. Rejects when it ends before. */
export function hasWritten(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let written = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      written += chunk.toString();
      if (written.includes(text)) resolve();
    });
    child.once("exit", (code, signal) =>
      reject(new Error(`ended with ${code ?? signal} after ${JSON.stringify(written)}`)),
    );
  });
}
