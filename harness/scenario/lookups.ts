/** `lookups` of a scenario: from what is written to what is looked up, and what a process does before it. */
import { durationText, lookupParticulars } from "../world/lookup-text.ts";
import type { Lookup } from "../world/world.ts";
import { fileSpecs } from "./file-specs.ts";
import type { ProcessStep, ScenarioLookup } from "./scenario.ts";
import type { LookupText, StepText } from "./schema/scenario.ts";

/** `written` has passed the checks of check/lookups.ts. */
export function scenarioLookup(written: LookupText): Omit<ScenarioLookup, "place"> {
  if (typeof written === "string") return { name: written, family: "ip" };
  const { steps } = written;
  if (steps === undefined) return toLookup(written);
  const before = steps.slice(0, -1).map(toStep);
  return { ...toLookup(steps.at(-1) ?? {}), after: before.map(stepText), before };
}

function toLookup({ name = "", family = "ip", deadline, flags }: Partial<StepText>): Lookup {
  return {
    name,
    family,
    ...(deadline === undefined ? {} : { deadlineMs: deadline }),
    ...(flags === undefined ? {} : { flags }),
  };
}

function toStep(written: StepText): ProcessStep {
  if (written.files !== undefined) return { kind: "files", files: fileSpecs(written.files) };
  if (written.wait !== undefined) return { kind: "wait", durationMs: written.wait };
  return { kind: "lookup", lookup: toLookup(written) };
}

/** "look up db ip4", "write /etc/resolv.conf", "wait 6s". */
function stepText(step: ProcessStep): string {
  switch (step.kind) {
    case "files":
      return `write ${Object.keys(step.files).join(" ")}`;
    case "wait":
      return `wait ${durationText(step.durationMs)}`;
    case "lookup": {
      const details = lookupParticulars(step.lookup);
      return `look up ${step.lookup.name}${details === "" ? "" : ` ${details}`}`;
    }
  }
}
