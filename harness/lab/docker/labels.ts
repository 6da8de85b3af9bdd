/** Labels and names of our containers, by which `clean` finds what a killed harness left. */
import { randomBytes } from "node:crypto";
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

/** A new container's name. */
export function containerName({ id }: Pick<Session, "id">): string {
  return `${namePrefix(id)}${randomBytes(4).toString("hex")}`;
}

function namePrefix(sessionId: string): string {
  return `resolver-matrix-${sessionId}-`;
}

/**
 * The harness that made a container; null when it is not ours. Labels alone prove nothing: a container has those of its
 * image too, and an image may carry any. `names`: as the engine lists them, with a slash before each.
 */
export function ownerOf(labels: Readonly<Record<string, string>>, names: readonly string[]): Owner | null {
  const prefix = namePrefix(labels[SESSION] ?? "");
  const isNamed = names.some((name) => name.replace(/^\//, "").startsWith(prefix));
  return isNamed ? parseOwner(labels[OWNER] ?? "") : null;
}
