/** The ends of what is emulated: a Go release that becomes known changes no test that only means the newest one. */
import { GO_VERSIONS } from "../../harness/resolvers/catalogue.ts";

export const NEWEST_GO: string = GO_VERSIONS.at(-1) ?? "";
/** The first release that nobody knows yet. */
export const NEXT_GO = `1.${Number(NEWEST_GO.slice(2)) + 1}`;
