/** Obtains an image in a process of its own. */
import { once } from "node:events";
import { join } from "node:path";
import { startProgram } from "../support/typescript-process.ts";
import type { ObtainJob, ObtainResult } from "./obtain-program.ts";

const PROGRAM = join(import.meta.dirname, "obtain-program.ts");

export async function runObtain(job: ObtainJob): Promise<ObtainResult> {
  const child = startProgram(PROGRAM, JSON.stringify(job));
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`ended with ${code}: ${output}`);
  // The program's own type, written by it a moment ago.
  return JSON.parse(output) as ObtainResult;
}
