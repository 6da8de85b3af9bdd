/** From `--engine NAME` to an engine. */
import type { Engine } from "../lab/types.ts";

export const ENGINE_CHOICES = ["auto", "docker", "local", "model"] as const;
export type EngineName = (typeof ENGINE_CHOICES)[number];

export interface ChosenEngine {
  readonly engine: Engine;
  /** One line: which engine it is and why. */
  readonly why: string;
}

/** Opens the engine. Rejects with Failure "environment" that tells everything that was tried. */
export async function openEngine(name: EngineName): Promise<ChosenEngine> {
  const { selectEngine } = await import("../lab/select.ts");
  return selectEngine(name);
}
