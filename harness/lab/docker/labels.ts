/** Labels of our containers, by which `clean` finds what a killed harness left. */
import { formatOwner, type Owner, parseOwner, type Session } from "../../owned/session.ts";

const SESSION = "resolver-matrix.session";
const PID = "resolver-matrix.pid";
const OWNER = "resolver-matrix.owner";

/** Label of the images that we import, whatever became of their name. */
export const IMAGE_LABEL = "resolver-matrix.image";

/** Labels of a container that belongs to a session. */
export function sessionLabels(session: Session): Readonly<Record<string, string>> {
  return { [SESSION]: session.id, [PID]: String(session.pid), [OWNER]: formatOwner(session) };
}

/** Filter of the engine's container list that finds the containers of every session. */
export const SESSION_FILTER = { label: [SESSION] } as const;

/** The harness that made a container; null when its labels are not ours. */
export function ownerOf(labels: Readonly<Record<string, string>>): Owner | null {
  return parseOwner(labels[OWNER] ?? "");
}
