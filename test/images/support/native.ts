/** labd and the agent, built from what lies in images/ now. */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { kernelArch, type NativePrograms, nativePrograms } from "../../../harness/lab/native.ts";
import { packageRoot } from "../../../harness/package-root.ts";

/** This machine's CPU as the kernel names it. */
export const arch = kernelArch(process.arch);

/** Builds them where they are older than their sources. Throws with what the compiler said. */
export function buildPrograms(): NativePrograms {
  const root = pathToFileURL(`${packageRoot}/`);
  const module = new URL("scripts/build-native.mjs", root);
  const program = `(await import(${JSON.stringify(module.href)})).buildNative(${JSON.stringify(`${packageRoot}/`)})`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the native programs could not be built: ${stderr}`);
  return nativePrograms(arch);
}
