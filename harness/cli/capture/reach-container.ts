/** A running container as a place. */
import { readBundle } from "../../capture/bundle.ts";
import { runScriptIn } from "../../lab/docker/run-script.ts";
import { collectScript } from "./script.ts";
import type { Reached } from "./write-capture.ts";

/** Has the script of bundles run in it. Rejects with Failure "environment", and with the signal's reason. */
export async function reachContainer(
  id: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Reached> {
  const { name, image, engine, text } = await runScriptIn(id, await collectScript(), names, signal);
  const bundle = readBundle(text);
  const where = `container ${name} (image ${image}, ${engine})`;
  return { ...bundle, place: { ...bundle.place, where } };
}
